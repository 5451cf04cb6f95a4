package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Linux kernel's own initiator with open-iscsi, in a virtual machine: login, a file system, checksums, logout. */
final class KernelInitiatorIT {
    private static final int MEBIBYTES = 96;
    private static final Pattern WHOLE_DISK = Pattern.compile("whole disk: ([0-9a-f]{64})");

    @TempDir
    Path directory = Path.of("");

    /** Logs in with the settings that are given, fills the disk or checks it, and logs out. */
    private static final String SESSION = """
            . /initiator.sh
            . /filesystem.sh
            iscsiadm -m discovery -t sendtargets -p PORTAL || exit 1
            node() { iscsiadm -m node -T "$target" -p PORTAL "$@"; }
            session() {
              target=$1 what=$2
              shift 2
              for setting in "$@"; do
                node -o update -n "${setting%%=*}" -v "${setting#*=}" || exit 1
              done
              node --login || exit 1
              disk /dev/sda
              iscsiadm -m session -P 2 | grep -E 'Digest|CHAP|username' | sed 's/^[[:space:]]*/negotiated /'
              $what /dev/sda || exit 1
              node --logout || exit 1
            }
            """;

    private static final List<String> DIGESTS =
            List.of("node.conn[0].iscsi.HeaderDigest=CRC32C", "node.conn[0].iscsi.DataDigest=CRC32C");

    private static final List<String> MUTUAL_CHAP = List.of(
            "node.session.auth.authmethod=CHAP",
            "node.session.auth.username=joe",
            "node.session.auth.password=secret-of-joe-1",
            "node.session.auth.username_in=vault",
            "node.session.auth.password_in=secret-of-vault");

    @Test
    void keepsAFileSystemWholeOverSessionsWithAndWithoutDigests() throws Exception {
        NodeBuilder builder = NodeBuilder.in(directory).fileLun(0, "disk1", MEBIBYTES, "");
        try (NodeProcess node = builder.start()) {
            String output = Vm.run(
                    directory,
                    SESSION.replace("PORTAL", "127.0.0.1:" + node.port())
                            + session(NodeBuilder.IQN, "fill", List.of())
                            + session(NodeBuilder.IQN, "check", DIGESTS)
                            + session(NodeBuilder.IQN, "fill", DIGESTS)
                            + session(
                                    NodeBuilder.IQN,
                                    "check",
                                    List.of(DIGESTS.get(0), "node.conn[0].iscsi.DataDigest=None")));
            assertEquals(2, output.split("negotiated DataDigest: CRC32C", -1).length - 1, output);
            assertEquals(3, output.split("negotiated HeaderDigest: CRC32C", -1).length - 1, output);
            assertEquals(wholeDisk(output), sha256(builder.file("disk1")), output);
            node.stop();
        }
    }

    @Test
    void logsInWithMutualChapAndFindsTheTargetWithAUserForDiscovery() throws Exception {
        NodeBuilder builder = NodeBuilder.in(directory)
                .fileLun(0, "disk1", MEBIBYTES, "")
                .setting("iscsi.discovery.IncomingUser.finder = secret-of-finder")
                .targetSetting("IncomingUser.joe = secret-of-joe-1")
                .targetSetting("OutgoingUser = \"vault secret-of-vault\"");
        try (NodeProcess node = builder.start()) {
            String output = Vm.run(
                    directory,
                    SESSION.replace("PORTAL", "127.0.0.1:" + node.port())
                                    .replace(
                                            ". /initiator.sh",
                                            ". /initiator.sh 'discovery.sendtargets.auth.authmethod = CHAP'"
                                                    + " 'discovery.sendtargets.auth.username = finder'"
                                                    + " 'discovery.sendtargets.auth.password = secret-of-finder'")
                            + session(NodeBuilder.IQN, "fill", MUTUAL_CHAP)
                            + session(NodeBuilder.IQN, "check", DIGESTS)
                            + "node -o update -n node.session.auth.password -v another-secret-1\n"
                            + "node --login; [ $? = 24 ] || exit 1\n"); // 24: login failed, authentication
            assertEquals(wholeDisk(output), sha256(builder.file("disk1")), output);
            node.stop();
        }
    }

    private static String session(String target, String what, List<String> settings) {
        StringBuilder line =
                new StringBuilder("session ").append(target).append(' ').append(what);
        settings.forEach(setting -> line.append(" '").append(setting).append('\''));
        return line.append('\n').toString();
    }

    /** The last sum of the whole disk that the guest told. */
    static String wholeDisk(String output) {
        Matcher matcher = WHOLE_DISK.matcher(output);
        String last = "";
        while (matcher.find()) {
            last = matcher.group(1);
        }
        assertTrue(!last.isEmpty(), output);
        return last;
    }

    static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
