package dev.targetnode.iscsi.login;

import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.LoginState.Collecting;
import dev.targetnode.iscsi.login.LoginState.Deciding;
import dev.targetnode.iscsi.login.LoginState.Negotiating;
import dev.targetnode.iscsi.login.LoginStep.Answer;
import dev.targetnode.iscsi.login.LoginStep.Complete;
import dev.targetnode.iscsi.login.LoginStep.Lookup;
import dev.targetnode.iscsi.login.LoginStep.Refuse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The login of one connection, target side (RFC 7143 6.3, 11.12, 11.13): a pure step function.
 *
 * <pre>
 * first -&gt; Answer* (C bit) -&gt; Lookup -&gt; proceed -&gt; Answer -&gt; next -&gt; Answer ... -&gt; Complete
 *                                     any step -&gt; Refuse
 *
 * stage         request        answer
 * SECURITY      T, NSG 1       T, NSG 1 once authenticated     -&gt; OPERATIONAL
 * SECURITY      T, NSG 3       T, NSG 3 once authenticated     -&gt; Complete; NSG 1 if the target has offers of its own
 * OPERATIONAL   T, NSG 3       T, NSG 3 once no offer is open  -&gt; Complete
 * either        no T           no T                            -&gt; same stage
 * either        C              empty                           -&gt; same stage, more text to come
 * </pre>
 *
 * Every wrong use of CSG, NSG, T and C is an initiator error, 0200: detail 0B is for requests of another type (11.13.5).
 */
public final class LoginMachine {
    /** Longest data segment of a login response: the default of MaxRecvDataSegmentLength holds during login (13.12). */
    public static final int LOGIN_SEGMENT_BYTES_MAX = 8192;

    private static final byte CSG_SECURITY = 0;
    private static final byte CSG_OPERATIONAL = 1;
    private static final byte CSG_FULL_FEATURE = 3;
    /** The one version of the protocol (11.12.4). */
    private static final int VERSION = 0;

    private static final int TSIH_NEW_SESSION = 0;
    private static final String SESSION_NORMAL = "Normal";
    private static final String SESSION_DISCOVERY = "Discovery";

    private LoginMachine() {}

    /** Takes the first Login Request of a connection. Gives Lookup, Answer (more text to come) or Refuse. */
    public static LoginStep first(LoginInput input) {
        if (input.versionMin() > VERSION) {
            return refuse(
                    input, LoginRefusal.UNSUPPORTED_VERSION, "initiator speaks no version below " + input.versionMin());
        }
        Optional<String> wrong = stageViolation(input);
        if (wrong.isPresent()) {
            return refuse(input, LoginRefusal.INITIATOR_ERROR, wrong.get());
        }
        return collect(new Collecting(LoginSequence.begin(input), TextBytes.EMPTY), input);
    }

    /** Takes every later Login Request. Gives any step. */
    public static LoginStep next(LoginState state, LoginInput input) {
        if (state instanceof Collecting collecting) {
            return checked(collecting.sequence(), collecting.sequence().first().csg(), input)
                    .orElseGet(
                            () -> collect(new Collecting(collecting.sequence().advanced(), collecting.text()), input));
        }
        if (state instanceof Negotiating negotiating) {
            return checked(negotiating.sequence(), csg(negotiating.stage()), input)
                    .orElseGet(() ->
                            continued(negotiating.at(negotiating.sequence().advanced()), input));
        }
        // Deciding: 6.3 allows one request outstanding.
        return refuse(input, LoginRefusal.INITIATOR_ERROR, "login request before the last one was answered");
    }

    /** Goes on after Lookup with the caller's decision. Gives Answer, Complete or Refuse. */
    public static LoginStep proceed(LoginState state, LoginPolicy policy) {
        if (!(state instanceof Deciding deciding)) {
            throw new IllegalStateException("a decision is only asked for by Lookup");
        }
        LoginInput request = deciding.request();
        if (policy instanceof LoginPolicy.Deny deny) {
            return refused(request, deny);
        }
        LoginPolicy.Admit admit = (LoginPolicy.Admit) policy;
        LoginIdentity identity = deciding.identity();
        NegotiationPhase stage =
                request.csg() == CSG_SECURITY ? NegotiationPhase.SECURITY : NegotiationPhase.OPERATIONAL;
        SecurityState security = SecurityNegotiation.start();
        // 6.3.2: who must authenticate may not start behind the security stage.
        if (stage == NegotiationPhase.OPERATIONAL && !SecurityNegotiation.mayLeave(admit.authentication(), security)) {
            return refuse(
                    request, LoginRefusal.AUTHENTICATION_FAILURE, "login skips the authentication that is required");
        }
        Negotiating negotiating = new Negotiating(
                deciding.sequence(),
                identity,
                admit,
                stage,
                security,
                Negotiation.start(identity.discovery(), identity.tsih() == TSIH_NEW_SESSION),
                false,
                TextBytes.EMPTY,
                TextBytes.EMPTY);
        List<Pair> declarations = new ArrayList<>();
        if (!identity.discovery()) {
            // 13.9: in the first response of a normal session that is not a redirection.
            declarations.add(
                    new Pair(TextKey.TARGET_PORTAL_GROUP_TAG.keyName(), Integer.toString(admit.portalGroupTag())));
            admit.alias().ifPresent(alias -> declarations.add(new Pair(TextKey.TARGET_ALIAS.keyName(), alias)));
        }
        return negotiate(negotiating, request, deciding.pairs(), declarations);
    }

