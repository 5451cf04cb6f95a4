package dev.targetnode.iscsi.login;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An iSCSI node name in its folded form (RFC 7143 4.2.7, RFC 3722): Unicode NFKC, lower case, at most
 * {@value #NAME_BYTES_MAX} bytes of UTF-8. Two names denote one node exactly when their folded forms are equal.
 *
 * @param value the folded name, for example {@code iqn.2026-11.dev.targetnode:disk1}
 */
public record IscsiName(String value) {
    /** RFC 7143 4.2.7.1: an iSCSI name takes at most 223 bytes. */
    public static final int NAME_BYTES_MAX = 223;

    // RFC 7143 4.2.7.2: a date, then the reversed domain of the naming authority, then optionally a colon and a label.
    private static final Pattern IQN = Pattern.compile("iqn\\.[0-9]{4}-(0[1-9]|1[0-2])\\.[^.:].*");
    // 4.2.7.3: EUI-64, 16 hexadecimal digits.
    private static final Pattern EUI = Pattern.compile("eui\\.[0-9a-f]{16}");
    // 4.2.7.4: NAA, 64 or 128 bits.
    private static final Pattern NAA = Pattern.compile("naa\\.([0-9a-f]{16}|[0-9a-f]{32})");

    /** Holds only folded, valid names; {@link #parse} is the way in for text from outside. */
    public IscsiName {
        if (!(check(value) instanceof Valid)) {
            throw new IllegalArgumentException("not a folded iSCSI name: " + value);
        }
    }

    /** What became of a text that should be a name. */
    public sealed interface Parsed permits Valid, Invalid {}

    /** A legal name, folded. */
    public record Valid(String folded) implements Parsed {
        /** The name as a value. */
        public IscsiName name() {
            return new IscsiName(folded);
        }
    }

    /** Not a name; {@code reason} says why, in words for an operator. */
    public record Invalid(String reason) implements Parsed {}

    /** Folds and validates {@code text}; never throws. */
    public static Parsed parse(String text) {
        // Names beyond the limit are refused before folding, whose cost grows with the length.
        if (text.length() > NAME_BYTES_MAX) {
            return tooLong();
        }
        return check(Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
    }

    private static Parsed check(String folded) {
        if (folded.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            return tooLong();
        }
        int bad = folded.codePoints().filter(c -> !isAllowed(c)).findFirst().orElse(-1);
        if (bad >= 0) {
            return new Invalid(String.format("an iSCSI name may not contain U+%04X", bad));
        }
        if (IQN.matcher(folded).matches()
                || EUI.matcher(folded).matches()
                || NAA.matcher(folded).matches()) {
            return new Valid(folded);
        }
        return new Invalid(
                "an iSCSI name is iqn.yyyy-mm.domain[:label], eui. with 16 hexadecimal digits, or naa. with 16 or 32");
    }

    private static Invalid tooLong() {
        return new Invalid("an iSCSI name takes at most " + NAME_BYTES_MAX + " bytes");
    }

    /** RFC 3722 6: of ASCII only lower-case letters, digits, dash, dot and colon; beyond it letters, marks and digits. */
    private static boolean isAllowed(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
        }
        int type = Character.getType(c);
        return Character.toLowerCase(c) == c
                && (Character.isLetterOrDigit(c)
                        || type == Character.NON_SPACING_MARK
                        || type == Character.COMBINING_SPACING_MARK);
    }

    @Override
    public String toString() {
        return value;
    }
}
