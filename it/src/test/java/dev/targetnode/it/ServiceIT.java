package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node as a service: readiness, signs of life, stopping, and starting right after a kill. */
final class ServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory = Path.of("");

    @Test
    void tellsTheServiceManagerThatItIsReadyThatItLivesAndThatItStops() {
        Path socket = directory.resolve("notify");
        try (NotifyReceiver manager = new NotifyReceiver(socket)) {
            NodeBuilder builder = NodeBuilder.in(directory)
                    .fileLun(0, "disk1", 16, "")
                    .under(List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=400000"));
            try (NodeProcess node = builder.start()) {
                assertEquals("STATUS=opening 1 devices", manager.next());
                assertEquals(
                        "READY=1\nSTATUS=serving 1 targets and 1 devices on 127.0.0.1:" + node.port(), manager.next());
                assertTrue(Ports.accepts(node.port()), "ready before it accepts");
                assertEquals("WATCHDOG=1", manager.next());
                assertEquals("WATCHDOG=1", manager.next());
                node.stop();
                manager.nextThatBegins("STOPPING=1\nSTATUS=stopping");
            }
        }
    }

    @Test
    void waitsForAPortThatSomebodyIsAboutToGiveBack() throws IOException {
        NodeBuilder builder = NodeBuilder.in(directory);
        builder.config("target-node.iscsi.portals = [\"127.0.0.1:" + builder.port() + "\"]");
        try (NodeProcess node = launchedWhileThePortIsHeld(builder)) {
            Await.until(LIMIT, () -> node.log().contains("portal 127.0.0.1:" + builder.port() + "\n"), node::log);
            node.stop();
        }
    }

    /** Gives the port back when the node has said that it waits for it. */
    private static NodeProcess launchedWhileThePortIsHeld(NodeBuilder builder) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket held = new ServerSocket(builder.port(), 1, loopback)) {
            assertEquals(builder.port(), held.getLocalPort());
            NodeProcess node =
                    builder.launch(List.of("--config", builder.write().toString()));
            Await.until(LIMIT, () -> node.log().contains("trying for 3 s more"), node::log);
            return node;
        }
    }

    @Test
    void startsAgainAtOnceAfterAKillWithIoUring() throws IOException {
        NodeBuilder builder = NodeBuilder.in(directory)
                .setting("loops.transport = io_uring")
                .fileLun(0, "disk1", 64, "file-engine = ring");
        for (int round = 0; round < 5; round++) {
            try (NodeProcess node = builder.start()) {
                Transfer.check(node, 0);
                node.kill();
            }
        }
        try (NodeProcess node = builder.start()) {
            Transfer.check(node, 0);
            node.stop();
        }
    }

    @Test
    void refusesASystemPropertyThatNamesNoSettingInOneLine() {
        NodeBuilder builder =
                NodeBuilder.in(directory).fileLun(0, "disk1", 16, "").jvm("-Dtarget-node.limits.conections-max=5");
        Tool.Result result = builder.startToEnd();
        assertEquals(1, result.exitCode(), result::toString);
        assertEquals(
                "target-node: -Dtarget-node.limits.conections-max: target-node.limits.conections-max: is not a known"
                        + " setting; did you mean connections-max?\n",
                result.output());
    }
}
