package dev.targetnode.iscsi.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NumberTextTest {
    @Test
    void readsDecimalAndHexConstants() {
        assertEquals(OptionalLong.of(0), NumberText.parse("0"));
        assertEquals(OptionalLong.of(8192), NumberText.parse("8192"));
        assertEquals(OptionalLong.of(8192), NumberText.parse("0x2000"));
        assertEquals(OptionalLong.of(0xABCDEF), NumberText.parse("0XabCDef"));
        assertEquals(OptionalLong.of(1), NumberText.parse("0x00000000000000000001"));
        assertEquals(OptionalLong.of(0xFFFF_FFFFL), NumberText.parse("0xffffffff"));
        assertEquals(OptionalLong.of(9_999_999_999L), NumberText.parse("9999999999"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                " 1",
                "1 ",
                "007",
                "1k",
                "0x",
                "x1",
                "0b1",
                "1.5",
                "0x100000000",
                "10000000000",
                "\u0661"
            })
    void refusesEverythingElse(String text) {
        assertEquals(OptionalLong.empty(), NumberText.parse(text));
    }
}
