package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.CHECK_CONDITION;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.Residual;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data-Out by every way there is (RFC 7143 4.2.5.2, 11.3, 11.7, 11.8). */
@Timeout(60)
class WriteTest {
    private static final int FIRST_BURST = 4096;
    private static final int MAX_BURST = 8192;
    private static final int BLOCKS = 100; // no multiple of either burst
    private static final int BYTES = BLOCKS * BLOCK;
    private static final int UNEXPECTED_UNSOLICITED_DATA = 0x0B0C0C;
    private static final int INCORRECT_AMOUNT_OF_DATA = 0x0B0C0D;

    static Stream<Arguments> everyCombination() {
        return Stream.of("Yes", "No")
                .flatMap(initialR2t -> Stream.of("Yes", "No")
                        .flatMap(immediate -> Stream.of("None", "CRC32C")
                                .map(digest -> Arguments.of(initialR2t, immediate, digest))));
    }

    private static TestInitiator login(TestNode node, String initialR2t, String immediate, String digest) {
        TestInitiator initiator = node.connect();
        initiator.login(
                "InitialR2T=" + initialR2t,
                "ImmediateData=" + immediate,
                "FirstBurstLength=" + FIRST_BURST,
                "MaxBurstLength=" + MAX_BURST,
                "MaxOutstandingR2T=2",
                "HeaderDigest=" + digest,
                "DataDigest=" + digest);
        Exchange.clearAttentions(initiator);
        return initiator;
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void dataComesAsNegotiated(String initialR2t, String immediate, String digest) {
        byte[] data = Commands.pattern(1, BYTES);
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, initialR2t, immediate, digest)) {
            int immediateBytes = immediate.equals("Yes") ? 1000 : 0; // not a multiple of 4: padded
            boolean unsolicited = initialR2t.equals("No");
            ScsiCommand write = Commands.write(
                    initiator, 0, 7, BLOCKS, BYTES, Unpooled.wrappedBuffer(data, 0, immediateBytes), !unsolicited);
            initiator.send(write);
            int first = immediateBytes;
            if (unsolicited) {
                sendUnsolicited(initiator, write, data, immediateBytes);
                first = FIRST_BURST;
            }
            int offset = first;
            for (int r2tSn = 0; offset < BYTES; r2tSn++) {
                ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
                assertEquals(r2tSn, asked.r2tSn());
                assertEquals(offset, asked.bufferOffset());
                assertEquals(Math.min(MAX_BURST, BYTES - offset), asked.desiredDataTransferLength());
                assertNotEquals(Bhs.RESERVED_TAG, asked.targetTransferTag());
                sendInThree(initiator, write, asked, data);
                offset += (int) asked.desiredDataTransferLength();
            }
            ScsiResponse response = Exchange.response(initiator, write);
            assertEquals(GOOD, response.status());
            assertEquals(Residual.NONE, response.residual());
            assertArrayEquals(data, node.store(0).content(7 * BLOCK, BYTES));
            assertArrayEquals(data, Exchange.read(initiator, Commands.read(initiator, 0, 7, BLOCKS)));
        }
    }

    private static void sendUnsolicited(TestInitiator initiator, ScsiCommand write, byte[] data, int from) {
        int middle = from + 1500;
        initiator.send(Commands.dataOut(
                write, Bhs.RESERVED_TAG, 0, from, Unpooled.wrappedBuffer(data, from, middle - from), false));
        initiator.send(Commands.dataOut(
                write, Bhs.RESERVED_TAG, 1, middle, Unpooled.wrappedBuffer(data, middle, FIRST_BURST - middle), true));
    }

    private static void sendInThree(TestInitiator initiator, ScsiCommand write, ReadyToTransfer asked, byte[] data) {
        int offset = (int) asked.bufferOffset();
        int length = (int) asked.desiredDataTransferLength();
        int third = length / 3;
        for (int sn = 0; sn < 3; sn++) {
            int at = offset + sn * third;
            int bytes = sn == 2 ? offset + length - at : third;
            initiator.send(Commands.dataOut(
                    write, asked.targetTransferTag(), sn, at, Unpooled.wrappedBuffer(data, at, bytes), sn == 2));
        }
    }

    @Test
    void noMoreR2tsAreOutThanNegotiated() {
        byte[] data = Commands.pattern(2, 6 * MAX_BURST);
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "No", "None")) {
            ScsiCommand write = Commands.write(initiator, 0, 0, data.length / BLOCK);
            initiator.send(write);
            ReadyToTransfer first = initiator.receive(ReadyToTransfer.class);
            ReadyToTransfer second = initiator.receive(ReadyToTransfer.class);
            initiator.expectSilence(50);
            Exchange.answer(initiator, write, first, data);
            ReadyToTransfer third = initiator.receive(ReadyToTransfer.class);
            initiator.expectSilence(50);
            Exchange.answer(initiator, write, second, data);
            Exchange.answer(initiator, write, third, data);
            assertEquals(
                    GOOD, Exchange.answerSolicitations(initiator, write, data).status());
            assertArrayEquals(data, node.store(0).content(0, data.length));
        }
    }

    @Test
    void manyWritesWhoseDataIsInterleavedAreKeptApart() {
        int writes = 8;
        byte[] data = Commands.pattern(3, MAX_BURST * 2);
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            ScsiCommand[] all = new ScsiCommand[writes];
            for (int i = 0; i < writes; i++) {
                all[i] = Commands.write(initiator, i % 2, 100L * i, data.length / BLOCK);
                initiator.send(all[i]);
            }
            int answered = 0;
            while (answered < writes) {
                if (initiator.receive() instanceof ReadyToTransfer asked) {
                    ScsiCommand write = Stream.of(all)
                            .filter(w -> w.initiatorTaskTag() == asked.initiatorTaskTag())
                            .findAny()
                            .orElseThrow();
                    Exchange.answer(initiator, write, asked, data);
                } else {
                    answered++;
                }
            }
            for (int i = 0; i < writes; i++) {
                assertArrayEquals(data, node.store(i % 2).content(100 * i * BLOCK, data.length));
            }
        }
    }

    @Test
    void immediateDataThatWasNotNegotiatedIsRefused() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "No", "None")) {
            ScsiResponse response =
                    Exchange.run(initiator, Commands.write(initiator, 0, 0, 1, BLOCK, zeros(BLOCK), true));
            assertEquals(CHECK_CONDITION, response.status());
            assertEquals(UNEXPECTED_UNSOLICITED_DATA, Exchange.sense(response));
        }
    }

    @Test
    void unsolicitedDataThatWasNotNegotiatedIsRefusedAndItsRestDropped() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            ScsiCommand write = Commands.write(initiator, 0, 0, 4, 4 * BLOCK, zeros(BLOCK), false);
            ScsiResponse response = Exchange.run(initiator, write);
            assertEquals(UNEXPECTED_UNSOLICITED_DATA, Exchange.sense(response));
            initiator.send(Commands.dataOut(write, Bhs.RESERVED_TAG, 0, BLOCK, zeros(3 * BLOCK), true));
            assertEquals(
                    GOOD,
                    Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                            .status());
        }
    }

    @Test
    void moreImmediateDataThanTheFirstBurstIsRefused() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            ScsiResponse response = Exchange.run(
                    initiator, Commands.write(initiator, 0, 0, 32, 32 * BLOCK, zeros(FIRST_BURST + 4), true));
            assertEquals(INCORRECT_AMOUNT_OF_DATA, Exchange.sense(response));
        }
    }

    @Test
    void dataThatBreaksTheOrderEndsItsTaskAndNoOther() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            byte[] data = Commands.pattern(4, 2 * MAX_BURST);
            List<Integer> wrongDataSn = List.of(1, -1);
            for (int dataSn : wrongDataSn) {
                ScsiCommand write = Commands.write(initiator, 0, 0, 2 * MAX_BURST / BLOCK);
                initiator.send(write);
                ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
                ReadyToTransfer late = initiator.receive(ReadyToTransfer.class);
                initiator.send(Commands.dataOut(write, asked.targetTransferTag(), dataSn, 0, zeros(MAX_BURST), true));
                assertEquals(INCORRECT_AMOUNT_OF_DATA, Exchange.sense(Exchange.response(initiator, write)));
                Exchange.answer(initiator, write, late, data); // on its way before the response: dropped
                assertEquals(
                        GOOD,
                        Exchange.run(initiator, Commands.testUnitReady(initiator, 0))
                                .status());
            }
        }
    }

    @Test
    void moreDataThanAskedForEndsTheTask() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            ScsiCommand write = Commands.write(initiator, 0, 0, 2 * MAX_BURST / BLOCK);
            initiator.send(write);
            ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
            initiator.receive(ReadyToTransfer.class);
            initiator.send(Commands.dataOut(write, asked.targetTransferTag(), 0, 0, zeros(MAX_BURST + BLOCK), true));
            assertEquals(INCORRECT_AMOUNT_OF_DATA, Exchange.sense(Exchange.response(initiator, write)));
        }
    }

    @Test
    void dataForNoR2tEndsTheTask() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            ScsiCommand write = Commands.write(initiator, 0, 0, 4);
            initiator.send(write);
            ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
            initiator.send(Commands.dataOut(write, asked.targetTransferTag() + 1, 0, 0, zeros(4 * BLOCK), true));
            assertEquals(INCORRECT_AMOUNT_OF_DATA, Exchange.sense(Exchange.response(initiator, write)));
        }
    }

    @Test
    void aDataDigestErrorInDataOutIsRejectedAndEndsTheTask() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "CRC32C")) {
            ScsiCommand write = Commands.write(initiator, 0, 0, 4);
            initiator.send(write);
            ReadyToTransfer asked = initiator.receive(ReadyToTransfer.class);
            byte[] pdu =
                    initiator.encode(Commands.dataOut(write, asked.targetTransferTag(), 0, 0, zeros(4 * BLOCK), true));
            pdu[pdu.length - 1] ^= 1;
            initiator.sendBytes(pdu);
            assertEquals(
                    dev.targetnode.iscsi.pdu.RejectReason.DATA_DIGEST_ERROR,
                    initiator.receive(dev.targetnode.iscsi.pdu.Reject.class).reason());
            assertEquals(0x0B4705, Exchange.sense(Exchange.response(initiator, write)));
        }
    }

    @Test
    void aHeaderDigestErrorEndsTheConnection() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "CRC32C")) {
            byte[] pdu = initiator.encode(Commands.testUnitReady(initiator, 0));
            pdu[Bhs.LUN + 1] ^= 1;
            initiator.sendBytes(pdu);
            org.junit.jupiter.api.Assertions.assertTrue(initiator.isClosedByTarget());
            node.awaitRest();
        }
    }

    @Test
    void aWriteToNoLogicalUnitAsksForNoData() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            ScsiResponse response = Exchange.run(initiator, Commands.write(initiator, 9, 0, 1000));
            assertEquals(0x052500, Exchange.sense(response));
        }
    }

    @Test
    void aWriteThatExpectsMoreThanItMovesHasAResidualUnderflow() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            byte[] data = Commands.pattern(5, 4 * BLOCK);
            ScsiCommand write = Commands.write(initiator, 0, 0, 2, 4 * BLOCK, Unpooled.wrappedBuffer(data), true);
            ScsiResponse response = Exchange.run(initiator, write);
            assertEquals(GOOD, response.status());
            assertEquals(Residual.UNDERFLOW, response.residual());
            assertEquals(2 * BLOCK, response.residualCount());
        }
    }

    @Test
    void aWriteThatMovesMoreThanItExpectsHasAResidualOverflow() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "Yes", "Yes", "None")) {
            byte[] data = Commands.pattern(6, 2 * BLOCK);
            ScsiCommand write = Commands.write(initiator, 0, 0, 4, 2 * BLOCK, Unpooled.wrappedBuffer(data), true);
            ScsiResponse response = Exchange.run(initiator, write);
            assertEquals(Residual.OVERFLOW, response.residual());
            assertEquals(2 * BLOCK, response.residualCount());
        }
    }

    private static ByteBuf zeros(int bytes) {
        return Unpooled.wrappedBuffer(new byte[bytes]);
    }
}
