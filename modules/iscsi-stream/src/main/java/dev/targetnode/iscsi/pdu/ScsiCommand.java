package dev.targetnode.iscsi.pdu;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SCSI Command (RFC 7143 11.3).
 *
 * <p>The sixteen CDB bytes of the BHS are two longs, so that a command is one object; {@link #cdb} puts them together.
 *
 * @param immediate I: immediate delivery, CmdSN is not advanced
 * @param last F: no unsolicited Data-Out follows
 * @param read R: data is expected from the target
 * @param write W: data is expected to the target
 * @param attribute ATTR
 * @param lun LUN, eight bytes as in SAM-5 4.7; 0 where reserved
 * @param initiatorTaskTag Initiator Task Tag
 * @param expectedDataTransferLength bytes of the write, or of the read when W is 0; unsigned 32 bits
 * @param cmdSn CmdSN
 * @param expStatSn ExpStatSN
 * @param cdbHigh CDB bytes 0..7, big-endian
 * @param cdbLow CDB bytes 8..15, big-endian
 * @param cdbExtension CDB bytes from 16 on (11.2.2.3)
 * @param bidirectionalReadLength expected read bytes of a bidirectional command (11.2.2.4), or NO_BIDIRECTIONAL_READ
 * @param data the data segment, not owned
 */
public record ScsiCommand(
        boolean immediate,
        boolean last,
        boolean read,
        boolean write,
        TaskAttribute attribute,
        long lun,
        int initiatorTaskTag,
        long expectedDataTransferLength,
        int cmdSn,
        int expStatSn,
        long cdbHigh,
        long cdbLow,
        CdbExtension cdbExtension,
        long bidirectionalReadLength,
        ByteBuf data)
        implements CommandPdu {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Checks our own values against the width of their fields. */
    public ScsiCommand {
        if (bidirectionalReadLength != NO_BIDIRECTIONAL_READ) {
            Unsigned.check32(bidirectionalReadLength, "bidirectionalReadLength");
        }
        Unsigned.check32(expectedDataTransferLength, "expectedDataTransferLength");
    }

    @Override
    public Opcode opcode() {
        return Opcode.SCSI_COMMAND;
    }

    /** The value of {@link #bidirectionalReadLength} when the PDU has no such AHS. */
    public static final long NO_BIDIRECTIONAL_READ = -1;

    /** CDB bytes in the BHS. */
    public static final int CDB_BYTES = 16;

    /** The whole CDB in a new array: 16 bytes, more when the PDU has an extended CDB AHS (11.2.2.3). */
    public byte[] cdb() {
        byte[] cdb = new byte[CDB_BYTES + cdbExtension.length()];
        LONGS.set(cdb, 0, cdbHigh);
        LONGS.set(cdb, Long.BYTES, cdbLow);
        cdbExtension.copyTo(cdb, CDB_BYTES);
        return cdb;
    }

    /** The first CDB byte, 0..255. */
    public int operationCode() {
        return (int) (cdbHigh >>> 56);
    }
}
