package dev.targetnode.iscsi.session;

import dev.targetnode.core.actor.SealedReceive;
import dev.targetnode.core.event.EventKind;
import dev.targetnode.core.event.LogLine;
import dev.targetnode.core.event.Peer;
import dev.targetnode.iscsi.login.AuthenticationRule;
import dev.targetnode.iscsi.login.ChapUsers;
import dev.targetnode.iscsi.login.LoginAnswer;
import dev.targetnode.iscsi.login.LoginIdentity;
import dev.targetnode.iscsi.login.LoginMachine;
import dev.targetnode.iscsi.login.LoginPolicy;
import dev.targetnode.iscsi.login.LoginRefusal;
import dev.targetnode.iscsi.login.LoginState;
import dev.targetnode.iscsi.login.LoginStep;
import dev.targetnode.iscsi.login.NegotiatedParameters;
import dev.targetnode.iscsi.login.TargetKeyValues;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.FrameLimits;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.pdu.LoginRequest;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.Opcode;
import dev.targetnode.iscsi.pdu.Reject;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.TargetPdu;
import dev.targetnode.iscsi.portal.TargetEntry;
import dev.targetnode.iscsi.stream.ConnectionStream;
import dev.targetnode.iscsi.stream.Framing;
import dev.targetnode.iscsi.stream.FramingSettings;
import dev.targetnode.iscsi.stream.Inbound;
import dev.targetnode.iscsi.stream.Outbound;
import dev.targetnode.iscsi.stream.PduPort;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: its login, its StatSN, its keep-alive. Runs on the loop that accepted it.
 *
 * <pre>
 * LOGIN --Complete--&gt; OPENING --SessionReady--&gt; FULL_FEATURE --Finish--&gt; CLOSING --&gt; stopped
 *   |                    |                         |
 *   +---- refusal, lost step, timeout, peer gone --+--------------------&gt; stopped
 * </pre>
 */
public final class ConnectionActor {
    /** What a connection understands. */
    public sealed interface Command {}

    /** Send PDUs, in this order. */
    record Send(List<Outgoing> pdus) implements Command {}

    /**
     * A PDU to send.
     *
     * @param takesStatSn it carries status
     * @param sent run on the loop once all of it has been given to the kernel, or never will be
     */
    record Outgoing(
            TargetPdu pdu, boolean takesStatSn, @Nullable Runnable sent) {}

    /** Reject the PDU with this header. */
    record RejectPdu(RejectReason reason, ByteBuf header, int expCmdSn, int maxCmdSn) implements Command {}

    /** Send what is queued, then close. */
    record Finish(String why) implements Command {}

    /** The session is open: login can be completed. */
    record SessionReady(ActorRef<SessionActor.Command> session, int tsih, int expCmdSn, int maxCmdSn)
            implements Command {}

    /** There will be no session. */
    record SessionRefused(LoginRefusal status, String reason) implements Command {}

    /** The session has ended, or is gone: it sends nothing more. Messages that own buffers all come before this. */
    enum Released implements Command {
        RELEASED
    }

    private enum Note implements Command {
        READABLE,
        LOGIN_BOUND_REACHED,
        TICK
    }

    private enum Phase {
        LOGIN,
        OPENING,
        FULL_FEATURE,
        CLOSING
    }

    /** How often keep-alive looks at the clock, in seconds. */
    private static final int TICK_SECONDS = 1;

    private final ActorContext<Command> context;
    private final ConnectionSetup setup;
    private final PduPort port;
    private final Framing framing = new Framing();
    private final Future<?> loginTimer;
    private final String peer;
    private Peer who;
    private Phase phase = Phase.LOGIN;
    private @Nullable LoginState login;
    private LoginStep.@Nullable Complete completed;
    private Optional<TargetEntry> target = Optional.empty();
    private @Nullable ActorRef<SessionActor.Command> session;
    private @Nullable KeepAlive keepAlive;
    private @Nullable Future<?> tick;
    private boolean sessionSends;
    private boolean closed;
    private List<InitiatorPdu> toSession = new ArrayList<>();
    private boolean statSnSet;
    private int statSn;
    private int expCmdSn;
    private int maxCmdSn;

    private ConnectionActor(ActorContext<Command> context, ConnectionSetup setup) {
        this.context = context;
        this.setup = setup;
        this.peer = String.valueOf(setup.channel().remoteAddress()).replaceFirst("^/", "");
        this.who = new Peer("-", peer, Peer.hostOf(peer), "-", 0);
        ActorRef<Command> self = context.getSelf();
        this.port = new PduPort(setup.buffers(), () -> self.tell(Note.READABLE));
        this.loginTimer = setup.loop()
                .netty()
                .schedule(
                        () -> self.tell(Note.LOGIN_BOUND_REACHED),
                        setup.loginBound().toMillis(),
                        TimeUnit.MILLISECONDS);
        ConnectionStream.run(
                setup.channel(),
                port,
                framing,
                setup.buffers(),
                setup.loop().dispatcherPath(),
                Materializer.createMaterializer(context));
    }

