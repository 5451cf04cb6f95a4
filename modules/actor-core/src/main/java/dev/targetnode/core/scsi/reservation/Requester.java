package dev.targetnode.core.scsi.reservation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who asks, and what it can reach.
 *
 * @param nexus the nexus on which the command came
 * @param targetPorts every target port of the logical unit with its RELATIVE TARGET PORT IDENTIFIER; the nexus's own is
 *     among them
 */
public record Requester(ItNexus nexus, Map<TargetPort, Integer> targetPorts) {
    public Requester {
        if (!targetPorts.containsKey(nexus.targetPort())) {
            throw new IllegalArgumentException(nexus + " comes through an unknown port");
        }
        targetPorts = new LinkedHashMap<>(targetPorts);
    }

    int relativePortId(ItNexus of) {
        return targetPorts.getOrDefault(of.targetPort(), 0);
    }
}
