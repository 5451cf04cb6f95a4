package dev.targetnode.mgmt.config;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/** Helps with a mistyped name. */
final class NearestName {
    private static final int NAMES_LISTED_MAX = 12;

    private NearestName() {}

    /** "; did you mean X?" where a known name is near, else the known names, else nothing. */
    static String hint(String given, Collection<String> known) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String name : new TreeSet<>(known)) {
            int distance = distance(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        if (bestDistance <= Math.max(2, given.length() / 3)) {
            return "; did you mean " + best + "?";
        }
        if (known.isEmpty() || known.size() > NAMES_LISTED_MAX) {
            return "";
        }
        return "; known here: " + String.join(", ", new TreeSet<>(known));
    }

    /** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