    /** A connection; spawn it with the dispatcher of its channel's loop. */
    public static Behavior<Command> create(ConnectionSetup setup) {
        return Behaviors.setup(context -> new ConnectionActor(context, setup).receive());
    }

    private Behavior<Command> receive() {
        return SealedReceive.of(Command.class)
                .on(Note.class, this::onNote)
                .on(Send.class, this::onSend)
                .on(RejectPdu.class, this::onReject)
                .on(Finish.class, this::onFinish)
                .on(SessionReady.class, this::onSessionReady)
                .on(SessionRefused.class, this::onSessionRefused)
                .on(Released.class, message -> onReleased())
                .onSignal(this::onSignal)
                .build();
    }

    private Behavior<Command> onNote(Note note) {
        return switch (note) {
            case READABLE -> onReadable();
            case LOGIN_BOUND_REACHED -> onLoginBound();
            case TICK -> onTick();
        };
    }

    // ---- what arrives

    /** What has come in one batch goes to the session in one message; nothing may overtake it. */
    private void flushToSession() {
        ActorRef<SessionActor.Command> current = session;
        if (!toSession.isEmpty()) {
            if (current != null) {
                current.tell(new SessionActor.Received(toSession));
            } else {
                toSession.forEach(port::settle);
            }
            toSession = new ArrayList<>();
        }
    }

    private Behavior<Command> onReadable() {
        for (Inbound next = port.poll(); next != null; next = port.poll()) {
            if (next instanceof Inbound.Received received) {
                onPdu(received.pdu());
            } else if (next instanceof Inbound.Unusable unusable) {
                onUnusable(unusable);
            } else if (next instanceof Inbound.OutOfStep outOfStep) {
                tellClosed(outOfStep.why());
                finish(outOfStep.why());
            } else if (next instanceof Inbound.Closed closed) {
                return onClosed(closed.why());
            }
        }
        flushToSession();
        return Behaviors.same();
    }

    private Behavior<Command> onClosed(String why) {
        if (phase == Phase.LOGIN || phase == Phase.OPENING) {
            context.getLog().debug("{}: gone during login: {}", peer, why);
        }
        endSession(why);
        phase = Phase.CLOSING;
        closed = true;
        return stoppedWhenReleased();
    }

    private Behavior<Command> onReleased() {
        sessionSends = false;
        finish("the session ended");
        return stoppedWhenReleased();
    }

    /** What the session has sent before it knew of the end owns buffers: this actor stays until that has been dropped. */
    private Behavior<Command> stoppedWhenReleased() {
        return closed && !sessionSends ? Behaviors.stopped() : Behaviors.same();
    }

    private void onPdu(InitiatorPdu pdu) {
        ActorRef<SessionActor.Command> current = session;
        switch (phase) {
            case LOGIN -> onLoginPdu(pdu);
            case FULL_FEATURE -> {
                if (keepAlive != null) {
                    keepAlive.heard(pdu instanceof NopOut nop ? nop.targetTransferTag() : Bhs.RESERVED_TAG);
                }
                if (current != null) {
                    toSession.add(pdu);
                } else {
                    port.settle(pdu);
                }
            }
            case OPENING -> {
                port.settle(pdu);
                refuse(LoginStatus.INITIATOR_ERROR, "a PDU before the final Login Response");
            }
            case CLOSING -> port.settle(pdu);
        }
    }

    private void onUnusable(Inbound.Unusable unusable) {
        if (phase != Phase.FULL_FEATURE) {
            tellClosed(unusable.why());
            finish(unusable.why());
            return;
        }
        sendReject(unusable.reason(), unusable.header(), unusable.why());
        boolean dataOut = (unusable.header().getByte(0) & Bhs.OPCODE_MASK) == Opcode.DATA_OUT.code();
        ActorRef<SessionActor.Command> current = session;
        if (dataOut && current != null) {
            flushToSession();
            current.tell(new SessionActor.DataLost(unusable.header().getInt(Bhs.INITIATOR_TASK_TAG)));
        }
    }

    // ---- login

    private void onLoginPdu(InitiatorPdu pdu) {
        if (!(pdu instanceof LoginRequest request)) {
            port.settle(pdu);
            // RFC 7143 11.13.5, 020B: a request of another type during login. There is no Login Response to answer it
            // with, since it has no login's task tag: the connection is closed.
            tellClosed(pdu.opcode() + " before login");
            finish("not logged in");
            return;
        }
        if (!statSnSet) {
            statSnSet = true;
            statSn = request.expStatSn();
        }
        expCmdSn = request.cmdSn();
        maxCmdSn = request.cmdSn();
        LoginState state = login;
        LoginStep step = state == null
                ? LoginMachine.first(LoginPdus.input(request))
                : LoginMachine.next(state, LoginPdus.input(request));
        port.settle(request);
        onStep(step);
    }

