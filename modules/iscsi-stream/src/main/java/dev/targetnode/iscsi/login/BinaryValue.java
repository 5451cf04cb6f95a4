package dev.targetnode.iscsi.login;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Large binary values of text keys (RFC 7143 6.1): hex digits behind 0x, or base64 (RFC 4648) behind 0b. Pure. */
final class BinaryValue {
    private static final String HEX = "0x";
    private static final String BASE64 = "0b";
    private static final int PREFIX_CHARS = 2;
    private static final int BASE64_GROUP_BYTES = 3;
    private static final int BASE64_GROUP_CHARS = 4;

    private BinaryValue() {}

    /**
     * The bytes of a value, or empty when it is no hex or base64 constant, has no digit, or stands for more than {@code
     * bytesMax} bytes. The length is looked at before anything is decoded. An odd number of hex digits is taken as if a
     * zero stood before them; base64 may lack its padding, but whatever is there must be right.
     */
    static Optional<byte[]> decode(String value, int bytesMax) {
        String digits = value.length() < PREFIX_CHARS ? "" : value.substring(PREFIX_CHARS);
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        if (value.regionMatches(true, 0, HEX, 0, PREFIX_CHARS)) {
            return digits.length() > 2 * bytesMax ? Optional.empty() : hex(digits);
        }
        if (value.regionMatches(true, 0, BASE64, 0, PREFIX_CHARS)) {
            int groups = (bytesMax + BASE64_GROUP_BYTES - 1) / BASE64_GROUP_BYTES;
            return digits.length() > groups * BASE64_GROUP_CHARS
                    ? Optional.empty()
                    : base64(digits).filter(bytes -> bytes.length <= bytesMax);
        }
        return Optional.empty();
    }

    /** In hex, as every initiator understands it. */
    static String encode(byte[] bytes) {
        return HEX + HexFormat.of().formatHex(bytes);
    }

    private static Optional<byte[]> hex(String digits) {
        try {
            return Optional.of(HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> base64(String digits) {
        try {
            return Optional.of(Base64.getDecoder().decode(digits));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
