package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Sense;
import java.nio.ByteBuffer;

/**
 * The basic parameter list of PERSISTENT RESERVE OUT (SPC-4 6.16.3). Its obsolete fields, bytes 16 to 19, 22 and 23, are
 * ignored.
 *
 * @param key RESERVATION KEY: the one under which the sender is registered
 * @param serviceActionKey SERVICE ACTION RESERVATION KEY
 * @param allTargetPorts ALL_TG_PT
 * @param persist APTPL
 */
record ReserveOutParameters(long key, long serviceActionKey, boolean allTargetPorts, boolean persist) {
    static final int BYTES = 24;
    private static final int FLAGS = 20;
    private static final int SPEC_I_PT = 0x08;
    private static final int ALL_TG_PT = 0x04;
    private static final int APTPL = 0x01;
    private static final int RESERVED = 21;

    /** What a parameter list is: parameters, or the reason why not. */
    sealed interface Parsed {}

    record Valid(ReserveOutParameters parameters) implements Parsed {}

    record Invalid(Sense sense) implements Parsed {}

    /**
     * Reads a parameter list.
     *
     * @param listBytes PARAMETER LIST LENGTH of the CDB, 0 to 2^32 - 1
     * @param list what has come of it
     */
    static Parsed parse(long listBytes, ByteBuffer list) {
        if (listBytes < BYTES || list.remaining() < BYTES) {
            return new Invalid(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        int flags = list.get(FLAGS);
        if ((flags & SPEC_I_PT) != 0) { // SIP_C is zero
            return new Invalid(Sense.invalidFieldInParameterList(FLAGS, 3));
        }
        if (listBytes != BYTES) {
            return new Invalid(Sense.PARAMETER_LIST_LENGTH_ERROR);
        }
        int unknown = flags & 0xFF & ~(ALL_TG_PT | APTPL);
        if (unknown != 0) {
            return new Invalid(Sense.invalidFieldInParameterList(FLAGS, highestBit(unknown)));
        }
        if (list.get(RESERVED) != 0) {
            return new Invalid(Sense.invalidFieldInParameterList(RESERVED, highestBit(list.get(RESERVED) & 0xFF)));
        }
        return new Valid(new ReserveOutParameters(
                list.getLong(0), list.getLong(8), (flags & ALL_TG_PT) != 0, (flags & APTPL) != 0));
    }

    private static int highestBit(int bits) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bits);
    }
}