    /** What is wrong with the request as one of this login; empty when nothing is. */
    private static Optional<LoginStep> checked(LoginSequence sequence, byte csg, LoginInput input) {
        return sequence.violation(input)
                .or(() -> stageViolation(input))
                .or(() ->
                        input.csg() == csg ? Optional.empty() : Optional.of("CSG " + input.csg() + " in stage " + csg))
                .map(reason -> refuse(input, LoginRefusal.INITIATOR_ERROR, reason));
    }

    /** RFC 7143 11.12.1 to 11.12.3: what T, C, CSG and NSG may say whatever came before. */
    private static Optional<String> stageViolation(LoginInput input) {
        if (input.csg() != CSG_SECURITY && input.csg() != CSG_OPERATIONAL) {
            return Optional.of("CSG " + input.csg() + " is no stage of login");
        }
        if (input.transit() && input.cont()) {
            return Optional.of("T and C in one request");
        }
        // Without T the field is reserved and not looked at.
        boolean forward =
                input.nsg() > input.csg() && (input.nsg() == CSG_OPERATIONAL || input.nsg() == CSG_FULL_FEATURE);
        return input.transit() && !forward
                ? Optional.of("transition from stage " + input.csg() + " to " + input.nsg())
                : Optional.empty();
    }

    /** Collects the text of the first request. */
    private static LoginStep collect(Collecting state, LoginInput input) {
        if (isTooLong(state.text(), input)) {
            return refuse(
                    input, LoginRefusal.INITIATOR_ERROR, "login text over " + KeyValueText.TEXT_BYTES_MAX + " bytes");
        }
        TextBytes text = state.text().append(input.text());
        if (input.cont()) {
            return new Answer(stay(input, false, TextBytes.EMPTY), new Collecting(state.sequence(), text));
        }
        return parsed(input, text, pairs -> identify(state.sequence(), input, pairs));
    }

    /** The first text is complete: who is it, and what does it want (6.3.1)? */
    private static LoginStep identify(LoginSequence sequence, LoginInput input, List<Pair> pairs) {
        Map<TextKey, String> said = new EnumMap<>(TextKey.class);
        // Of a key given twice the first is read here; the negotiator refuses the text later anyway.
        pairs.forEach(pair -> TextKey.of(pair.key()).ifPresent(key -> said.putIfAbsent(key, pair.value())));
        String initiatorText = said.get(TextKey.INITIATOR_NAME);
        if (initiatorText == null) {
            return refuse(input, LoginRefusal.MISSING_PARAMETER, "no InitiatorName in the first request");
        }
        if (!(IscsiName.parse(initiatorText) instanceof IscsiName.Valid initiator)) {
            return refuse(input, LoginRefusal.INITIATOR_ERROR, "InitiatorName is not an iSCSI name");
        }
        String type = said.getOrDefault(TextKey.SESSION_TYPE, TextKey.SESSION_TYPE.rfcDefault());
        boolean discovery = type.equals(SESSION_DISCOVERY);
        if (!discovery && !type.equals(SESSION_NORMAL)) {
            return refuse(
                    input, LoginRefusal.SESSION_TYPE_NOT_SUPPORTED, "SessionType is neither Normal nor Discovery");
        }
        String targetText = said.get(TextKey.TARGET_NAME);
        Optional<IscsiName> target = Optional.empty();
        if (targetText != null) {
            if (!(IscsiName.parse(targetText) instanceof IscsiName.Valid valid)) {
                return refuse(input, LoginRefusal.NOT_FOUND, "TargetName is not an iSCSI name");
            }
            target = Optional.of(valid.name());
        } else if (!discovery) {
            return refuse(input, LoginRefusal.MISSING_PARAMETER, "no TargetName in the first request");
        }
        LoginIdentity identity = new LoginIdentity(
                initiator.name(),
                Optional.ofNullable(said.get(TextKey.INITIATOR_ALIAS)),
                target,
                discovery,
                input.isid(),
                input.tsih(),
                input.cid(),
                input.cmdSn());
        return new Lookup(identity, new Deciding(sequence, withoutText(input), identity, pairs));
    }

