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

    /**
     * Verify blocks.
     *
     * @param lba the first
     * @param blocks how many, 0 to {@link DiskLimits#maxTransferBlocks}
     * @param comparison with what they are compared
     * @param flushFirst a volatile cache: what it holds goes to the medium first (SBC-3 4.15)
     */
    record Verify(long lba, int blocks, Comparison comparison, boolean flushFirst) implements Plan {}

    /** What a VERIFY compares blocks with. */
    enum Comparison {
        /** Nothing: that they can be read is enough. */
        NONE,
        /** Each with its own block of data-out. */
        EACH,
        /** All of them with the one block of data-out. */
        ONE
    }

    /**
     * Write blocks, then read them back; always durable, since what is verified is the medium.
     *
     * @param lba the first
     * @param blocks how many, 0 to {@link DiskLimits#maxTransferBlocks}
     * @param compare whether what is read must also equal what was written
     * @param durability what must hold before they are read back
     */
    record WriteAndVerify(long lba, int blocks, boolean compare, Durability durability) implements Plan {}

    /**
     * Where the blocks equal the first half of data-out, replace them by the second half, and nothing that overlaps may
     * happen in between. Data-out holds exactly twice as many blocks.
     *
     * @param lba the first block
     * @param blocks how many, 1 to {@link DiskLimits#maxCompareAndWriteBlocks}
     * @param durability what must hold before the status
     */
    record CompareAndWrite(long lba, int blocks, Durability durability) implements Plan {}

    /**
     * Set the bits that are set in data-out, and nothing that overlaps may happen in between.
     *
     * @param lba the first block
     * @param blocks how many, 0 to {@link DiskLimits#maxTransferBlocks}
     * @param durability what must hold before the status
     */
    record OrWrite(long lba, int blocks, Durability durability) implements Plan {}

    /**
     * Bring blocks into the cache.
     *
     * @param lba the first block
     * @param blocks how many, 0 to {@link DiskLimits#maxTransferBlocks}
     * @param complete these are all that were asked for: CONDITION MET where the cache takes them, else GOOD
     * @param immediate status at once, the work after it
     */
    record Prefetch(long lba, int blocks, boolean complete, boolean immediate) implements Plan {}

    /**
     * Tell which blocks from {@code lba} on are allocated.
     *
     * @param lba the first block, which exists
     * @param descriptors how many ranges to tell of, 1 to {@link LbaStatus#DESCRIPTORS_MAX}
     * @param allocationLength unsigned 32 bits
     */
    record MapQuery(long lba, int descriptors, long allocationLength) implements Plan {}

    /**
     * Change mode parameters.
     *
     * @param changed all of them after the change
     * @param save also keep them for after the next reset or restart
     */
    record ChangeModes(ModeSettings changed, boolean save) implements Plan {}

    /**
     * Start, stop, load or eject.
     *
     * @param action what to do; whether a medium may be ejected is still to be judged
     * @param flush whether what the cache holds goes to the medium first
     * @param immediate status at once, the work after it
     */
    record StartStop(Action action, boolean flush, boolean immediate) implements Plan {}

    /** What START STOP UNIT asks for. */
    enum Action {
        START,
        STOP,
        LOAD,
        EJECT
    }

    /** Remember whether this nexus prevents the removal of the medium. */
    record PreventRemoval(boolean prevent) implements Plan {}

    /**
     * LOG SENSE: GOOD with the counters as they are now.
     *
     * @param page one that {@link LogPages} has
     * @param subpages the list of pages and subpages, rather than the page itself
     * @param zero the default values, rather than those of now
     * @param pointer the first PARAMETER CODE that is wanted
     * @param allocationLength 0 to 65,535
     */
    record ReportLog(int page, boolean subpages, boolean zero, int pointer, int allocationLength) implements Plan {
        /** The answer that carries {@code counters}. */
        public Plan reply(LogCounters counters) {
            return LogPages.reply(this, counters);
        }
    }

    /**
     * LOG SELECT: set counters to zero.
     *
     * @param page those of one page, or all with 00h
     */
    record ClearLog(int page) implements Plan {
        /** The counters after it. */
        public LogCounters cleared(LogCounters now) {
            return LogPages.cleared(page, now);
        }
    }

    /** SEND DIAGNOSTIC: see whether the store still answers. */
    record SelfTest() implements Plan {}
}
