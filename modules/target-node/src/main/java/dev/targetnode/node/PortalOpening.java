package dev.targetnode.node;

import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.iscsi.portal.PortalListener;
import dev.targetnode.mgmt.config.PortalSpec;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a portal on the thread that starts the node. A port that is taken is tried again for a bounded time: a process
 * that was killed with SIGKILL holds its ports until the kernel has ended its io_uring.
 */
final class PortalOpening {
    private static final Logger LOG = LoggerFactory.getLogger(PortalOpening.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long PAUSE_MILLIS = 50;
    private static final Path FIRST_ORDINARY_PORT = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    private static final int FIRST_ORDINARY_PORT_DEFAULT = 1024;
    private static final int SETTING_BYTES_MAX = 32;

    private PortalOpening() {}

    static PortalListener open(EventLoops loops, PortalSpec portal, BiConsumer<Channel, EventLoops.Loop> accepted)
            throws NodeStartException {
        InetSocketAddress address = new InetSocketAddress(portal.host(), portal.port());
        if (address.isUnresolved()) {
            throw new NodeStartException("target-node.iscsi.portals: " + portal + ": no such host");
        }
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        boolean told = false;
        try {
            while (true) {
                try {
                    return PortalListener.bind(loops, address, accepted);
                } catch (IOException refused) {
                    String reason = String.valueOf(refused.getMessage());
                    if (!isTaken(reason) || System.nanoTime() >= deadlineNanos) {
                        throw new NodeStartException(
                                "portal " + portal + ": " + reason + hint(portal, reason), refused);
                    }
                    if (!told) {
                        told = true;
                        LOG.info("portal {}: {}; trying for {} s more", portal, reason, PATIENCE.toSeconds());
                    }
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeStartException("interrupted while binding portal " + portal, e);
        }
    }

    private static boolean isTaken(String reason) {
        return reason.contains("already in use");
    }

    /** What a person can do about a port that may not be used. */
    static String hint(PortalSpec portal, String reason) {
        int first = firstOrdinaryPort();
        if (!reason.contains("Permission denied") || portal.port() >= first) {
            return "";
        }
        return "; ports below " + first
                + " need CAP_NET_BIND_SERVICE (AmbientCapabilities= of a systemd unit) or a lower"
                + " net.ipv4.ip_unprivileged_port_start";
    }

    private static int firstOrdinaryPort() {
        // in one read: the kernel gives a setting no second one, and Files.readString begins with a single byte
        try (InputStream setting = Files.newInputStream(FIRST_ORDINARY_PORT)) {
            String text = new String(setting.readNBytes(SETTING_BYTES_MAX), StandardCharsets.US_ASCII);
            return Integer.parseInt(text.strip());
        } catch (IOException | NumberFormatException notLinux) {
            return FIRST_ORDINARY_PORT_DEFAULT;
        }
    }
}