    /** A later request: the rest of its text, leave for the rest of ours, or a text of its own. */
    private static LoginStep continued(Negotiating state, LoginInput input) {
        if (!state.outgoing().isEmpty()) {
            // 11.13.2: a response with C is answered by an empty request, until the text is through.
            return input.text().hasRemaining() || input.cont()
                    ? refuse(input, LoginRefusal.INITIATOR_ERROR, "text in answer to a response with C")
                    : respond(state, input);
        }
        if (isTooLong(state.incoming(), input)) {
            return refuse(
                    input, LoginRefusal.INITIATOR_ERROR, "login text over " + KeyValueText.TEXT_BYTES_MAX + " bytes");
        }
        TextBytes text = state.incoming().append(input.text());
        if (input.cont()) {
            return new Answer(stay(input, false, TextBytes.EMPTY), state.withText(text, TextBytes.EMPTY));
        }
        Negotiating complete = state.withText(TextBytes.EMPTY, TextBytes.EMPTY);
        return parsed(input, text, pairs -> negotiate(complete, input, pairs, List.of()));
    }

    /** A complete text meets the rules; {@code declarations} are this side's own and lead the answer. */
    private static LoginStep negotiate(Negotiating state, LoginInput input, List<Pair> pairs, List<Pair> declarations) {
        Negotiator.Outcome outcome = Negotiator.negotiate(
                state.stage(), state.negotiation(), state.policy().own(), pairs);
        if (outcome instanceof Negotiator.Violation violation) {
            return refuse(input, LoginRefusal.INITIATOR_ERROR, violation.reason());
        }
        Negotiator.Negotiated negotiated = (Negotiator.Negotiated) outcome;
        if (!negotiated.failures().isEmpty()) {
            // 7.11: any failure in negotiation is a failure of the login.
            return refuse(input, LoginRefusal.INITIATOR_ERROR, String.join("; ", negotiated.failures()));
        }
        List<Pair> answers = new ArrayList<>(declarations);
        SecurityState security = state.security();
        if (state.stage() == NegotiationPhase.SECURITY) {
            SecurityStep step =
                    SecurityNegotiation.step(state.policy().authentication(), security, securityPairs(pairs));
            if (step instanceof SecurityStep.Fail fail) {
                return refuse(input, fail.status(), fail.reason());
            }
            SecurityStep.Proceed proceed = (SecurityStep.Proceed) step;
            answers.addAll(proceed.answers());
            security = proceed.next();
        }
        answers.addAll(negotiated.answers());
        Negotiating next = state.with(security, negotiated.state());
        return respond(speakUp(next, input, answers), input, answers);
    }

    /** Adds what this side has to say by itself in the operational stage. */
    private static Negotiating speakUp(Negotiating state, LoginInput input, List<Pair> answers) {
        if (state.stage() != NegotiationPhase.OPERATIONAL) {
            return state;
        }
        TargetKeyValues own = state.policy().own();
        Negotiating next = state;
        if (!state.declared()) {
            answers.add(new Pair(
                    TextKey.MAX_RECV_DATA_SEGMENT_LENGTH.keyName(), Integer.toString(own.maxRecvDataSegmentLength())));
            next = next.withDeclared();
        }
        // The initiator's T says that it has no more offers, so what it left out stays at its default.
        if (input.transit() && state.negotiation().offered().isEmpty()) {
            Map<TextKey, String> offers = Negotiator.insisted(state.negotiation(), own);
            offers.forEach((key, value) -> answers.add(new Pair(key.keyName(), value)));
            next = next.with(next.security(), next.negotiation().withOffered(offers));
        }
        return next;
    }

    private static LoginStep respond(Negotiating state, LoginInput input, List<Pair> answers) {
        TextBytes text = TextBytes.copyOf(KeyValueText.encode(answers));
        if (text.length() > KeyValueText.TEXT_BYTES_MAX) {
            return refuse(input, LoginRefusal.INITIATOR_ERROR, "more keys than can be answered");
        }
        return respond(state.withText(TextBytes.EMPTY, text), input);
    }

