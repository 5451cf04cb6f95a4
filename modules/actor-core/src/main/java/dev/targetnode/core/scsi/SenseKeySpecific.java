package dev.targetnode.core.scsi;

/** The SENSE KEY SPECIFIC field: three bytes whose meaning follows from the sense key (SPC-4 4.5.2.4). */
public sealed interface SenseKeySpecific {

    /** The 24 bits on the wire, SKSV set. */
    int bits();

    /**
     * Which field of an ILLEGAL REQUEST was wrong (SPC-4 4.5.2.4.2).
     *
     * @param inCdb true for the CDB, false for the parameter data
     * @param byteIndex first byte of the field, 0 to 65,535
     * @param bit the field's most significant bit, 0 to 7, or {@link #WHOLE_BYTE}
     */
    record FieldPointer(boolean inCdb, int byteIndex, int bit) implements SenseKeySpecific {
        /** For {@code bit}: the field starts at the byte's boundary and no bit is named. */
        public static final int WHOLE_BYTE = -1;

        private static final int SKSV = 0x80_0000;
        private static final int COMMAND_DATA = 0x40_0000;
        private static final int BIT_POINTER_VALID = 0x08_0000;
        private static final int BIT_SHIFT = 16;

        @Override
        public int bits() {
            int bits = SKSV | (byteIndex & 0xFFFF);
            if (inCdb) {
                bits |= COMMAND_DATA;
            }
            return bit == WHOLE_BYTE ? bits : bits | BIT_POINTER_VALID | bit << BIT_SHIFT;
        }
    }

    /**
     * How far a long operation has come, for NO SENSE and NOT READY (SPC-4 4.5.2.4.4).
     *
     * @param done the numerator of a fraction over 65,536; 0 to 65,535
     */
    record Progress(int done) implements SenseKeySpecific {
        private static final int SKSV = 0x80_0000;

        @Override
        public int bits() {
            return SKSV | (done & 0xFFFF);
        }
    }
}
