package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code iscsi.portals}. */
final class PortalReader {
    private static final String KEY = "portals";
    private static final int DEFAULT_PORT = 3260; // RFC 7143 4.2.7.1 by way of IANA
    private static final int PORT_MAX = 65535;

    /** {@code [v6]}, {@code [v6]:port}, {@code host}, {@code host:port}. */
    private static final Pattern PORTAL =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[^\\]\\s]+)?)\\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?");

    private PortalReader() {}

    static List<PortalSpec> read(Section iscsi) {
        List<ConfigValue> values = iscsi.list(KEY);
        List<PortalSpec> portals = new ArrayList<>();
        Set<PortalSpec> seen = new HashSet<>();
        for (ConfigValue value : values) {
            String text = String.valueOf(value.unwrapped());
            PortalSpec portal = parse(text);
            if (portal == null) {
                iscsi.problem(KEY, "holds " + text + ", which is not host:port or [IPv6 address]:port");
            } else if (portal.port() != 0 && !seen.add(canonical(portal))) {
                iscsi.problem(KEY, "names " + portal + " twice");
            } else {
                portals.add(portal);
            }
        }
        if (values.isEmpty()) {
            iscsi.problem(KEY, "must name at least one portal");
        }
        return portals;
    }

    static @Nullable PortalSpec parse(String text) {
        Matcher matcher = PORTAL.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        String v6 = matcher.group(1);
        String port = matcher.group(3);
        int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
        if (number > PORT_MAX || (v6 != null && address(v6) == null)) {
            return null;
        }
        return new PortalSpec(v6 == null ? matcher.group(2) : v6, number);
    }

    private static PortalSpec canonical(PortalSpec portal) {
        String host = portal.host();
        InetAddress numeric = host.indexOf(':') >= 0 ? address(host) : null;
        String same = numeric == null ? host.toLowerCase(Locale.ROOT) : numeric.getHostAddress() + scope(host);
        return new PortalSpec(same, portal.port());
    }

    /** The address without its zone, which only the system that has the interface can check. */
    private static @Nullable InetAddress address(String v6) {
        int zone = v6.indexOf('%');
        String literal = zone < 0 ? v6 : v6.substring(0, zone);
        if (literal.indexOf(':') < 0) {
            return null;
        }
        try {
            return InetAddress.getByName("[" + literal + "]"); // a literal in brackets is never looked up
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String scope(String v6) {
        int zone = v6.indexOf('%');
        return zone < 0 ? "" : v6.substring(zone);
    }
}
