package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.login.KeyValueText;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.NegotiatedParameters;
import dev.targetnode.iscsi.login.Negotiation;
import dev.targetnode.iscsi.login.NegotiationPhase;
import dev.targetnode.iscsi.login.Negotiator;
import dev.targetnode.iscsi.login.TargetKeyValues;
import dev.targetnode.iscsi.login.TextKey;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.TextRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The text exchange of a full feature phase (RFC 7143 6.4, 11.10, 11.11): one at a time, each side's text over as many
 * PDUs as it takes. Knows no wire and no clock; confined to the session.
 */
final class TextExchange {
    /** The tag of the one exchange that may be going on. */
    private static final int TRANSFER_TAG = 1;

    /** What to do about a request. */
    sealed interface Step {}

    /**
     * Answer.
     *
     * @param last F: the exchange is over
     * @param more C: this side's text goes on
     * @param targetTransferTag what the initiator must return to go on
     * @param text on the heap
     */
    record Answer(boolean last, boolean more, int targetTransferTag, ByteBuf text) implements Step {}

    /** Reject the request and forget the exchange (RFC 7143 6.4). */
    record Refuse(RejectReason reason, String why) implements Step {}

    private final TargetKeyValues keys;
    private final Function<String, Optional<List<Pair>>> sendTargets;
    private Negotiation negotiation;
    private NegotiatedParameters parameters;
    private final ByteArrayOutputStream incoming = new ByteArrayOutputStream();
    private byte @Nullable [] outgoing;
    private int sentBytes;
    private boolean open;
    private boolean lastRequest;

    /** @param sendTargets answers SendTargets; empty where its value is not allowed in this session */
    TextExchange(
            NegotiatedParameters parameters,
            Negotiation negotiation,
            TargetKeyValues keys,
            Function<String, Optional<List<Pair>>> sendTargets) {
        this.parameters = parameters;
        this.negotiation = negotiation;
        this.keys = keys;
        this.sendTargets = sendTargets;
    }

    /** What holds after the exchanges so far. */
    NegotiatedParameters parameters() {
        return parameters;
    }

    Step request(TextRequest request) {
        if (request.targetTransferTag() == Bhs.RESERVED_TAG) {
            reset(); // a new exchange replaces one that was left
        } else if (request.targetTransferTag() != TRANSFER_TAG || !open) {
            return refuse(RejectReason.INVALID_PDU_FIELD, "no text exchange with that Target Transfer Tag");
        }
        if (request.last() && request.more()) {
            return refuse(RejectReason.PROTOCOL_ERROR, "F and C in one text request"); // 11.10.2
        }
        byte[] text = new byte[request.data().readableBytes()];
        request.data().getBytes(request.data().readerIndex(), text);
        if (outgoing != null) {
            lastRequest = request.last();
            return text.length == 0
                    ? nextPart(outgoing)
                    : refuse(RejectReason.PROTOCOL_ERROR, "text in answer to a response with C");
        }
        if (incoming.size() + text.length > KeyValueText.TEXT_BYTES_MAX) {
            return refuse(RejectReason.PROTOCOL_ERROR, "more than " + KeyValueText.TEXT_BYTES_MAX + " bytes of text");
        }
        incoming.writeBytes(text);
        open = true;
        lastRequest = request.last();
        if (request.more()) {
            return new Answer(false, false, TRANSFER_TAG, Unpooled.EMPTY_BUFFER);
        }
        return negotiate();
    }

    private Step negotiate() {
        KeyValueText.Parsed parsed = KeyValueText.parse(ByteBuffer.wrap(incoming.toByteArray()));
        if (parsed instanceof KeyValueText.Malformed malformed) {
            return refuse(RejectReason.PROTOCOL_ERROR, malformed.reason());
        }
        List<Pair> pairs = ((KeyValueText.Pairs) parsed).pairs();
        Negotiator.Outcome outcome = Negotiator.negotiate(NegotiationPhase.FULL_FEATURE, negotiation, keys, pairs);
        if (outcome instanceof Negotiator.Violation violation) {
            return refuse(RejectReason.PROTOCOL_ERROR, violation.reason());
        }
        Negotiator.Negotiated negotiated = (Negotiator.Negotiated) outcome;
        List<Pair> answers = new ArrayList<>(negotiated.answers());
        String wanted = negotiated.requests().get(TextKey.SEND_TARGETS);
        if (wanted != null) {
            Optional<List<Pair>> targets = sendTargets.apply(wanted);
            answers.addAll(targets.orElseGet(() -> List.of(new Pair(TextKey.SEND_TARGETS.keyName(), "Reject"))));
        }
        negotiation = negotiated.state().settled();
        parameters = parameters.redeclared(negotiation, keys);
        byte[] text = KeyValueText.encode(answers);
        outgoing = text;
        sentBytes = 0;
        return nextPart(text);
    }

    private Step nextPart(byte[] text) {
        int end = Math.min(text.length, sentBytes + parameters.initiatorMaxRecvDataSegmentLength());
        ByteBuf part = Unpooled.wrappedBuffer(text, sentBytes, end - sentBytes);
        sentBytes = end;
        if (end < text.length) {
            return new Answer(false, true, TRANSFER_TAG, part);
        }
        if (!lastRequest) {
            // F = 1 in answer to F = 0 is a protocol error (11.11.1): the initiator has more to ask.
            incoming.reset();
            outgoing = null;
            return new Answer(false, false, TRANSFER_TAG, part);
        }
        reset();
        return new Answer(true, false, Bhs.RESERVED_TAG, part);
    }

    private Step refuse(RejectReason reason, String why) {
        reset();
        return new Refuse(reason, why);
    }

    private void reset() {
        incoming.reset();
        outgoing = null;
        sentBytes = 0;
        open = false;
    }
}
