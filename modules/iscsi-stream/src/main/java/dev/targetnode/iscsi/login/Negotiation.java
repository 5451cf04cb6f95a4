package dev.targetnode.iscsi.login;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How far a negotiation has come. Immutable.
 *
 * @param discovery whether the session is one of discovery
 * @param leading whether the connection is the session's first, so that session-wide keys may be negotiated
 * @param agreed results of negotiated keys and what the initiator declared, in canonical text
 * @param seen keys that the initiator has used in this negotiation, also those that ended without a result
 * @param offered what this side has offered and the initiator has not answered yet
 */
public record Negotiation(
        boolean discovery,
        boolean leading,
        Map<TextKey, String> agreed,
        Set<TextKey> seen,
        Map<TextKey, String> offered) {
    public Negotiation {
        agreed = Map.copyOf(agreed);
        seen = Set.copyOf(seen);
        offered = Map.copyOf(offered);
    }

    /** Nothing said yet. */
    public static Negotiation start(boolean discovery, boolean leading) {
        return new Negotiation(discovery, leading, Map.of(), Set.of(), Map.of());
    }

    /** The same results, ready for the next negotiation: after login, and after each complete text exchange. */
    public Negotiation settled() {
        return new Negotiation(discovery, leading, agreed, Set.of(), Map.of());
    }

    /** What was agreed or declared, if anything was. */
    public Optional<String> agreedText(TextKey key) {
        return Optional.ofNullable(agreed.get(key));
    }

    /** What holds for the key: the result, or the RFC's default. */
    public String text(TextKey key) {
        return agreed.getOrDefault(key, key.rfcDefault());
    }

    /** As {@link #text}, for keys about numbers, which all have a default where they are read. */
    public int number(TextKey key) {
        OptionalLong number = NumberText.parse(text(key));
        return Math.toIntExact(number.orElseThrow(() -> new IllegalArgumentException(key + " has no number")));
    }

    /** As {@link #text}, for keys about Yes and No. */
    public boolean flag(TextKey key) {
        return text(key).equals("Yes");
    }

    /** Whether the key means nothing as things stand ("Irrelevant when" of RFC 7143 13). */
    boolean isIrrelevant(TextKey key) {
        return switch (key.irrelevance()) {
            case NEVER -> false;
            case DISCOVERY -> discovery;
            case NO_UNSOLICITED_DATA -> discovery || (flag(TextKey.INITIAL_R2T) && !flag(TextKey.IMMEDIATE_DATA));
            case NO_RDMA -> !flag(TextKey.RDMA_EXTENSIONS);
        };
    }

    Negotiation withSeen(TextKey key) {
        EnumSet<TextKey> more = EnumSet.of(key);
        more.addAll(seen);
        EnumMap<TextKey, String> open = copy(offered);
        open.remove(key);
        return new Negotiation(discovery, leading, agreed, more, open);
    }

    Negotiation withAgreed(TextKey key, String value) {
        EnumMap<TextKey, String> more = copy(agreed);
        more.put(key, value);
        return new Negotiation(discovery, leading, more, seen, offered);
    }

    Negotiation withOffered(Map<TextKey, String> offers) {
        return new Negotiation(discovery, leading, agreed, seen, offers);
    }

    private static EnumMap<TextKey, String> copy(Map<TextKey, String> map) {
        EnumMap<TextKey, String> copy = new EnumMap<>(TextKey.class);
        copy.putAll(map);
        return copy;
    }
}
