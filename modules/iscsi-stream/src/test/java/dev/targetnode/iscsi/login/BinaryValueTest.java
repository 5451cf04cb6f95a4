package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of RFC 7143 6.1; those of base64 are the test vectors of RFC 4648 10. */
class BinaryValueTest {
    private static final int MAX = 1024;

    private static String hex(String value) {
        return HexFormat.of().formatHex(BinaryValue.decode(value, MAX).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 00",
        "0xdeadBEEF, deadbeef",
        "0XDEADbeef, deadbeef",
        "0x0, 00",
        "0xf, 0f",
        "0x123, 0123",
    })
    void decodesHexWithAnyNumberOfDigits(String value, String expected) {
        assertEquals(expected, hex(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0bZg==, 66",
        "0bZm8=, 666f",
        "0bZm9v, 666f6f",
        "0bZm9vYg==, 666f6f62",
        "0BZm9vYmE=, 666f6f6261",
        "0bZm9vYmFy, 666f6f626172",
        "0b+/+/, fbffbf",
        "0bZg, 66",
    })
    void decodesBase64WithAndWithoutPadding(String value, String expected) {
        assertEquals(expected, hex(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0x",
                "0b",
                "x00",
                "00",
                "1234",
                "0y00",
                "0xgg",
                "0x0 0",
                "0x-1",
                "0x+1",
                "0xde ad",
                "0x0x00",
                "0bZ",
                "0b====",
                "0b=",
                "0bZg=",
                "0bZg===",
                "0bZm9v!",
                "0bZ-_v",
                "0bZg==Zg==",
                "0bZm 9v",
                "0b\u00e4aaa",
                "0x\u0661\u0662",
                "Reject",
                "None"
            })
    void takesNothingElse(String value) {
        assertEquals(Optional.empty(), BinaryValue.decode(value, MAX));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20, 1023, 1024})
    void takesAsManyBytesAsAllowedAndNotOneMore(int max) {
        byte[] most = new byte[max];
        new Random(max).nextBytes(most);
        byte[] more = new byte[max + 1];
        String mostHex = HexFormat.of().formatHex(most);
        assertArrayEquals(most, BinaryValue.decode("0x" + mostHex, max).orElseThrow());
        assertTrue(BinaryValue.decode("0x0" + mostHex, max).isEmpty());
        assertTrue(BinaryValue.decode("0x" + "00".repeat(max + 1), max).isEmpty());
        Base64.Encoder encoder = Base64.getEncoder();
        assertArrayEquals(
                most,
                BinaryValue.decode("0b" + encoder.encodeToString(most), max).orElseThrow());
        assertTrue(BinaryValue.decode("0b" + encoder.encodeToString(more), max).isEmpty());
        assertTrue(BinaryValue.decode("0b" + encoder.withoutPadding().encodeToString(more), max)
                .isEmpty());
    }

    @Test
    void whatIsEncodedIsDecodedAgainInEitherForm() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("BinaryValueTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(MAX)];
            random.nextBytes(bytes);
            assertArrayEquals(
                    bytes, BinaryValue.decode(BinaryValue.encode(bytes), MAX).orElseThrow());
            String base64 = Base64.getEncoder().encodeToString(bytes);
            assertArrayEquals(bytes, BinaryValue.decode("0b" + base64, MAX).orElseThrow());
        }
    }

    @Test
    void encodesInLowerCaseHex() {
        assertEquals("0x00ff1a", BinaryValue.encode(new byte[] {0, (byte) 0xFF, 0x1A}));
    }
}
