package dev.targetnode.core.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String TEXT = "hush \u00e4nd hush";

    @Test
    void isNeverPrintedNeitherAloneNorWithin() {
        Secret secret = Secret.of(TEXT);
        Credential joe = new Credential("joe", secret);
        String printed = secret + " " + joe + " " + List.of(Optional.of(joe));
        assertFalse(printed.contains("hush"), printed);
        assertEquals("Credential[user=joe, secret=(secret)]", joe.toString());
    }

    @Test
    void secretsOfTheSameBytesAreEqual() {
        assertEquals(Secret.of(TEXT), Secret.of(TEXT));
        assertEquals(Secret.of(TEXT).hashCode(), Secret.of(TEXT).hashCode());
        assertNotEquals(Secret.of("a"), Secret.of("b"));
        assertNotEquals(Secret.of("a"), Secret.of("aa"));
        assertNotEquals(Secret.of(""), Secret.of("a"));
    }

    @Test
    void itsHashIsItsLengthAndTellsNoMore() {
        assertEquals(3, Secret.of("abc").hashCode());
        assertEquals(3, Secret.of("xyz").hashCode());
    }

    @Test
    void itsLengthIsThatOfItsUtf8() {
        assertEquals(14, Secret.of(TEXT).lengthBytes());
    }

    @Test
    void addsItsUtf8ToADigest() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        Secret.of(TEXT).addTo(digest);
        assertArrayEquals(
                MessageDigest.getInstance("SHA-256").digest(TEXT.getBytes(StandardCharsets.UTF_8)), digest.digest());
    }
}
