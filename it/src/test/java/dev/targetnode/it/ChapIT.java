package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CHAP with libiscsi's programs, with QEMU and by hand. Every node of this test logs at TRACE, and none of its lines may
 * hold a secret.
 */
final class ChapIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MEBIBYTES = 16;
    private static final int AUTHENTICATION_FAILURE = 0x0201;
    private static final String JOES = "hush-joe-1234567";
    private static final String ANNS = "hush-ann-1234567";
    private static final String TARGETS = "hush-target-1234";
    private static final String FINDERS = "hush-find-123456";

    @TempDir
    Path directory = Path.of("");

    private NodeBuilder builder() {
        return NodeBuilder.in(directory).jvm("-Dtarget-node.log.level=TRACE").fileLun(0, "disk1", MEBIBYTES, "");
    }

    /** Joe's secret inline, Ann's in a file, the target proves itself, discovery has a user of its own. */
    private NodeProcess start() throws IOException {
        Path anns = Files.writeString(directory.resolve("ann.secret"), ANNS + "\n");
        Files.setPosixFilePermissions(anns, PosixFilePermissions.fromString("rw-------"));
        return builder()
                .targetSetting("IncomingUser { joe = \"" + JOES + "\", ann { secret-file = \"" + anns + "\" } }")
                .targetSetting("OutgoingUser = \"vault " + TARGETS + "\"")
                .setting("iscsi.discovery.IncomingUser.finder = " + FINDERS)
                .start();
    }

    private static void stop(NodeProcess node) {
        node.stop();
        String log = node.wholeLog();
        assertTrue(log.contains("login"), log);
        assertFalse(log.contains("hush"), log);
    }

    private static String url(NodeProcess node, String user, String secret, String more) {
        return "iscsi://" + user + "%" + secret + "@127.0.0.1:" + node.port() + "/" + NodeBuilder.IQN + "/0" + more;
    }

    private Tool.Result inquire(String url) {
        return Tool.ISCSI_INQ.run(LIMIT, directory, url);
    }

    @Test
    void libiscsiLogsInOneWayAndMutually() throws IOException {
        try (NodeProcess node = start()) {
            inquire(url(node, "joe", JOES, "")).expectSuccess();
            inquire(url(node, "ann", ANNS, "")).expectSuccess();
            inquire(url(node, "joe", JOES, "?target_user=vault&target_password=" + TARGETS))
                    .expectSuccess();
            stop(node);
        }
    }

    @Test
    void libiscsiIsTurnedAwayWithoutTheRightSecret() throws IOException {
        try (NodeProcess node = start()) {
            for (String url : List.of(
                    node.url(0),
                    url(node, "joe", ANNS, ""),
                    url(node, "bob", JOES, ""),
                    url(node, "finder", FINDERS, ""))) {
                Tool.Result result = inquire(url);
                assertNotEquals(0, result.exitCode(), result::toString);
            }
            // the target is right, and proves it with another secret than this initiator believes
            Tool.Result deceived = inquire(url(node, "joe", JOES, "?target_user=vault&target_password=" + ANNS));
            assertNotEquals(0, deceived.exitCode(), deceived::toString);
            String log = node.wholeLog();
            assertTrue(
                    log.contains("status=AUTHENTICATION_FAILURE reason=\"CHAP: wrong response of user \\\"joe\\\"\""),
                    log);
            assertTrue(log.contains("status=AUTHENTICATION_FAILURE reason=\"CHAP: no user \\\"bob\\\"\""), log);
            assertTrue(log.contains("status=AUTHENTICATION_FAILURE reason=\"CHAP: no user \\\"finder\\\"\""), log);
            stop(node);
        }
    }

    @Test
    void libiscsiDiscoversAsTheUserOfDiscoveryAlone() throws IOException {
        try (NodeProcess node = start()) {
            String portal = "127.0.0.1:" + node.port();
            Tool.Result found = Tool.ISCSI_LS
                    .run(LIMIT, directory, "iscsi://finder%" + FINDERS + "@" + portal)
                    .expectSuccess();
            assertTrue(found.output().contains("Target:" + NodeBuilder.IQN), found::toString);
            for (String user : List.of("", "joe%" + JOES + "@", "finder%" + JOES + "@")) {
                Tool.Result refused = Tool.ISCSI_LS.run(LIMIT, directory, "iscsi://" + user + portal);
                assertFalse(refused.output().contains(NodeBuilder.IQN), refused::toString);
            }
            stop(node);
        }
    }

    @Test
    void qemuTakesItsSecretFromAFile() throws IOException {
        try (NodeProcess node = start()) {
            Path joes = Files.writeString(directory.resolve("joe.secret"), JOES);
            Path wrong = Files.writeString(directory.resolve("wrong.secret"), ANNS);
            Tool.Result info = image(node, joes).expectSuccess();
            assertTrue(info.output().contains("virtual size: 16 MiB"), info::toString);
            Tool.Result refused = image(node, wrong);
            assertNotEquals(0, refused.exitCode(), refused::toString);
            stop(node);
        }
    }

    private Tool.Result image(NodeProcess node, Path secret) {
        return Tool.QEMU_IMG.run(
                LIMIT,
                directory,
                "info",
                "--object",
                "secret,id=joe,file=" + secret,
                "--image-opts",
                "driver=iscsi,transport=tcp,portal=127.0.0.1:" + node.port() + ",target=" + NodeBuilder.IQN
                        + ",lun=0,user=joe,password-secret=joe");
    }

    @Test
    void eachDigestWorksBothWaysByHand() throws IOException {
        try (NodeProcess node = start()) {
            Map<Integer, String> digests = Map.of(5, "MD5", 6, "SHA-1", 7, "SHA-256", 8, "SHA3-256");
            for (Map.Entry<Integer, String> digest : digests.entrySet()) {
                try (ByHand initiator = new ByHand(node.port())) {
                    Map<String, String> challenge = initiator.challenge(digest.getKey());
                    byte[] counter = new byte[24];
                    Arrays.fill(counter, (byte) 0x5A);
                    Pdu answer = initiator.send(
                            "CHAP_N=joe",
                            "CHAP_R=0x" + respond(digest.getValue(), challenge, JOES),
                            "CHAP_I=3",
                            "CHAP_C=0x" + HexFormat.of().formatHex(counter));
                    assertEquals(0, status(answer), () -> digest + " " + answer);
                    assertEquals(
                            Map.of("CHAP_N", "vault", "CHAP_R", "0x" + digest(digest.getValue(), 3, TARGETS, counter)),
                            pairs(answer));
                }
            }
            stop(node);
        }
    }

    @Test
    void noShortWayLeadsPastTheChallenge() throws IOException {
        try (NodeProcess node = start()) {
            try (ByHand skipping = new ByHand(node.port())) {
                assertEquals(AUTHENTICATION_FAILURE, status(skipping.request(0x87, skipping.first())));
                assertTrue(skipping.isClosed());
            }
            try (ByHand none = new ByHand(node.port())) {
                List<String> first = new ArrayList<>(List.of(none.first()));
                first.add("AuthMethod=None");
                assertEquals(AUTHENTICATION_FAILURE, status(none.send(first.toArray(String[]::new))));
                assertTrue(none.isClosed());
            }
            try (ByHand mirror = new ByHand(node.port())) {
                Map<String, String> challenge = mirror.challenge(5);
                Pdu answer = mirror.send(
                        "CHAP_N=joe",
                        "CHAP_R=0x" + respond("MD5", challenge, JOES),
                        "CHAP_I=" + challenge.get("CHAP_I"),
                        "CHAP_C=" + challenge.get("CHAP_C"));
                assertEquals(AUTHENTICATION_FAILURE, status(answer));
                assertEquals(0, answer.data().length);
                assertTrue(mirror.isClosed());
            }
            stop(node);
        }
    }

    @Test
    void aConfigurationWithAShortSecretIsRefusedWithoutShowingIt() {
        Tool.Result refused =
                builder().targetSetting("IncomingUser.joe = hush-short").startToEnd();
        assertEquals(1, refused.exitCode(), refused::toString);
        assertTrue(refused.output().contains("IncomingUser.joe: has a secret of 10 bytes"), refused::toString);
        assertFalse(refused.output().contains("hush"), refused::toString);
    }

    private static int status(Pdu response) {
        return (response.u8(36) << 8) | response.u8(37);
    }

    private static Map<String, String> pairs(Pdu response) {
        return Arrays.stream(new String(response.data(), StandardCharsets.UTF_8).split("\0", 0))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static String respond(String algorithm, Map<String, String> challenge, String secret) {
        return digest(
                algorithm,
                Integer.parseInt(challenge.getOrDefault("CHAP_I", "")),
                secret,
                HexFormat.of().parseHex(challenge.getOrDefault("CHAP_C", "0x").substring(2)));
    }

    private static String digest(String algorithm, int identifier, String secret, byte[] challenge) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update((byte) identifier);
            digest.update(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(challenge));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A login that is written PDU by PDU. */
    private static final class ByHand implements AutoCloseable {
        /** T, security stage to operational stage (RFC 7143 11.12). */
        private static final int SECURITY_TO_OPERATIONAL = 0x81;

        private final PduSocket socket;
        private final RawInitiator initiator;

        ByHand(int port) throws IOException {
            socket = PduSocket.connect(port);
            initiator = RawInitiator.unconnected(socket);
        }

        String[] first() {
            return new String[] {
                "InitiatorName=iqn.2026-11.org.example:chap", "TargetName=" + NodeBuilder.IQN, "SessionType=Normal"
            };
        }

        Map<String, String> challenge(int algorithm) throws IOException {
            List<String> first = new ArrayList<>(List.of(first()));
            first.add("AuthMethod=CHAP,None");
            assertEquals("CHAP", pairs(send(first.toArray(String[]::new))).get("AuthMethod"));
            return pairs(send("CHAP_A=" + algorithm));
        }

        Pdu send(String... pairs) throws IOException {
            return request(SECURITY_TO_OPERATIONAL, pairs);
        }

        Pdu request(int flags, String... pairs) throws IOException {
            socket.send(initiator.loginRequest(flags, pairs));
            return socket.receive();
        }

        boolean isClosed() {
            try {
                socket.receive();
                return false;
            } catch (IOException closed) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
