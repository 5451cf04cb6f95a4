package dev.targetnode.iscsi.portal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.core.scsi.Lun;
import dev.targetnode.core.target.TargetActor;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.login.TargetKeyValues;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class SendTargetsTest {
    private static final String ONE = "iqn.2000-01.com.example:one";
    private static final String TWO = "iqn.2000-01.com.example:two";
    private static final String OFF = "iqn.2000-01.com.example:off";

    private final ActorRef<TargetActor.Command> nobody =
            TestInbox.<TargetActor.Command>create().getRef();

    private TargetDirectory directory(InetSocketAddress... portals) {
        return TargetDirectory.of(
                List.of(target(TWO, true, 2), target(ONE, true, 1), target(OFF, false, 1)),
                List.of(portals),
                Optional.empty());
    }

    private TargetEntry target(String name, boolean enabled, int tag) {
        return new TargetEntry(
                name,
                Optional.empty(),
                enabled,
                tag,
                1,
                Lun.AddressMethod.PERIPHERAL,
                TargetKeyValues.DEFAULTS,
                Optional.empty(),
                nobody);
    }

    private static InetSocketAddress address(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<List<Pair>> ask(String value, Optional<String> session) {
        return SendTargets.answer(directory(address("10.0.0.1", 3260)), value, session, address("10.0.0.1", 3260));
    }

    @Test
    void allNamesEveryEnabledTargetInOrderInADiscoverySession() {
        assertEquals(
                Optional.of(List.of(
                        new Pair("TargetName", ONE),
                        new Pair("TargetAddress", "10.0.0.1:3260,1"),
                        new Pair("TargetName", TWO),
                        new Pair("TargetAddress", "10.0.0.1:3260,2"))),
                ask("All", Optional.empty()));
    }

    @Test
    void allIsNotAllowedInANormalSession() {
        assertEquals(Optional.empty(), ask("All", Optional.of(ONE)));
    }

    @Test
    void anEmptyValueIsTheSessionsTargetAndNothingInDiscovery() {
        assertEquals(
                Optional.of(List.of(new Pair("TargetName", ONE), new Pair("TargetAddress", "10.0.0.1:3260,1"))),
                ask("", Optional.of(ONE)));
        assertEquals(Optional.empty(), ask("", Optional.empty()));
    }

    @Test
    void aNameIsFoundWhateverItsCaseAndADisabledTargetIsNot() {
        assertEquals(
                2,
                ask("IQN.2000-01.com.example:ONE", Optional.empty())
                        .orElseThrow()
                        .size());
        assertEquals(Optional.of(List.of()), ask(OFF, Optional.empty()));
        assertEquals(Optional.of(List.of()), ask(TWO, Optional.of(ONE)));
    }

    @Test
    void aPortalOnEveryAddressIsToldByTheOneThatWasReached() {
        List<Pair> pairs = SendTargets.answer(
                        directory(address("0.0.0.0", 3260), address("0.0.0.0", 3261), address("192.0.2.7", 3260)),
                        ONE,
                        Optional.empty(),
                        address("192.0.2.7", 3260))
                .orElseThrow();
        assertEquals(
                List.of("192.0.2.7:3260,1", "192.0.2.7:3261,1"),
                pairs.stream()
                        .filter(pair -> pair.key().equals("TargetAddress"))
                        .map(Pair::value)
                        .toList());
    }

    @Test
    void ipv6IsInBracketsAndWithoutItsScope() throws UnknownHostException {
        assertEquals("[fe80:0:0:0:0:0:0:1]", SendTargets.text(InetAddress.getByName("fe80::1%1")));
        assertEquals("127.0.0.1", SendTargets.text(InetAddress.getLoopbackAddress()));
    }
}
