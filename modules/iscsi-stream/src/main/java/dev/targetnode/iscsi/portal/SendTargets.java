package dev.targetnode.iscsi.portal;

import dev.targetnode.iscsi.login.IscsiName;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The answer to SendTargets (RFC 7143 Appendix C), as a pure function. */
public final class SendTargets {
    /** The value that asks for every target; in discovery sessions only. */
    private static final String ALL = "All";

    private SendTargets() {}

    /**
     * Answers.
     *
     * @param value what was asked: All, a target's name, or empty for the session's own target
     * @param sessionTarget the target of a normal session; empty in a discovery session
     * @param local the address at which the connection reached this node
     * @return TargetName and TargetAddress records, none where the initiator may know of none; empty where the value is
     *     not allowed in this kind of session
     */
    public static Optional<List<Pair>> answer(
            TargetDirectory directory, String value, Optional<String> sessionTarget, InetSocketAddress local) {
        if (value.equals(ALL)) {
            return sessionTarget.isPresent() ? Optional.empty() : Optional.of(all(directory, local));
        }
        String name = value.isEmpty() ? sessionTarget.orElse("") : folded(value);
        if (name.isEmpty()) {
            return Optional.empty(); // an empty value asks for the session's own target, and discovery has none
        }
        if (sessionTarget.isPresent() && !sessionTarget.get().equals(name)) {
            return Optional.of(List.of());
        }
        List<Pair> pairs = new ArrayList<>();
        directory.find(name).ifPresent(target -> append(pairs, target, directory, local));
        return Optional.of(pairs);
    }

    private static String folded(String value) {
        return IscsiName.parse(value) instanceof IscsiName.Valid valid ? valid.folded() : value;
    }

    private static List<Pair> all(TargetDirectory directory, InetSocketAddress local) {
        List<Pair> pairs = new ArrayList<>();
        for (TargetEntry target : new TreeMap<>(directory.targets()).values()) {
            if (target.enabled()) {
                append(pairs, target, directory, local);
            }
        }
        return pairs;
    }

    private static void append(
            List<Pair> pairs, TargetEntry target, TargetDirectory directory, InetSocketAddress local) {
        pairs.add(new Pair("TargetName", target.name()));
        for (String address : addresses(directory.portals(), local)) {
            pairs.add(new Pair("TargetAddress", address + "," + target.portalGroupTag()));
        }
    }

    /** A portal bound to every address is told by the one at which the initiator has reached it. */
    private static Set<String> addresses(List<InetSocketAddress> portals, InetSocketAddress local) {
        Set<String> addresses = new LinkedHashSet<>();
        for (InetSocketAddress portal : portals) {
            InetAddress host = portal.getAddress().isAnyLocalAddress() ? local.getAddress() : portal.getAddress();
            addresses.add(text(host) + ":" + portal.getPort());
        }
        return addresses;
    }

    /** Numeric; an IPv6 address in brackets and without its scope, which means nothing elsewhere (13.8). */
    static String text(InetAddress host) {
        String numeric = host.getHostAddress();
        int scope = numeric.indexOf('%');
        String bare = scope < 0 ? numeric : numeric.substring(0, scope);
        return bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare;
    }
}
