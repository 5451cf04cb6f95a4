package dev.targetnode.node;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Datagrams to a unix socket, which Java has none for. One socket for each message: there are few.
 *
 * <p>The C library is bound with the first message.
 */
final class NotifySocket implements ServiceManager.Sender {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int MSG_NOSIGNAL = 0x4000;

    /** sun_path of struct sockaddr_un. */
    private static final int PATH_BYTES_MAX = 108;

    private final String path;

    /** To a path, or with a leading {@code @} to a name in Linux's abstract space. */
    NotifySocket(String path) {
        this.path = path;
    }

    @Override
    public void send(String message) throws IOException {
        byte[] address = address(path);
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            int fd = LibC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                LibC.sendto(fd, bytes, bytes.length, MSG_NOSIGNAL, address, address.length);
            } finally {
                LibC.close(fd);
            }
        } catch (LastErrorException refused) {
            throw new IOException(path + ": " + refused.getMessage(), refused);
        }
    }

    /** struct sockaddr_un, only as long as the path: an abstract name ends where the structure does. */
    static byte[] address(String path) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        boolean abstractName = path.startsWith("@");
        if (!(abstractName || path.startsWith("/")) || name.length >= PATH_BYTES_MAX) {
            throw new IOException(path + " is no address of a unix socket");
        }
        if (abstractName) {
            name[0] = 0;
        }
        return ByteBuffer.allocate(Short.BYTES + name.length + (abstractName ? 0 : 1))
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(name)
                .array();
    }

    /** Calls of the C library; each throws for an error. */
    private static final class LibC {
        static {
            Native.register(LibC.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
        }

        private LibC() {}

        static native int socket(int domain, int type, int protocol) throws LastErrorException;

        static native long sendto(int fd, byte[] message, long bytes, int flags, byte[] address, int addressBytes)
                throws LastErrorException;

        static native int close(int fd) throws LastErrorException;
    }
}
