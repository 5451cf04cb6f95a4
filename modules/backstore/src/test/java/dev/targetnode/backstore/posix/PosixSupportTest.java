package dev.targetnode.backstore.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class PosixSupportTest {
    @Test
    void refusesOtherSystemsByName() {
        assertEquals(
                "needs Linux on x86_64 or aarch64, and this is Windows 11 on amd64",
                PosixSupport.refusal("Windows 11", "amd64"));
        assertEquals(
                "needs Linux on x86_64 or aarch64, and this is Linux on riscv64",
                PosixSupport.refusal("Linux", "riscv64"));
    }

    @Test
    void acceptsLinuxOnBothProcessors() {
        assertNull(PosixSupport.refusal("Linux", "amd64"));
        assertNull(PosixSupport.refusal("Linux", "aarch64"));
    }
}