    private void onStep(LoginStep step) {
        if (step instanceof LoginStep.Lookup lookup) {
            login = lookup.state();
            LoginIdentity identity = lookup.identity();
            who = new Peer(
                    identity.initiatorName().value(),
                    peer,
                    who.host(),
                    identity.targetName().map(Object::toString).orElse("-"),
                    0);
            onStep(LoginMachine.proceed(lookup.state(), policy(lookup.identity())));
        } else if (step instanceof LoginStep.Answer answer) {
            login = answer.state();
            sendLogin(answer.answer(), LoginStatus.SUCCESS, answer.answer().tsih());
        } else if (step instanceof LoginStep.Complete complete) {
            completed = complete;
            phase = Phase.OPENING;
            setup.sessions().tell(open(complete));
        } else if (step instanceof LoginStep.Refuse refuse) {
            refuse(LoginPdus.status(refuse.status()), refuse.reason(), refuse.answer());
        }
    }

    private LoginPolicy policy(LoginIdentity identity) {
        if (identity.tsih() != 0) {
            // Sessions have one connection, so there is none to add one to (MaxConnections = 1).
            return new LoginPolicy.Deny(
                    LoginRefusal.SESSION_DOES_NOT_EXIST,
                    "TSIH " + identity.tsih() + " names no session",
                    Optional.empty());
        }
        if (identity.discovery()) {
            return new LoginPolicy.Admit(
                    TargetKeyValues.DEFAULTS,
                    1,
                    Optional.empty(),
                    authentication(setup.directory().get().discoveryChap()));
        }
        target = identity.targetName().flatMap(name -> setup.directory().get().find(name.value()));
        return target.<LoginPolicy>map(entry -> new LoginPolicy.Admit(
                        entry.keys(), entry.portalGroupTag(), entry.alias(), authentication(entry.chap())))
                .orElseGet(() -> new LoginPolicy.Deny(
                        LoginRefusal.NOT_FOUND,
                        "no target "
                                + identity.targetName().map(Object::toString).orElse(""),
                        Optional.empty()));
    }

    private AuthenticationRule authentication(Optional<ChapUsers> chap) {
        return chap.<AuthenticationRule>map(users ->
                        new AuthenticationRule.Chap(users, setup.challenges().get()))
                .orElseGet(AuthenticationRule.NotRequired::new);
    }

    private SessionsActor.Open open(LoginStep.Complete complete) {
        return new SessionsActor.Open(tsih -> new SessionSetup(
                complete.parameters(),
                complete.negotiation(),
                target.map(TargetEntry::keys).orElse(TargetKeyValues.DEFAULTS),
                target,
                tsih,
                context.getSelf(),
                peer,
                (InetSocketAddress) setup.channel().localAddress(),
                setup.directory(),
                setup.loop(),
                setup.buffers(),
                setup.memory(),
                setup.observation()));
    }

    private Behavior<Command> onSessionReady(SessionReady message) {
        LoginStep.Complete complete = completed;
        if (phase != Phase.OPENING || complete == null) {
            message.session().tell(new SessionActor.ConnectionEnded("the connection closed during login"));
            return Behaviors.same();
        }
        session = message.session();
        sessionSends = true;
        context.watchWith(message.session(), Released.RELEASED);
        expCmdSn = message.expCmdSn();
        maxCmdSn = message.maxCmdSn();
        phase = Phase.FULL_FEATURE;
        who = new Peer(who.initiator(), peer, who.host(), who.target(), message.tsih());
        loginTimer.cancel(false);
        NegotiatedParameters parameters = complete.parameters();
        framing.enterFullFeature(new FramingSettings(
                parameters.headerDigest(),
                parameters.dataDigest(),
                new FrameLimits(FrameLimits.AHS_BYTES_USEFUL, parameters.targetMaxRecvDataSegmentLength())));
        sendLogin(complete.answer(), LoginStatus.SUCCESS, message.tsih());
        completed = null;
        login = null;
        startKeepAlive();
        return Behaviors.same();
    }

    private Behavior<Command> onSessionRefused(SessionRefused message) {
        if (phase == Phase.OPENING) {
            refuse(LoginPdus.status(message.status()), message.reason());
        }
        return Behaviors.same();
    }

    private void refuse(LoginStatus status, String reason) {
        LoginStep.Complete complete = completed;
        if (complete != null) {
            refuse(status, reason, LoginPdus.refusal(complete.answer()));
        } else {
            tellClosed(reason);
            finish(reason);
        }
    }

