package dev.targetnode.core.loop;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says whether this machine allows a transport. Test seam: a test may answer for a machine it does not have. */
@FunctionalInterface
public interface TransportProbe {
    /** Why a loop with this transport cannot run here; empty when it can. */
    Optional<String> unavailableBecause(Transport transport);

    /** Asks the kernel, through Netty's native libraries. */
    static TransportProbe ofThisMachine() {
        return transport -> switch (transport) {
            case IO_URING -> IoUring.isAvailable() ? Optional.empty() : reason(IoUring.unavailabilityCause());
            case EPOLL -> Epoll.isAvailable() ? Optional.empty() : reason(Epoll.unavailabilityCause());
            case NIO -> Optional.empty();
        };
    }

    private static Optional<String> reason(@Nullable Throwable cause) {
        if (cause == null) {
            return Optional.of("no reason known");
        }
        String message = cause.getMessage();
        return Optional.of(message == null ? cause.getClass().getSimpleName() : message);
    }
}
