package dev.targetnode.iscsi.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.harness.Commands;
import dev.targetnode.iscsi.harness.RamStore;
import dev.targetnode.iscsi.harness.TestInitiator;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.ScsiResponse;
import dev.targetnode.iscsi.pdu.SenseSegment;
import dev.targetnode.iscsi.pdu.TargetPdu;
import dev.targetnode.iscsi.pdu.TaskManagementRequest;
import dev.targetnode.iscsi.pdu.TaskManagementResponse;
import dev.targetnode.iscsi.pdu.TaskManagementResponseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Whole exchanges: a command and all that comes back. */
final class Exchange {
    static final int GOOD = 0;
    static final int CHECK_CONDITION = 2;
    static final int BLOCK = RamStore.BLOCK_BYTES;

    private Exchange() {}

    /** Takes the unit attentions of a new nexus (SAM-5 5.14), so that the next command runs. */
    static void clearAttentions(TestInitiator initiator) {
        for (int lun = 0; lun < 2; lun++) {
            int status = CHECK_CONDITION;
            while (status == CHECK_CONDITION) {
                status = run(initiator, Commands.testUnitReady(initiator, lun)).status();
            }
        }
    }

    /** A command that is answered by a SCSI Response alone. */
    static ScsiResponse run(TestInitiator initiator, ScsiCommand command) {
        initiator.send(command);
        return response(initiator, command);
    }

    static ScsiResponse response(TestInitiator initiator, ScsiCommand command) {
        ScsiResponse response = initiator.receive(ScsiResponse.class);
        assertEquals(command.initiatorTaskTag(), response.initiatorTaskTag());
        return response;
    }

    /** KEY, ASC and ASCQ in one number, as in 0x052400. */
    static int sense(ScsiResponse response) {
        ByteBuf sense = SenseSegment.sense(response.data());
        assertTrue(sense.readableBytes() >= 14, () -> "no sense data in " + response);
        return (sense.getByte(2) & 0x0f) << 16 | sense.getUnsignedByte(12) << 8 | sense.getUnsignedByte(13);
    }

    /** The Data-In PDUs of a read that ends with GOOD in the last of them. */
    static List<DataIn> dataIn(TestInitiator initiator, ScsiCommand command) {
        List<DataIn> all = new ArrayList<>();
        do {
            DataIn next = initiator.receive(DataIn.class);
            assertEquals(command.initiatorTaskTag(), next.initiatorTaskTag());
            assertEquals(all.size(), next.dataSn());
            all.add(next);
        } while (!all.get(all.size() - 1).hasStatus());
        return all;
    }

    /** What a read brings, all of its PDUs together. */
    static byte[] read(TestInitiator initiator, ScsiCommand command) {
        initiator.send(command);
        return join(dataIn(initiator, command));
    }

    static byte[] join(List<DataIn> parts) {
        ByteBuf all = Unpooled.buffer();
        for (DataIn part : parts) {
            assertEquals(all.writerIndex(), part.bufferOffset());
            all.writeBytes(part.data());
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    /** Answers R2Ts, one sequence of one PDU each, until the response comes. */
    static ScsiResponse answerSolicitations(TestInitiator initiator, ScsiCommand write, byte[] data) {
        TargetPdu next = initiator.receive();
        while (next instanceof ReadyToTransfer asked) {
            answer(initiator, write, asked, data);
            next = initiator.receive();
        }
        assertTrue(next instanceof ScsiResponse, "received " + next);
        return (ScsiResponse) next;
    }

    static void answer(TestInitiator initiator, ScsiCommand write, ReadyToTransfer asked, byte[] data) {
        int offset = (int) asked.bufferOffset();
        int length = (int) asked.desiredDataTransferLength();
        initiator.send(Commands.dataOut(
                write, asked.targetTransferTag(), 0, offset, Unpooled.wrappedBuffer(data, offset, length), true));
    }

    static void managed(TestInitiator initiator, TaskManagementRequest request, TaskManagementResponseCode expected) {
        initiator.send(request);
        TaskManagementResponse response = initiator.receive(TaskManagementResponse.class);
        assertEquals(request.initiatorTaskTag(), response.initiatorTaskTag());
        assertEquals(expected, response.response());
    }
}