    private void refuse(LoginStatus status, String reason, LoginAnswer answer) {
        setup.observation()
                .events()
                .tell(
                        EventKind.REFUSAL,
                        who,
                        () -> who.on(LogLine.of(EventKind.REFUSAL))
                                .with("status", status.name())
                                .with("reason", reason));
        sendLogin(answer, status, 0);
        finish(reason);
    }

    private void sendLogin(LoginAnswer answer, LoginStatus status, int tsih) {
        send(LoginPdus.response(answer, status, tsih, expCmdSn, maxCmdSn), true, null);
    }

    private Behavior<Command> onLoginBound() {
        if (phase == Phase.LOGIN || phase == Phase.OPENING) {
            tellClosed("no login within " + setup.loginBound().toSeconds() + " s");
            finish("no login in time");
        }
        return Behaviors.same();
    }

    // ---- what is sent

    private Behavior<Command> onSend(Send message) {
        for (Outgoing outgoing : message.pdus()) {
            expCmdSn = outgoing.pdu().expCmdSn();
            maxCmdSn = outgoing.pdu().maxCmdSn();
            send(outgoing.pdu(), outgoing.takesStatSn(), outgoing.sent());
        }
        return Behaviors.same();
    }

    private void send(TargetPdu pdu, boolean takesStatSn, @Nullable Runnable sent) {
        port.send(new Outbound(pdu, statSn, sent));
        if (takesStatSn) {
            statSn++; // StatSN advances only for what carries status (RFC 7143 4.2.2.2)
        }
    }

    private Behavior<Command> onReject(RejectPdu message) {
        expCmdSn = message.expCmdSn();
        maxCmdSn = message.maxCmdSn();
        sendReject(message.reason(), message.header(), "");
        return Behaviors.same();
    }

    private void tellClosed(String reason) {
        setup.observation()
                .events()
                .tell(
                        EventKind.CONNECTION,
                        who,
                        () -> who.on(LogLine.of(EventKind.CONNECTION))
                                .with("state", "closed")
                                .with("reason", reason));
    }

    private void sendReject(RejectReason reason, ByteBuf header, String why) {
        setup.observation().events().tell(EventKind.REJECT, who, () -> {
            LogLine line = who.on(LogLine.of(EventKind.REJECT))
                    .with("pdu", opcodeName(header))
                    .with("reason", reason.name());
            return why.isEmpty() ? line : line.with("why", why);
        });
        send(new Reject(reason, 0, expCmdSn, maxCmdSn, 0, header), true, null);
    }

    private static String opcodeName(ByteBuf header) {
        Opcode opcode = Opcode.ofFirstByte(header.getByte(0));
        return opcode == null ? "opcode %02xh".formatted(header.getByte(0) & Bhs.OPCODE_MASK) : opcode.toString();
    }

    private Behavior<Command> onFinish(Finish message) {
        finish(message.why());
        return Behaviors.same();
    }

    /** Sends what is queued, then closes; the stream's end stops this actor. */
    private void finish(String why) {
        if (phase != Phase.CLOSING) {
            endSession(why);
            phase = Phase.CLOSING;
            port.finish();
        }
    }

    private void endSession(String why) {
        flushToSession();
        ActorRef<SessionActor.Command> current = session;
        if (current != null) {
            current.tell(new SessionActor.ConnectionEnded(why));
            session = null;
        }
    }

    // ---- keep-alive

    private void startKeepAlive() {
        TargetKeyValues keys = target.map(TargetEntry::keys).orElse(TargetKeyValues.DEFAULTS);
        keepAlive = new KeepAlive(keys.nopInInterval(), keys.nopInTimeout(), keys.rspTimeout());
        ActorRef<Command> self = context.getSelf();
        tick = setup.loop()
                .netty()
                .scheduleAtFixedRate(() -> self.tell(Note.TICK), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    }

    private Behavior<Command> onTick() {
        KeepAlive current = keepAlive;
        if (phase != Phase.FULL_FEATURE || current == null) {
            return Behaviors.same();
        }
        switch (current.tick(port.backlog(), port.taken())) {
            case NOTHING -> {}
            case PING ->
                // A ping of the target's: no task tag, a transfer tag to be returned, StatSN shown and not taken
                // (11.19).
                send(
                        new NopIn(0, Bhs.RESERVED_TAG, current.pingTag(), 0, expCmdSn, maxCmdSn, Unpooled.EMPTY_BUFFER),
                        false,
                        null);
            case GIVE_UP -> {
                tellClosed("no sign of life");
                finish("the initiator does not answer");
                closeChannel();
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            endSession("the connection ended");
            loginTimer.cancel(false);
            if (tick != null) {
                tick.cancel(false);
            }
            port.stop();
            closeChannel();
        }
        return Behaviors.same();
    }

    private void closeChannel() {
        setup.channel().close();
    }
}