    /** Sends the next part of the answer, and with the last part moves on where the initiator asks and nothing is open. */
    private static LoginStep respond(Negotiating state, LoginInput input) {
        TextBytes part = state.outgoing().head(LOGIN_SEGMENT_BYTES_MAX);
        TextBytes rest = state.outgoing().after(LOGIN_SEGMENT_BYTES_MAX);
        Negotiating next = state.withText(TextBytes.EMPTY, rest);
        if (!rest.isEmpty()) {
            return new Answer(stay(input, true, part), next);
        }
        boolean ready = SecurityNegotiation.mayLeave(state.policy().authentication(), state.security())
                && state.negotiation().offered().isEmpty();
        if (!input.transit() || !ready) {
            return unanswered(state, input).orElseGet(() -> new Answer(stay(input, false, part), next));
        }
        // 11.13.3: the target may not jump further than the initiator asks, but it may go less far.
        boolean offersLeft = state.stage() == NegotiationPhase.SECURITY
                && !Negotiator.insisted(state.negotiation(), state.policy().own())
                        .isEmpty();
        byte nsg = offersLeft ? CSG_OPERATIONAL : input.nsg();
        LoginAnswer answer = answer(input, nsg, true, false, part);
        if (nsg != CSG_FULL_FEATURE) {
            return new Answer(answer, next.in(NegotiationPhase.OPERATIONAL));
        }
        int declared = state.declared()
                ? state.policy().own().maxRecvDataSegmentLength()
                : Integer.parseInt(TextKey.MAX_RECV_DATA_SEGMENT_LENGTH.rfcDefault());
        NegotiatedParameters parameters = NegotiatedParameters.of(
                state.identity(), state.negotiation(), state.policy().own(), declared);
        return new Complete(answer, parameters, state.negotiation().settled());
    }

    /** An initiator that asks for the next stage again without answering our offers would never get there. */
    private static Optional<LoginStep> unanswered(Negotiating state, LoginInput input) {
        boolean ignored = input.transit()
                && !state.negotiation().offered().isEmpty()
                && state.outgoing().isEmpty();
        return ignored
                ? Optional.of(refuse(
                        input,
                        LoginRefusal.INITIATOR_ERROR,
                        "no answer to " + state.negotiation().offered().keySet()))
                : Optional.empty();
    }

    private static LoginStep parsed(LoginInput input, TextBytes text, Function<List<Pair>, LoginStep> then) {
        KeyValueText.Parsed parsed = KeyValueText.parse(text.buffer());
        if (parsed instanceof KeyValueText.Malformed malformed) {
            return refuse(input, LoginRefusal.INITIATOR_ERROR, malformed.reason());
        }
        return then.apply(((KeyValueText.Pairs) parsed).pairs());
    }

    private static List<Pair> securityPairs(List<Pair> pairs) {
        return pairs.stream()
                .filter(pair -> TextKey.of(pair.key())
                        .filter(key -> key.rule() == TextKey.Rule.SECURITY)
                        .isPresent())
                .toList();
    }

    private static boolean isTooLong(TextBytes collected, LoginInput input) {
        return collected.length() + input.text().remaining() > KeyValueText.TEXT_BYTES_MAX;
    }

    private static LoginInput withoutText(LoginInput input) {
        return new LoginInput(
                input.csg(),
                input.nsg(),
                input.transit(),
                input.cont(),
                input.versionMax(),
                input.versionMin(),
                input.isid(),
                input.tsih(),
                input.cid(),
                input.initiatorTaskTag(),
                input.cmdSn(),
                TextBytes.EMPTY.buffer());
    }

    private static byte csg(NegotiationPhase stage) {
        return switch (stage) {
            case SECURITY -> CSG_SECURITY;
            case OPERATIONAL -> CSG_OPERATIONAL;
            case FULL_FEATURE -> CSG_FULL_FEATURE;
        };
    }

    private static LoginStep refused(LoginInput request, LoginPolicy.Deny deny) {
        ByteBuffer text = deny.targetAddress()
                .map(address -> List.of(new Pair(TextKey.TARGET_ADDRESS.keyName(), address)))
                .map(pairs -> TextBytes.copyOf(KeyValueText.encode(pairs)))
                .orElse(TextBytes.EMPTY)
                .buffer();
        return new Refuse(deny.status(), deny.reason(), refusal(request, text));
    }

    private static LoginStep refuse(LoginInput input, LoginRefusal status, String reason) {
        return new Refuse(status, reason, refusal(input, TextBytes.EMPTY.buffer()));
    }

    /** 11.13.1 to 11.13.3: with a status other than success T, CSG and NSG mean nothing; only the stage is echoed. */
    private static LoginAnswer refusal(LoginInput input, ByteBuffer text) {
        return new LoginAnswer(
                input.csg(), (byte) 0, false, false, input.isid(), input.tsih(), input.initiatorTaskTag(), text);
    }

    private static LoginAnswer stay(LoginInput input, boolean cont, TextBytes text) {
        return answer(input, (byte) 0, false, cont, text);
    }

    private static LoginAnswer answer(LoginInput input, byte nsg, boolean transit, boolean cont, TextBytes text) {
        return new LoginAnswer(
                input.csg(), nsg, transit, cont, input.isid(), input.tsih(), input.initiatorTaskTag(), text.buffer());
    }
}
