package dev.targetnode.core.loop;

import static dev.targetnode.core.loop.LoopTestSupport.settingsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.targetnode.core.loop.NettyEventLoops.Refused;
import dev.targetnode.core.loop.NettyEventLoops.Started;
import dev.targetnode.core.loop.TransportChoice.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportChoiceTest {
    private static TransportProbe onlyAllowing(Transport... allowed) {
        return transport ->
                Set.of(allowed).contains(transport) ? Optional.empty() : Optional.of(transport + " is switched off");
    }

    @Test
    void takesEpollWhereItIsToBeHad() {
        assertEquals(
                new Use(Transport.EPOLL, Map.of()),
                TransportChoice.choose(Optional.empty(), onlyAllowing(Transport.values())));
    }

    @Test
    void fallsBackToIoUringAndThenToNioAndSaysWhy() {
        assertEquals(
                new Use(Transport.IO_URING, Map.of(Transport.EPOLL, "EPOLL is switched off")),
                TransportChoice.choose(Optional.empty(), onlyAllowing(Transport.IO_URING, Transport.NIO)));
        assertEquals(
                new Use(
                        Transport.NIO,
                        Map.of(
                                Transport.IO_URING, "IO_URING is switched off",
                                Transport.EPOLL, "EPOLL is switched off")),
                TransportChoice.choose(Optional.empty(), onlyAllowing(Transport.NIO)));
    }

    @ParameterizedTest
    @EnumSource
    void refusesATransportThatIsAskedForAndNotAvailable(Transport asked) {
        NettyEventLoops.Start start =
                NettyEventLoops.start(settingsWith("transport = " + asked.settingName()), onlyAllowing(), 2);
        assertEquals(
                new Refused(
                        "target-node.loops.transport",
                        asked.settingName() + " is not available here: " + asked + " is switched off"),
                start);
        assertEquals(List.of(), LoopTestSupport.loopThreads());
    }

    @Test
    void fallsBackWhenTheRealThingRefusesWhatTheProbeAllowed() {
        // No machine makes a ring of this size; where io_uring is not to be had the probe's yes is wrong as well.
        LoopSettings shipped = settingsWith("count = 1");
        LoopSettings impossible = new LoopSettings(
                shipped.transport(),
                shipped.count(),
                shipped.pollMicros(),
                shipped.taskQuantum(),
                shipped.throughput(),
                shipped.shutdownTimeout(),
                new LoopSettings.RingSettings(4096, 17, 0));
        Started started = assertInstanceOf(
                Started.class, NettyEventLoops.start(impossible, onlyAllowing(Transport.IO_URING, Transport.NIO), 2));
        try (NettyEventLoops loops = started.loops()) {
            assertEquals(Transport.NIO, loops.transport());
        }
    }

    @Test
    void aSingleProcessorIsNeverSpentOnPolling() {
        assertEquals(0, PollBudget.forProcessors(1).permits());
        assertEquals(1, PollBudget.forProcessors(2).permits());
        assertEquals(7, PollBudget.forProcessors(8).permits());
    }
}
