package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IscsiNameTest {
    private static String folded(String text) {
        return assertInstanceOf(IscsiName.Valid.class, IscsiName.parse(text)).folded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iqn.2001-04.com.example:storage:diskarrays-sn-a8675309",
                "iqn.2008-11.org.linux-kvm",
                "iqn.2026-11.dev.targetnode:disk1",
                "eui.02004567a425678d",
                "naa.52004567ba64678d",
                "naa.62004567ba64678d0123456789abcdef",
                "iqn.2001-04.com.example:\u00e9\u4e2d"
            })
    void acceptsNamesOfEveryTypeAsTheyAre(String name) {
        assertEquals(name, folded(name));
    }

    @Test
    void foldsUpperCaseAndCompatibilityForms() {
        assertEquals("iqn.1991-05.com.microsoft:host-01", folded("IQN.1991-05.com.Microsoft:HOST-01"));
        assertEquals("eui.02004567a425678d", folded("eui.02004567A425678D"));
        assertEquals("iqn.2001-04.com.example:a1", folded("iqn.2001-04.com.example:\uff21\uff11"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "iqn.",
                "iqn.2001-04.",
                "iqn.2001-13.com.example",
                "iqn.2001-00.com.example",
                "iqn.01-04.com.example",
                "iqn.2001-04.:x",
                "iqn.2001-04..example",
                "eui.02004567a425678",
                "eui.02004567a425678dd",
                "eui.02004567a425678g",
                "naa.52004567ba64678d0",
                "naa.62004567ba64678d0123456789abcde",
                "disk1",
                "iqn.2001-04.com.example:a b",
                "iqn.2001-04.com.example:a_b",
                "iqn.2001-04.com.example:a/b",
                "iqn.2001-04.com.example:\u0001",
                "iqn.2001-04.com.example:\u3002"
            })
    void refusesWhatIsNoName(String text) {
        assertInstanceOf(IscsiName.Invalid.class, IscsiName.parse(text));
    }

    @Test
    void takes223BytesAndNotOneMore() {
        String head = "iqn.2001-04.com.example:";
        String longest = head + "a".repeat(223 - head.length());
        assertEquals(longest, folded(longest));
        assertInstanceOf(IscsiName.Invalid.class, IscsiName.parse(longest + "a"));
    }

    @Test
    void countsBytesOfUtf8NotCharacters() {
        String head = "iqn.2001-04.com.example:";
        assertInstanceOf(IscsiName.Valid.class, IscsiName.parse(head + "\u4e2d".repeat(66)));
        assertInstanceOf(IscsiName.Invalid.class, IscsiName.parse(head + "\u4e2d".repeat(67)));
    }

    @Test
    void holdsOnlyFoldedNames() {
        assertThrows(IllegalArgumentException.class, () -> new IscsiName("iqn.2001-04.com.Example"));
    }

    @Test
    void namesTheBadCharacter() {
        assertEquals(
                new IscsiName.Invalid("an iSCSI name may not contain U+005F"),
                IscsiName.parse("iqn.2001-04.com.example:a_b"));
    }
}
