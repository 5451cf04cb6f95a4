package dev.targetnode.core.event;

/**
 * One event as {@code key=value} pairs, the event's kind first. A value that holds anything but printable ASCII without
 * blanks, quotes and equal signs is quoted and escaped, so that no peer can forge a line or a key. Not thread-safe.
 */
public final class LogLine {
    /** A longer value, which a peer may have chosen, is cut. */
    static final int VALUE_CHARS_MAX = 512;

    private static final String CUT = "...";
    private static final String HEX = "0123456789abcdef";
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_PRINTABLE = 0x7e;

    private final StringBuilder text = new StringBuilder(160);

    private LogLine(String event) {
        text.append("event=").append(event);
    }

    /** A line that says so far what kind of event it is. */
    public static LogLine of(EventKind kind) {
        return new LogLine(kind.word());
    }

    static LogLine named(String event) {
        return new LogLine(event);
    }

    public LogLine with(String key, long value) {
        text.append(' ').append(key).append('=').append(value);
        return this;
    }

    public LogLine with(String key, String value) {
        text.append(' ').append(key).append('=');
        String shown = value.length() > VALUE_CHARS_MAX ? value.substring(0, VALUE_CHARS_MAX) + CUT : value;
        if (isPlain(shown)) {
            text.append(shown);
        } else {
            quote(shown);
        }
        return this;
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= FIRST_PRINTABLE || c > LAST_PRINTABLE || c == '"' || c == '=' || c == '\\') {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE || c > LAST_PRINTABLE) {
                text.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text.append(HEX.charAt(c >> shift & 0xf));
                }
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
