package dev.targetnode.iscsi.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of one write stands: what has come unsolicited, what has been asked for by R2T, what is still to be
 * asked for (RFC 7143 4.2.5.2, 11.7, 11.8). Data comes in order, since DataPDUInOrder and DataSequenceInOrder are always
 * negotiated to Yes here. Not thread-safe; knows no buffers and no clock.
 */
final class WriteTransfer {
    /** The Target Transfer Tag that a PDU carries which was not solicited (RFC 7143 11.7.4). */
    static final int UNSOLICITED = 0xFFFF_FFFF;

    /** What a Data-Out PDU did. */
    enum Progress {
        /** Its data belongs to the task, which waits for more. */
        MORE,
        /** Its data belongs to the task and ends a sequence: another R2T may be due. */
        SEQUENCE_ENDED,
        /** Its data belongs to the task and is the last. */
        COMPLETE,
        /** It breaks the order of DataSN or of offsets. */
        OUT_OF_ORDER,
        /** It carries more than was asked for or negotiated. */
        TOO_MUCH,
        /** It answers no R2T of this task. */
        NOT_SOLICITED
    }

    /**
     * An R2T to send.
     *
     * @param targetTransferTag names it until its sequence has ended
     * @param r2tSn counts the task's R2Ts from 0
     * @param offsetBytes where in the task's data
     * @param lengthBytes how much, 1 to MaxBurstLength
     */
    record Solicitation(int targetTransferTag, int r2tSn, int offsetBytes, int lengthBytes) {}

    private static final class Sequence {
        final int tag;
        final int end;
        int nextDataSn;

        Sequence(int tag, int end) {
            this.tag = tag;
            this.end = end;
        }
    }

    private final int expectedBytes;
    private final int maxBurstBytes;
    private final int maxOutstanding;
    private final ArrayDeque<Sequence> outstanding = new ArrayDeque<>();
    private @Nullable Sequence unsolicited;
    private int receivedBytes;
    private int askedBytes;
    private int nextR2tSn;

    /**
     * A write of {@code expectedBytes}, of which {@code immediateBytes} came with the command.
     *
     * @param firstBurstBytes the most that may come unsolicited, immediate data included
     * @param moreUnsolicited the command's F bit was 0: unsolicited Data-Out PDUs follow
     */
    WriteTransfer(
            int expectedBytes,
            int immediateBytes,
            boolean moreUnsolicited,
            int firstBurstBytes,
            int maxBurstBytes,
            int maxOutstanding) {
        this.expectedBytes = expectedBytes;
        this.maxBurstBytes = maxBurstBytes;
        this.maxOutstanding = maxOutstanding;
        this.receivedBytes = immediateBytes;
        int unsolicitedEnd = moreUnsolicited ? Math.min(expectedBytes, firstBurstBytes) : immediateBytes;
        if (moreUnsolicited) {
            unsolicited = new Sequence(UNSOLICITED, unsolicitedEnd);
        }
        this.askedBytes = immediateBytes;
    }

    /** True when every byte has come and no sequence is open. */
    boolean complete() {
        return receivedBytes >= expectedBytes && unsolicited == null && outstanding.isEmpty();
    }

    /** Bytes that have come so far. */
    int receivedBytes() {
        return receivedBytes;
    }

    /** Judges a Data-Out PDU; only {@code MORE}, {@code SEQUENCE_ENDED} and {@code COMPLETE} take its data. */
    Progress receive(int targetTransferTag, int dataSn, int offsetBytes, int lengthBytes, boolean isFinal) {
        Sequence sequence = targetTransferTag == UNSOLICITED ? unsolicited : outstanding.peek();
        if (sequence == null || sequence.tag != targetTransferTag) {
            return Progress.NOT_SOLICITED;
        }
        if (dataSn != sequence.nextDataSn || offsetBytes != receivedBytes) {
            return Progress.OUT_OF_ORDER;
        }
        if (lengthBytes > sequence.end - receivedBytes) {
            return Progress.TOO_MUCH;
        }
        sequence.nextDataSn++;
        receivedBytes += lengthBytes;
        if (!isFinal) {
            // The whole sequence has come but its F bit has not: the initiator miscounts (RFC 7143 11.7.1).
            return receivedBytes == sequence.end && sequence.tag != UNSOLICITED ? Progress.OUT_OF_ORDER : Progress.MORE;
        }
        return endSequence(sequence);
    }

    private Progress endSequence(Sequence sequence) {
        if (sequence.tag == UNSOLICITED) {
            unsolicited = null;
            askedBytes = receivedBytes;
        } else if (receivedBytes != sequence.end) {
            return Progress.OUT_OF_ORDER; // a solicited sequence brings just what was asked for (RFC 7143 11.8)
        } else {
            outstanding.poll();
        }
        return complete() ? Progress.COMPLETE : Progress.SEQUENCE_ENDED;
    }

    /** The next R2T to send now, or null where none is due: all asked for, too many open, or unsolicited data to come. */
    @Nullable
    Solicitation solicit(int targetTransferTag) {
        if (unsolicited != null || askedBytes >= expectedBytes || outstanding.size() >= maxOutstanding) {
            return null;
        }
        int length = Math.min(maxBurstBytes, expectedBytes - askedBytes);
        Solicitation solicitation = new Solicitation(targetTransferTag, nextR2tSn++, askedBytes, length);
        askedBytes += length;
        outstanding.add(new Sequence(targetTransferTag, askedBytes));
        return solicitation;
    }
}
