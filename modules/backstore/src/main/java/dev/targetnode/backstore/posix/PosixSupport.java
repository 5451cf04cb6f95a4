package dev.targetnode.backstore.posix;

import org.jspecify.annotations.Nullable;

/** Whether {@link Posix} may be used here; asking does not load it. */
public final class PosixSupport {
    static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

    private PosixSupport() {}

    /** Why the calls cannot be used on this system, to be read after the name of what needs them, or null. */
    public static @Nullable String refusal() {
        return refusal(System.getProperty("os.name", "unknown"), System.getProperty("os.arch", "unknown"));
    }

    static @Nullable String refusal(String system, String processor) {
        boolean known = "Linux".equals(system) && ("amd64".equals(processor) || "aarch64".equals(processor));
        return known ? null : "needs Linux on x86_64 or aarch64, and this is " + system + " on " + processor;
    }
}
