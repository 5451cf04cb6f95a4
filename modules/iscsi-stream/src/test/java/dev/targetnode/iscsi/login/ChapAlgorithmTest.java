package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.core.auth.Secret;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected digests were computed with Python's hashlib over identifier, secret and challenge (RFC 1994 4.1). */
class ChapAlgorithmTest {
    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "5, 75cd9bb540d88b1ad111623e9743b392",
        "6, 4ed32f309300ba0cc2885f4065469712ed7fb4ed",
        "7, 7d265ea7b75260daa5975116267b098b667578ba53763e4a7f9907b6eeba1216",
        "8, bceb580543150e42a593e297a0f2720c538f32e4c55a43dd7c531dca5e3a8204",
    })
    void digestsIdentifierSecretAndChallengeByItsNumber(int number, String expected) {
        ChapAlgorithm algorithm = ChapAlgorithm.of(number).orElseThrow();
        byte[] response = algorithm.response(0x17, Secret.of("12charsecret"), counting(32));
        assertEquals(expected, HexFormat.of().formatHex(response));
        assertEquals(response.length, algorithm.responseBytes());
        assertEquals(number, algorithm.number());
    }

    @ParameterizedTest
    @CsvSource({
        "5, 6174e1949dfbce893fb1e0c54c39c39e",
        "6, e117250c38195f93e14a581aad6728c0d1cd8a66",
        "7, 86af9117c0ad346c1050c6ffaf3a00e521ddab329e70555b17ae4671ce81f767",
        "8, e523b0d1ed6ca6b5868a86cc316efac788c1cd026eb956a13221cc75c704a611",
    })
    void takesTheHighestIdentifierAndSecretsInUtf8(int number, String expected) {
        byte[] response = ChapAlgorithm.of(number)
                .orElseThrow()
                .response(0xFF, Secret.of("gehe\u00efm-gehe\u00efm"), new byte[] {(byte) 0xFF});
        assertEquals(expected, HexFormat.of().formatHex(response));
    }

    @Test
    void knowsNoOtherNumbers() {
        for (long number : new long[] {0, 1, 4, 9, 128, 0x1_0000_0005L}) {
            assertEquals(Optional.empty(), ChapAlgorithm.of(number));
        }
    }
}
