package dev.targetnode.core.scsi;

import dev.targetnode.core.backstore.Durability;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;

/** What a command comes to: an answer, or the work that its device has to do. LBA ranges have been checked. */
public sealed interface Plan {

    /** GOOD without data. */
    Plan GOOD = new Good();

    /** RESERVATION CONFLICT. */
    Plan CONFLICT = new Conflict();

    /** A command about reservations, which are the device's to judge and to keep. */
    Plan RESERVATION = new Reservation();

    static Plan check(Sense sense) {
        return new Check(sense);
    }

    /** GOOD with the first {@code allocationLength} (unsigned 32 bits) bytes of {@code data}, whose array it takes over. */
    static Plan reply(byte[] data, long allocationLength) {
        return Reply.of(data, allocationLength);
    }

    /** GOOD without data; shared instance {@link #GOOD}. */
    record Good() implements Plan {}

    /** RESERVATION CONFLICT; shared instance {@link #CONFLICT}. */
    record Conflict() implements Plan {}

    /** PERSISTENT RESERVE IN and OUT, RESERVE, RELEASE; shared instance {@link #RESERVATION}. */
    record Reservation() implements Plan {}

    /** CHECK CONDITION; nothing has been done. */
    record Check(Sense sense) implements Plan {}

    /** GOOD with parameter data, cut to the ALLOCATION LENGTH. */
    final class Reply implements Plan {
        private final byte[] data;

        private Reply(byte[] data) {
            this.data = data;
        }

        /** The first {@code allocationLength} (unsigned 32 bits) bytes of {@code data}, whose array it takes over. */
        static Plan of(byte[] data, long allocationLength) {
            return new Reply(allocationLength >= data.length ? data : Arrays.copyOf(data, (int) allocationLength));
        }

        public int length() {
            return data.length;
        }

        /** Appends the data to {@code out}. */
        public void writeTo(ByteBuf out) {
            out.writeBytes(data);
        }

        public byte[] toByteArray() {
            return data.clone();
        }
    }

    /**
     * REQUEST SENSE: GOOD with the pending unit attention, which is then no longer pending, or else with NO SENSE.
     *
     * @param descriptorFormat the DESC bit
     * @param allocationLength 0 to 255
     */
    record ReportSense(boolean descriptorFormat, int allocationLength) implements Plan {
        /** The answer that carries {@code sense}. */
        public Plan reply(Sense sense) {
            return Reply.of(sense.encode(descriptorFormat), allocationLength);
        }
    }

    /**
     * Read blocks.
     *
     * @param lba the first
     * @param blocks how many, 0 to {@link DiskLimits#maxTransferBlocks}
     * @param dpo the initiator will not want them again soon
     * @param flushFirst FUA on a volatile cache: flush, then read (SBC-3 5.8)
     */
    record Read(long lba, int blocks, boolean dpo, boolean flushFirst) implements Plan {}

    /**
     * Write blocks.
     *
     * @param lba the first
     * @param blocks how many, 0 to {@link DiskLimits#maxTransferBlocks}
     * @param dpo the initiator will not want them again soon
     * @param durability what must hold before the status
     */
    record Write(long lba, int blocks, boolean dpo, Durability durability) implements Plan {}

    /**
     * Make completed writes of a range durable.
     *
     * @param lba the first block
     * @param blocks how many, at least 0; "to the end" has been resolved
     * @param immediate status at once, the work after it
     */
    record Flush(long lba, long blocks, boolean immediate) implements Plan {}

    /** Give ranges back; never empty, in the order of the parameter list, possibly overlapping. */
    record Unmap(List<LbaRange> ranges) implements Plan {}

    /**
     * Fill a range.
     *
     * @param lba the first block
     * @param blocks how many, 1 to {@link DiskLimits#maxWriteSameBlocks}
     * @param fill with what
     * @param durability what must hold before the status
     */
    record WriteSame(long lba, long blocks, Fill fill, Durability durability) implements Plan {}

    /** What a WRITE SAME fills its range with. */
    enum Fill {
        /** Zeros, keeping the range allocated. */
        ZEROES,
        /** Zeros, giving the range back. */
        UNMAP,
        /** The one block of data-out. */
        PATTERN
    }
}
