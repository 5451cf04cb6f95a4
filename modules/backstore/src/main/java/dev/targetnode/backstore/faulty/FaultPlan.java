package dev.targetnode.backstore.faulty;

import dev.targetnode.backstore.faulty.FaultSettings.OperationKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** Decides which operations are hit. The same settings and the same sequence of calls give the same answers. */
final class FaultPlan {
    private final FaultSettings settings;
    private final Random random;
    private final Map<OperationKind, Integer> errorCounts = new EnumMap<>(OperationKind.class);
    private final Map<OperationKind, Integer> tearCounts = new EnumMap<>(OperationKind.class);

    FaultPlan(FaultSettings settings) {
        this.settings = settings;
        this.random = new Random(settings.seed());
    }

    /** Whether the next operation of this kind fails without having been done. */
    boolean fails(OperationKind kind) {
        return settings.error().contains(kind) && hit(kind, errorCounts);
    }

    /** Whether the next operation of this kind fails half done. */
    boolean tears(OperationKind kind) {
        return settings.torn().contains(kind) && hit(kind, tearCounts);
    }

    /** How much of a torn write is written: whole blocks, fewer than all. */
    long prefixBytes(long lengthBytes, int blockBytes) {
        long blocks = lengthBytes / blockBytes;
        return blocks == 0 ? 0 : ((long) (random.nextDouble() * blocks)) * blockBytes;
    }

    private boolean hit(OperationKind kind, Map<OperationKind, Integer> counts) {
        if (settings.errorRate() > 0) {
            return random.nextDouble() < settings.errorRate();
        }
        int count = counts.merge(kind, 1, Integer::sum);
        if (count < settings.every()) {
            return false;
        }
        counts.put(kind, 0);
        return true;
    }
}
