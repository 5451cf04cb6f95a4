package dev.targetnode.core.target;

import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.TaskAttribute;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SCSI command with all of its data-out, on its way from a session to a device. The session owns the buffers; they
 * are lent until the matching {@link ScsiCompletion}.
 *
 * @param tag names the task within its nexus until it completes
 * @param attribute its task attribute (SAM-5 8.6); an untagged command is SIMPLE
 * @param cdb the command descriptor block
 * @param dataOut received data, in order; empty for commands without
 * @param dataIn where data for the initiator goes, from index 0; absent where none is expected
 * @param dataInBytesMax how much of {@code dataIn} the initiator expects: its own Expected Data Transfer Length
 */
public record ScsiRequest(
        long tag,
        TaskAttribute attribute,
        Cdb cdb,
        List<ByteBuf> dataOut,
        @Nullable ByteBuf dataIn,
        int dataInBytesMax) {}
