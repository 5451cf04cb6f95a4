package dev.targetnode.core.scsi;

import java.util.Random;

/** Seeded randomness: the seed is printed, and {@code -Dseed=} repeats a run. */
final class Seeds {
    private Seeds() {}

    static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
