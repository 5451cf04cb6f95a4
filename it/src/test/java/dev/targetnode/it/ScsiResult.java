package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** How a command ended: SCSI status, what it read, sense data without its length field, residual of an underflow. */
final class ScsiResult {
    static final int GOOD = 0x00;
    static final int CHECK_CONDITION = 0x02;
    static final int RESERVATION_CONFLICT = 0x18;
    static final int MISCOMPARE = 0x0E;

    private final int status;
    private final byte[] data;
    private final byte[] sense;
    private final int underflowBytes;

    ScsiResult(int status, byte[] data, byte[] sense, int underflowBytes) {
        this.status = status;
        this.data = data;
        this.sense = sense;
        this.underflowBytes = underflowBytes;
    }

    int status() {
        return status;
    }

    byte[] data() {
        return data;
    }

    /** The residual count when the target reported an underflow, else 0. */
    int underflowBytes() {
        return underflowBytes;
    }

    /** Fails the test unless the status is GOOD. */
    ScsiResult expectGood() {
        assertEquals(GOOD, status, this::toString);
        return this;
    }

    /** Fixed format sense (SPC-4 4.5.3): the sense key, or -1 without sense data. */
    int senseKey() {
        return sense.length > 2 ? sense[2] & 0x0F : -1;
    }

    /** ASC in the upper byte, ASCQ in the lower; -1 without sense data. */
    int asc() {
        return sense.length > 13 ? ((sense[12] & 0xFF) << 8) | (sense[13] & 0xFF) : -1;
    }

    @Override
    public String toString() {
        return String.format("status 0x%02x key 0x%x asc 0x%04x, %d bytes", status, senseKey(), asc(), data.length);
    }
}
