package dev.targetnode.iscsi.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.Reject;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.SnackRequest;
import dev.targetnode.iscsi.pdu.SnackType;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer's mistakes cost the peer its connection at the most. */
@Timeout(60)
class BadInputTest {
    /** More than the harness allows connections at a time: one that stayed would be noticed. */
    private static final int ROUNDS = 100;

    @Test
    void randomBytesEndTheirConnectionAndNothingElse() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TestNode node = TestNode.options().start()) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] bytes = new byte[Bhs.BYTES + random.nextInt(4096)];
                random.nextBytes(bytes);
                if (round % 2 == 0) {
                    bytes[0] = 0x43; // a Login Request
                }
                bytes[Bhs.TOTAL_AHS_LENGTH] = (byte) 0xff; // longer than any use of it
                try (TestInitiator peer = node.connect()) {
                    peer.sendBytes(bytes);
                    assertTrue(peer.isClosedByTarget());
                }
            }
            node.awaitRest();
            try (TestInitiator initiator = node.connect()) {
                initiator.login();
                Exchange.clearAttentions(initiator);
            }
        }
    }

    @Test
    void aSegmentOf16MiBBeforeLoginIsNotBelieved() {
        try (TestNode node = TestNode.options().start();
                TestInitiator peer = node.connect()) {
            byte[] login = peer.encode(peer.loginRequest(TestInitiator.ISID, List.of()));
            Arrays.fill(login, Bhs.DATA_SEGMENT_LENGTH, Bhs.DATA_SEGMENT_LENGTH + 3, (byte) 0xff);
            peer.sendBytes(login);
            assertTrue(peer.isClosedByTarget());
            assertEquals(0, node.buffersOut());
        }
    }

    @Test
    void halfALoginIsClosedWhenItsTimeIsOver() {
        try (TestNode node =
                        TestNode.options().loginBound(Duration.ofMillis(200)).start();
                TestInitiator silent = node.connect();
                TestInitiator half = node.connect()) {
            byte[] login = half.encode(half.loginRequest(TestInitiator.ISID, List.of("InitiatorName=x")));
            half.sendBytes(Arrays.copyOf(login, Bhs.BYTES + 4));
            assertTrue(half.isClosedByTarget());
            assertTrue(silent.isClosedByTarget());
        }
    }

    @Test
    void aCommandBeforeLoginEndsTheConnection() {
        try (TestNode node = TestNode.options().start();
                TestInitiator peer = node.connect()) {
            peer.send(Commands.ping(peer, Unpooled.wrappedBuffer(new byte[100])));
            assertTrue(peer.isClosedByTarget());
        }
    }

    @Test
    void aRejectReturnsTheHeaderOfWhatItRejects() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            SnackRequest snack = new SnackRequest(SnackType.STATUS, 0, Bhs.RESERVED_TAG, Bhs.RESERVED_TAG, 0, 1, 2);
            initiator.send(snack);
            expectReject(initiator, RejectReason.SNACK_REJECT, initiator.encode(snack));

            byte[] unassigned = initiator.encode(snack);
            unassigned[0] = 0x1c;
            initiator.sendBytes(unassigned);
            expectReject(initiator, RejectReason.COMMAND_NOT_SUPPORTED, unassigned);

            byte[] aTargets = initiator.encode(snack);
            aTargets[0] = 0x31; // R2T
            initiator.sendBytes(aTargets);
            expectReject(initiator, RejectReason.PROTOCOL_ERROR, aTargets);

            byte[] withData = Arrays.copyOf(initiator.encode(snack), Bhs.BYTES + 8);
            withData[Bhs.DATA_SEGMENT_LENGTH + 2] = 8;
            initiator.sendBytes(withData);
            expectReject(initiator, RejectReason.INVALID_PDU_FIELD, Arrays.copyOf(withData, Bhs.BYTES));
            Exchange.clearAttentions(initiator);
        }
    }

    @Test
    void dataForATaskThatNeverWasIsRejected() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            ScsiCommand never = Commands.command(99, 0, 0, 0, 0, 0, false, true);
            initiator.send(Commands.dataOut(never, 7, 0, 0, Unpooled.wrappedBuffer(new byte[5000]), true));
            Reject reject = initiator.receive(Reject.class);
            assertEquals(RejectReason.INVALID_PDU_FIELD, reject.reason());
            Exchange.clearAttentions(initiator);
        }
    }

    @Test
    void aLoginWithinTheFullFeaturePhaseIsRejected() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = node.connect()) {
            initiator.login();
            initiator.send(initiator.loginRequest(TestInitiator.ISID, List.of("InitiatorName=x")));
            assertEquals(
                    RejectReason.PROTOCOL_ERROR, initiator.receive(Reject.class).reason());
            Exchange.clearAttentions(initiator);
        }
    }

    @Test
    void aReaderThatDoesNotReadIsNotReadFromAndLeavesNothing() {
        try (TestNode node = TestNode.options().start()) {
            TestInitiator deaf = node.connect();
            deaf.receiveBuffer(4096);
            deaf.login("MaxRecvDataSegmentLength=512");
            Exchange.clearAttentions(deaf);
            // Each answer is 1,000 PDUs: far more than the socket and the queues before it take.
            for (int i = 0; i < 30; i++) {
                deaf.send(Commands.read(deaf, i % 2, 0, 1000));
            }
            try (TestInitiator other = node.connect()) {
                other.loginAs(TestInitiator.ISID + 1);
                Exchange.clearAttentions(other);
                for (int i = 0; i < 100; i++) {
                    Exchange.read(other, Commands.read(other, i % 2, i, 8));
                }
                long reserved = node.reservedBytes();
                for (int i = 0; i < 200; i++) {
                    deaf.send(Commands.ping(deaf, Unpooled.wrappedBuffer(new byte[1000])));
                }
                Exchange.read(other, Commands.read(other, 0, 0, 8));
                assertEquals(reserved, node.reservedBytes());
            } catch (UncheckedIOException e) {
                throw new AssertionError(e);
            }
            deaf.close();
            node.awaitRest();
        }
    }

    @Test
    void pingsWithoutEndAreNotRemembered() throws InterruptedException {
        try (TestNode node = TestNode.options().start()) {
            TestInitiator deaf = node.connect();
            deaf.receiveBuffer(4096);
            deaf.login("MaxRecvDataSegmentLength=65536");
            byte[] data = new byte[64 * 1024];
            AtomicInteger sent = new AtomicInteger();
            Thread sender = new Thread(() -> {
                try {
                    while (sent.get() < 2000) {
                        deaf.send(Commands.ping(deaf, Unpooled.wrappedBuffer(data)));
                        sent.incrementAndGet();
                    }
                } catch (UncheckedIOException closed) {
                    // as the test wants it, once it has seen enough
                }
            });
            sender.start();
            awaitNoProgress(sent);
            long held = node.buffersOut();
            deaf.close();
            assertTrue(held < 64, "buffers held for pings: " + held);
            node.awaitRest();
        }
    }

    private static void awaitNoProgress(AtomicInteger counter) throws InterruptedException {
        int last;
        do {
            last = counter.get();
            Thread.sleep(300);
        } while (counter.get() != last && last < 2000);
    }

    private static void expectReject(TestInitiator initiator, RejectReason reason, byte[] header) {
        Reject reject = initiator.receive(Reject.class);
        assertEquals(reason, reject.reason());
        assertArrayEquals(header, ByteBufUtil.getBytes(reject.data()));
    }
}
