package dev.targetnode.it;

import java.util.Random;

/** The one source of randomness: {@code -Dseed=N}, else the clock; always printed. */
final class Seeds {
    private Seeds() {}

    /** A generator for {@code test}; the line it prints has all that is needed to repeat it. */
    static Random random(String test) {
        String given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
        System.out.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
