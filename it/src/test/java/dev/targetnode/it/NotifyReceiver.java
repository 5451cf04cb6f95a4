package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a service manager listens on: a unix datagram socket. */
final class NotifyReceiver implements AutoCloseable {
    private interface CLibrary extends Library {
        CLibrary C = Native.load("c", CLibrary.class);

        int socket(int domain, int type, int protocol);

        int bind(int descriptor, byte[] address, int bytes);

        int setsockopt(int descriptor, int level, int name, byte[] value, int bytes);

        NativeLong recv(int descriptor, byte[] buffer, NativeLong bytes, int flags);

        int close(int descriptor);
    }

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long LIMIT_SECONDS = 30;
    private static final int MESSAGE_BYTES_MAX = 4096;

    private final int descriptor;

    NotifyReceiver(Path path) {
        descriptor = CLibrary.C.socket(AF_UNIX, SOCK_DGRAM, 0);
        byte[] address = ByteBuffer.allocate(110)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(path.toString().getBytes(StandardCharsets.UTF_8))
                .array();
        assertTrue(CLibrary.C.bind(descriptor, address, address.length) == 0, () -> "no socket at " + path);
        byte[] timeout = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(LIMIT_SECONDS)
                .array();
        assertTrue(CLibrary.C.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeout, timeout.length) == 0);
    }

    /** Waits for the next message. */
    String next() {
        byte[] message = new byte[MESSAGE_BYTES_MAX];
        int bytes = CLibrary.C
                .recv(descriptor, message, new NativeLong(message.length), 0)
                .intValue();
        assertTrue(bytes > 0, "no message came");
        return new String(message, 0, bytes, StandardCharsets.UTF_8);
    }

    /** Waits for a message that begins so, past all others. */
    String nextThatBegins(String text) {
        String message = next();
        while (!message.startsWith(text)) {
            message = next();
        }
        return message;
    }

    @Override
    public void close() {
        CLibrary.C.close(descriptor);
    }
}
