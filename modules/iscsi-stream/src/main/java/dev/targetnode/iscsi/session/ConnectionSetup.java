package dev.targetnode.iscsi.session;

import dev.targetnode.core.loop.EventLoops;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.iscsi.login.ChapChallenge;
import dev.targetnode.iscsi.portal.TargetDirectory;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a connection starts with.
 *
 * @param channel the accepted socket, registered with {@code loop}, not yet read from
 * @param loginBound how long a login may take before the connection is closed
 * @param directory the targets as they are now
 * @param challenges a fresh CHAP challenge with each call, from any loop
 * @param sessions who makes sessions
 * @param observation how people see what the connection does
 */
public record ConnectionSetup(
        Channel channel,
        EventLoops.Loop loop,
        DataBuffers buffers,
        MemoryBudget memory,
        Duration loginBound,
        Supplier<TargetDirectory> directory,
        Supplier<ChapChallenge> challenges,
        ActorRef<SessionsActor.Command> sessions,
        Observation observation) {}
