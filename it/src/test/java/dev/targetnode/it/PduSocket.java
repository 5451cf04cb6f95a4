package dev.targetnode.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.zip.CRC32C;

/** A blocking TCP connection that sends and receives PDUs, or any bytes at all. Not thread-safe. */
final class PduSocket implements Closeable {
    private static final int DEFAULT_TIMEOUT_MS = 30_000;
    private static final int DIGEST_LENGTH = 4;

    private final Socket socket;
    private final DataInputStream in;
    private boolean headerDigest;
    private boolean dataDigest;

    private PduSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    static PduSocket connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a receive buffer of so many bytes; 0 leaves it to the system. */
    static PduSocket connect(int port, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEFAULT_TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        return new PduSocket(socket);
    }

    /** From the next PDU on (RFC 7143 13.1: in full feature phase only). */
    void digests(boolean header, boolean data) {
        headerDigest = header;
        dataDigest = data;
    }

    /** How long {@link #receive} waits before it throws {@link java.net.SocketTimeoutException}. */
    void timeout(Duration limit) throws IOException {
        socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
    }

    void send(Pdu pdu) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64 + pdu.data().length);
        out.write(pdu.bhs());
        out.write(pdu.ahs());
        if (headerDigest) {
            out.write(digest(pdu.bhs(), pdu.ahs()));
        }
        if (pdu.data().length > 0) {
            out.write(pdu.data());
            byte[] padding = new byte[padding(pdu.data().length)];
            out.write(padding);
            if (dataDigest) {
                out.write(digest(pdu.data(), padding));
            }
        }
        sendBytes(out.toByteArray());
    }

    void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next PDU; an {@link EOFException} when the peer has closed. */
    Pdu receive() throws IOException {
        byte[] bhs = in.readNBytes(Pdu.BHS_LENGTH);
        if (bhs.length < Pdu.BHS_LENGTH) {
            throw new EOFException("closed by the target after " + bhs.length + " bytes of a header");
        }
        Pdu header = new Pdu(bhs, new byte[4 * (bhs[4] & 0xFF)], new byte[0]);
        in.readFully(header.ahs());
        if (headerDigest) {
            verify("header", digest(header.bhs(), header.ahs()));
        }
        byte[] data = new byte[header.dataSegmentLength()];
        if (data.length > 0) {
            byte[] padding = new byte[padding(data.length)];
            in.readFully(data);
            in.readFully(padding);
            if (dataDigest) {
                verify("data", digest(data, padding));
            }
        }
        return new Pdu(bhs, header.ahs(), data);
    }

    /** True when the target ends the connection within the limit, whatever it sends before. */
    boolean closedWithin(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        byte[] sink = new byte[4096];
        try {
            while (true) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                timeout(Duration.ofNanos(left));
                if (in.read(sink) < 0) {
                    return true;
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // a reset ends it as well
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Drops the connection with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void verify(String what, byte[] expected) throws IOException {
        byte[] received = new byte[DIGEST_LENGTH];
        in.readFully(received);
        if (!java.util.Arrays.equals(expected, received)) {
            throw new AssertionError("wrong " + what + " digest from the target");
        }
    }

    private static int padding(int length) {
        return -length & 3;
    }

    /** CRC32C over both, least significant byte first, as the digest goes on the wire (RFC 7143 13.1). */
    private static byte[] digest(byte[] first, byte[] second) {
        CRC32C crc = new CRC32C();
        crc.update(first);
        crc.update(second);
        long value = crc.getValue();
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }
}
