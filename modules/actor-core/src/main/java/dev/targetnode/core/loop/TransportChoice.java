package dev.targetnode.core.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which transport the loops use. */
sealed interface TransportChoice {
    /**
     * This one.
     *
     * @param passedOver better transports that are not available, each with the reason
     */
    record Use(Transport transport, Map<Transport, String> passedOver) implements TransportChoice {}

    /** The one that is asked for cannot run here. */
    record NotAvailable(Transport transport, String reason) implements TransportChoice {}

    /** Takes the one that is asked for, or the first of {@link Transport} that the probe allows. */
    static TransportChoice choose(Optional<Transport> asked, TransportProbe probe) {
        if (asked.isPresent()) {
            Transport transport = asked.get();
            return probe.unavailableBecause(transport)
                    .<TransportChoice>map(reason -> new NotAvailable(transport, reason))
                    .orElseGet(() -> new Use(transport, Map.of()));
        }
        Map<Transport, String> passedOver = new LinkedHashMap<>();
        for (Transport transport : Transport.values()) {
            Optional<String> reason = probe.unavailableBecause(transport);
            if (reason.isEmpty()) {
                return new Use(transport, passedOver);
            }
            passedOver.put(transport, reason.get());
        }
        return new NotAvailable(Transport.NIO, String.valueOf(passedOver.get(Transport.NIO)));
    }
}
