package dev.targetnode.iscsi.wire;

import static dev.targetnode.iscsi.wire.Exchange.BLOCK;
import static dev.targetnode.iscsi.wire.Exchange.GOOD;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.harness.TestNode;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.Residual;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data-In: how it is cut, who carries status, what the residual says (RFC 7143 11.4.5, 11.7). */
@Timeout(60)
class ReadTest {
    private static TestInitiator login(TestNode node, String... keys) {
        TestInitiator initiator = node.connect();
        initiator.login(keys);
        Exchange.clearAttentions(initiator);
        return initiator;
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "CRC32C"})
    void dataIsCutBySegmentAndBurstWithStatusInTheLast(String digest) {
        byte[] data = Commands.pattern(1, 20 * BLOCK);
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(
                        node,
                        "MaxRecvDataSegmentLength=1500", // no multiple of 4 would do either
                        "MaxBurstLength=4096",
                        "HeaderDigest=" + digest,
                        "DataDigest=" + digest)) {
            node.store(0).fill(0, data);
            ScsiCommand read = Commands.read(initiator, 0, 0, 20);
            initiator.send(read);
            List<DataIn> parts = Exchange.dataIn(initiator, read);
            assertArrayEquals(data, Exchange.join(parts));
            long burst = 0;
            for (int i = 0; i < parts.size(); i++) {
                DataIn part = parts.get(i);
                boolean last = i == parts.size() - 1;
                int bytes = part.data().writerIndex();
                assertTrue(bytes <= 1500);
                burst += bytes;
                assertEquals(burst == 4096 || last, part.last(), () -> "F of " + part);
                assertEquals(last, part.hasStatus());
                burst = part.last() ? 0 : burst;
            }
            assertEquals(GOOD, parts.get(parts.size() - 1).status());
            assertEquals(Residual.NONE, parts.get(parts.size() - 1).residual());
        }
    }

    @Test
    void aReadThatBringsLessThanExpectedHasAResidualUnderflow() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            ScsiCommand read = Commands.read(initiator, 0, 0, 2, 5 * BLOCK);
            initiator.send(read);
            DataIn last = Exchange.dataIn(initiator, read).get(0);
            assertEquals(2 * BLOCK, last.data().readableBytes());
            assertEquals(Residual.UNDERFLOW, last.residual());
            assertEquals(3 * BLOCK, last.residualCount());
        }
    }

    @Test
    void aReadThatHasMoreThanExpectedHasAResidualOverflow() {
        byte[] data = Commands.pattern(2, 4 * BLOCK);
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            node.store(0).fill(0, data);
            ScsiCommand read = Commands.read(initiator, 0, 0, 4, 700);
            initiator.send(read);
            List<DataIn> parts = Exchange.dataIn(initiator, read);
            DataIn last = parts.get(parts.size() - 1);
            assertEquals(Residual.OVERFLOW, last.residual());
            assertEquals(4 * BLOCK - 700, last.residualCount());
            assertArrayEquals(Arrays.copyOf(data, 700), Exchange.join(parts));
        }
    }

    @Test
    void inquiryOfAnAbsentUnitIsAnsweredAndOtherCommandsAreRefused() {
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node)) {
            byte[] inquiry = Exchange.read(initiator, Commands.inquiry(initiator, 9, 36));
            assertEquals(0x7f, inquiry[0]); // PERIPHERAL QUALIFIER 011b, type 1Fh
            ScsiResponse response = Exchange.run(initiator, Commands.read(initiator, 9, 0, 1));
            assertEquals(0x052500, Exchange.sense(response));
            assertEquals(Residual.UNDERFLOW, response.residual());
            assertEquals(BLOCK, response.residualCount());
        }
    }

    @Test
    void aReadLargerThanItsMemoryCouldEverBeIsRefusedAndStopsNobody() {
        try (TestNode node = TestNode.options()
                        .budgetBytes(8 << 20)
                        .deviceBudgetBytes(1 << 20)
                        .start();
                TestInitiator initiator = login(node)) {
            ScsiResponse response = Exchange.run(initiator, Commands.read(initiator, 0, 0, (3 << 20) / BLOCK));
            assertEquals(0x052400, Exchange.sense(response));
            assertFalse(Exchange.read(initiator, Commands.read(initiator, 0, 0, 8)).length == 0);
        }
    }

    @Test
    void manyReadsAtOnceComeBackWhole() {
        byte[] data = Commands.pattern(3, 64 * BLOCK);
        try (TestNode node = TestNode.options().start();
                TestInitiator initiator = login(node, "HeaderDigest=CRC32C", "DataDigest=CRC32C")) {
            node.store(1).fill(0, data);
            ScsiCommand[] reads = new ScsiCommand[32];
            for (int i = 0; i < reads.length; i++) {
                reads[i] = Commands.read(initiator, 1, i, 32);
                initiator.send(reads[i]);
            }
            for (int i = 0; i < reads.length; i++) {
                assertArrayEquals(
                        Arrays.copyOfRange(data, i * BLOCK, (i + 32) * BLOCK),
                        Exchange.join(Exchange.dataIn(initiator, reads[i])));
            }
        }
    }
}
