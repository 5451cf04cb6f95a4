package dev.targetnode.core.target;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** Identifiers that a device gets where none is configured; they depend on its name and the setup id alone. */
final class GeneratedIds {
    private static final int T10_DEV_ID_MAX = 25;

    private GeneratedIds() {}

    /** SCST's generated id: the setup id above the CRC32C of the name with its terminating NUL, in hexadecimal. */
    static String serial(String name, int setupId) {
        CRC32C crc = new CRC32C();
        crc.update((name + '\0').getBytes(StandardCharsets.UTF_8));
        return Long.toHexString((long) setupId << 32 | crc.getValue());
    }

    /** SCST's default t10_dev_id: the generated id, a hyphen and the name, cut to 25 characters. */
    static String t10DeviceId(String name, int setupId) {
        String id = serial(name, setupId) + "-" + name;
        return id.substring(0, Math.min(id.length(), T10_DEV_ID_MAX));
    }

    /**
     * A Locally Assigned NAA designator (NAA 3h, SPC-4 7.8.6.6.4): 60 bits that whoever runs the device may choose. The
     * other NAA formats and EUI-64 contain a company identifier of the IEEE, which nobody may make up; initiators that
     * want an NAA name (multipath, VMware, Windows clusters) take this one. The bits are a SHA-256 of setup id and name,
     * so that two names do not collide where their CRCs do.
     */
    static String localNaa(String name, int setupId) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(setupId).array());
            long digest = ByteBuffer.wrap(sha.digest(name.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
            return Long.toHexString(0x3L << 60 | digest >>> 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
