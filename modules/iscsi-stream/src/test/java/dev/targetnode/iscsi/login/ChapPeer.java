package dev.targetnode.iscsi.login;

import dev.targetnode.core.auth.Credential;
import dev.targetnode.core.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The initiator's side of CHAP, computed apart from the product, and the usual users. */
public final class ChapPeer {
    public static final String JOE = "joe";
    public static final String JOES_SECRET = "joe's secret 12";
    public static final String ANN = "ann";
    public static final String ANNS_SECRET = "ann's secret 34";
    public static final String TARGETS_NAME = "target";
    public static final String TARGETS_SECRET = "target's secret 56";

    private static final Map<Integer, String> DIGESTS = Map.of(5, "MD5", 6, "SHA-1", 7, "SHA-256", 8, "SHA3-256");

    private ChapPeer() {}

    /** Joe and Ann, and the target proves itself. */
    public static ChapUsers users(ChapAlgorithm... algorithms) {
        return new ChapUsers(
                List.of(new Credential(JOE, Secret.of(JOES_SECRET)), new Credential(ANN, Secret.of(ANNS_SECRET))),
                Optional.of(new Credential(TARGETS_NAME, Secret.of(TARGETS_SECRET))),
                List.of(algorithms));
    }

    /** Joe and Ann, by any digest, and the target proves itself. */
    public static ChapUsers users() {
        return users(ChapAlgorithm.values());
    }

    /** As {@link #users}, without a secret of the target's. */
    public static ChapUsers oneWay() {
        return new ChapUsers(users().incoming(), Optional.empty(), users().algorithms());
    }

    /** Pairs by key. */
    public static Map<String, String> byKey(List<String> pairs) {
        return pairs.stream()
                .collect(Collectors.toMap(
                        pair -> pair.substring(0, pair.indexOf('=')), pair -> pair.substring(pair.indexOf('=') + 1)));
    }

    /** The bytes of a response to the challenge of a target's answer. */
    public static byte[] response(Map<String, String> challenge, String secret) {
        return response(
                Integer.parseInt(challenge.getOrDefault("CHAP_A", "")),
                Integer.parseInt(challenge.getOrDefault("CHAP_I", "")),
                HexFormat.of().parseHex(challenge.getOrDefault("CHAP_C", "0x").substring(2)),
                secret);
    }

    /** The digest over identifier, secret and challenge. */
    public static byte[] response(int algorithm, int identifier, byte[] challenge, String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance(DIGESTS.getOrDefault(algorithm, "no such digest"));
            digest.update((byte) identifier);
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            return digest.digest(challenge);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Hex as it stands in a value. */
    public static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
