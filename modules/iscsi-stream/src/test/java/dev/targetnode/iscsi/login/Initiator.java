package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The other side of a login under test: builds requests and feeds the machine. Pairs are written as in the RFC. */
final class Initiator {
    static final String NAME = "InitiatorName=iqn.2001-04.com.example:host";
    static final String TARGET = "TargetName=iqn.2026-11.dev.targetnode:disk1";
    static final long ISID = 0x8000_0000_0001L;

    private final LoginPolicy policy;
    private Optional<LoginState> state = Optional.empty();

    Initiator(LoginPolicy policy) {
        this.policy = policy;
    }

    static LoginPolicy.Admit admitting(TargetKeyValues own) {
        return new LoginPolicy.Admit(own, 1, Optional.empty(), new AuthenticationRule.NotRequired());
    }

    static Initiator ofDefaultTarget() {
        return new Initiator(admitting(TargetKeyValues.DEFAULTS));
    }

    /** T set: {@code csg} to {@code nsg}. */
    static LoginInput transit(int csg, int nsg, String... pairs) {
        return input(csg, nsg, true, false, text(pairs));
    }

    /** Neither T nor C. */
    static LoginInput stay(int csg, String... pairs) {
        return input(csg, 0, false, false, text(pairs));
    }

    /** C set, with any bytes. */
    static LoginInput more(int csg, String text) {
        return input(csg, 0, false, true, text);
    }

    static LoginInput input(int csg, int nsg, boolean transit, boolean cont, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        return new LoginInput((byte) csg, (byte) nsg, transit, cont, 0, 0, ISID, 0, 0, 1, 100, bytes);
    }

    static String text(String... pairs) {
        return Stream.of(pairs).map(pair -> pair + "\0").collect(Collectors.joining());
    }

    /** Sends a request, answering Lookup with the policy. */
    LoginStep send(LoginInput input) {
        LoginStep step = state.map(s -> LoginMachine.next(s, input)).orElseGet(() -> LoginMachine.first(input));
        if (step instanceof LoginStep.Lookup lookup) {
            step = LoginMachine.proceed(lookup.state(), policy);
        }
        if (step instanceof LoginStep.Answer answer) {
            state = Optional.of(answer.state());
        }
        return step;
    }

    LoginAnswer answered(LoginInput input) {
        return assertInstanceOf(LoginStep.Answer.class, send(input)).answer();
    }

    LoginStep.Complete completed(LoginInput input) {
        return assertInstanceOf(LoginStep.Complete.class, send(input));
    }

    void refused(LoginRefusal status, String reason, LoginInput input) {
        LoginStep.Refuse refuse = assertInstanceOf(LoginStep.Refuse.class, send(input));
        assertEquals(status, refuse.status());
        assertEquals(reason, refuse.reason());
    }

    static List<String> pairs(LoginAnswer answer) {
        String text = StandardCharsets.UTF_8.decode(answer.text().duplicate()).toString();
        return text.isEmpty() ? List.of() : List.of(text.split("\0", 0));
    }
}
