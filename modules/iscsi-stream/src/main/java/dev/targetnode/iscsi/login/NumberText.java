package dev.targetnode.iscsi.login;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numerical values of text keys (RFC 7143 6.1): a decimal constant without leading zeros, or 0x and hex digits. */
final class NumberText {
    // Ten digits hold every value of every key; a longer constant is out of all ranges.
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final Pattern HEX = Pattern.compile("0[xX]0*[0-9a-fA-F]{1,8}");
    private static final int HEX_RADIX = 16;

    private NumberText() {}

    /** The number, or empty when {@code text} is no number or one beyond 32 bits. */
    static OptionalLong parse(String text) {
        if (DECIMAL.matcher(text).matches()) {
            return OptionalLong.of(Long.parseLong(text));
        }
        if (HEX.matcher(text).matches()) {
            return OptionalLong.of(Long.parseLong(text.substring(2), HEX_RADIX));
        }
        return OptionalLong.empty();
    }
}
