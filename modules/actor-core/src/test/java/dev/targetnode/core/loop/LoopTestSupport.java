package dev.targetnode.core.loop;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.targetnode.core.loop.LoopSettings.Valid;
import dev.targetnode.core.loop.NettyEventLoops.Started;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What several tests of this package need. */
final class LoopTestSupport {
    private LoopTestSupport() {}

    /** The shipped settings with these lines over them; keys are relative to {@code target-node.loops}. */
    static Config configWith(String... lines) {
        String text = LoopSettings.PATH + " {\n" + String.join("\n", lines) + "\n}";
        return ConfigFactory.parseString(text)
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
    }

    static LoopSettings settingsWith(String... lines) {
        return assertInstanceOf(Valid.class, LoopSettings.from(configWith(lines)))
                .settings();
    }

    static NettyEventLoops startWith(String... lines) {
        return assertInstanceOf(Started.class, NettyEventLoops.start(settingsWith(lines)))
                .loops();
    }

    /** The transports that this machine allows; NIO is always one of them. */
    static Stream<Transport> transportsHere() {
        TransportProbe probe = TransportProbe.ofThisMachine();
        return Arrays.stream(Transport.values())
                .filter(transport -> probe.unavailableBecause(transport).isEmpty());
    }

    /** Threads of event loops that live now. */
    static List<Thread> loopThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(LoopThread.NAME_PREFIX))
                .toList();
    }
}
