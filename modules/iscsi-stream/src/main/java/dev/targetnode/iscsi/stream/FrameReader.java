package dev.targetnode.iscsi.stream;

import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.DecodeResult;
import dev.targetnode.iscsi.pdu.Digest;
import dev.targetnode.iscsi.pdu.FrameCheck;
import dev.targetnode.iscsi.pdu.FrameHeader;
import dev.targetnode.iscsi.pdu.FrameLimits;
import dev.targetnode.iscsi.pdu.FrameTooLong;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.pdu.Malformed;
import dev.targetnode.iscsi.pdu.PduDecoder;
import dev.targetnode.iscsi.pdu.RejectReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into PDUs (RFC 7143 11.2). Before anything is allocated for a PDU its lengths have been checked
 * against their limits, and, where header digests are on, the header digest has been verified: a length that a broken
 * header claims is never believed.
 *
 * <p>Data segments are copied once, into page-aligned buffers of their own; the rest of a large one that has not arrived
 * yet is offered to the socket as the place to land. Confined to the connection's loop.
 */
final class FrameReader {
    /** A rest below this is cheaper to copy than to land. */
    static final int LANDING_MIN_BYTES = 16 * 1024;

    private static final int TAIL_BYTES_MAX = Bhs.PAD_BYTES - 1 + Digest.BYTES;

    private final DataBuffers buffers;
    private final DataLanding landing;
    private final Digest digest = new Digest();
    private final ByteBuf head = Unpooled.directBuffer(Bhs.BYTES + FrameLimits.AHS_BYTES_MAX + Digest.BYTES);
    private final ByteBuf tail = Unpooled.directBuffer(TAIL_BYTES_MAX);
    private FramingSettings settings = FramingSettings.LOGIN;
    private @Nullable FrameHeader frame;
    private @Nullable ByteBuf data;
    private @Nullable ByteBuf window;
    private boolean headChecked;
    private boolean closed;

    FrameReader(DataBuffers buffers, DataLanding landing) {
        this.buffers = buffers;
        this.landing = landing;
    }

    /** Applies from the next header on. */
    void settings(FramingSettings newSettings) {
        settings = newSettings;
    }

    /**
     * Consumes bytes up to the end of one PDU.
     *
     * @return what came of it, or null when the input has run out first
     */
    @Nullable
    Inbound read(ByteBuf input) {
        if (isWindow(input)) {
            landed(input);
        }
        window = null; // an offer that was not taken is void, and its object may be used again
        Inbound broken = readHead(input);
        if (broken != null || frame == null || !headChecked) {
            return broken;
        }
        if (!readData(input, frame) || !readTail(input, frame)) {
            return null;
        }
        return finish(frame);
    }

    /** Offers the rest of a large data segment to the next read of the socket. */
    void offerLanding() {
        FrameHeader current = frame;
        ByteBuf target = data;
        if (current == null || target == null || !headChecked) {
            return;
        }
        int missing = current.dataBytes() - target.writerIndex();
        if (missing >= LANDING_MIN_BYTES) {
            ByteBuf rest = target.retainedSlice(target.writerIndex(), missing).writerIndex(0);
            window = rest;
            landing.offer(rest);
        }
    }

    /** Gives everything back. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        landing.withdraw();
        window = null;
        dropData();
        head.release();
        tail.release();
    }

    @SuppressWarnings("ReferenceEquality") // two buffers of the same bytes are not the same place
    private boolean isWindow(ByteBuf input) {
        return input == window;
    }

    /** The socket has filled (part of) the window: only the index has to follow. */
    private void landed(ByteBuf filled) {
        ByteBuf target = data;
        if (target != null) {
            target.writerIndex(target.writerIndex() + filled.readableBytes());
        }
        filled.skipBytes(filled.readableBytes());
    }

    private @Nullable Inbound readHead(ByteBuf input) {
        if (frame == null) {
            if (!fill(head, input, Bhs.BYTES)) {
                return null;
            }
            FrameCheck check =
                    FrameHeader.check(head, settings.headerDigest(), settings.dataDigest(), settings.limits());
            if (check instanceof FrameTooLong tooLong) {
                return new Inbound.OutOfStep(tooLong.why());
            }
            frame = (FrameHeader) check;
        }
        if (headChecked) {
            return null;
        }
        if (!fill(head, input, frame.headerBytes() + frame.headerDigestBytes())) {
            return null;
        }
        return checkHead(frame);
    }

    private @Nullable Inbound checkHead(FrameHeader current) {
        if (current.headerDigestBytes() > 0) {
            int computed = digest.reset().add(head, 0, current.headerBytes()).value();
            if (computed != Digest.at(head, current.headerBytes())) {
                // At error recovery level 0 the connection is dropped (RFC 7143 7.7): its lengths cannot be believed.
                return new Inbound.OutOfStep("header digest error");
            }
        }
        headChecked = true;
        if (current.dataBytes() > 0) {
            data = buffers.take(current.dataBytes());
        }
        return null;
    }

    private boolean readData(ByteBuf input, FrameHeader current) {
        ByteBuf target = data;
        if (target == null) {
            return true;
        }
        int length = Math.min(current.dataBytes() - target.writerIndex(), input.readableBytes());
        target.writeBytes(input, length);
        return target.writerIndex() == current.dataBytes();
    }

    private boolean readTail(ByteBuf input, FrameHeader current) {
        return fill(tail, input, current.paddingBytes() + current.dataDigestBytes());
    }

    private Inbound finish(FrameHeader current) {
        ByteBuf segment = data == null ? Unpooled.EMPTY_BUFFER : data;
        if (current.dataDigestBytes() > 0 && !dataDigestRight(current, segment)) {
            Inbound unusable = new Inbound.Unusable(RejectReason.DATA_DIGEST_ERROR, headerBytes(), "data digest error");
            dropData();
            nextFrame();
            return unusable;
        }
        DecodeResult result =
                PduDecoder.decode(head.slice(0, Bhs.BYTES), head.slice(Bhs.BYTES, current.ahsBytes()), segment);
        if (result instanceof InitiatorPdu pdu) {
            data = null; // the PDU's receiver owns it now
            nextFrame();
            return new Inbound.Received(pdu);
        }
        String why = result instanceof Malformed malformed ? malformed.why() : "a PDU that only targets send";
        RejectReason reason = result instanceof Malformed malformed ? malformed.reason() : RejectReason.PROTOCOL_ERROR;
        Inbound unusable = new Inbound.Unusable(reason, headerBytes(), why);
        dropData();
        nextFrame();
        return unusable;
    }

    private boolean dataDigestRight(FrameHeader current, ByteBuf segment) {
        // The digest covers the padding as it was sent (RFC 7143 11.2.3).
        int computed = digest.reset()
                .add(segment, 0, current.dataBytes())
                .add(tail, 0, current.paddingBytes())
                .value();
        return computed == Digest.at(tail, current.paddingBytes());
    }

    private ByteBuf headerBytes() {
        return Unpooled.buffer(Bhs.BYTES).writeBytes(head, 0, Bhs.BYTES);
    }

    private void nextFrame() {
        head.clear();
        tail.clear();
        frame = null;
        headChecked = false;
    }

    private void dropData() {
        if (data != null) {
            buffers.settle(data);
            data = null;
        }
    }

    /** Moves bytes until {@code target} holds {@code wanted}; true when it does. */
    private static boolean fill(ByteBuf target, ByteBuf input, int wanted) {
        int missing = wanted - target.writerIndex();
        if (missing > 0) {
            target.writeBytes(input, Math.min(missing, input.readableBytes()));
        }
        return target.writerIndex() >= wanted;
    }
}
