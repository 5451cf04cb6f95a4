package dev.targetnode.iscsi.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.login.KeyValueText;
import dev.targetnode.iscsi.login.KeyValueText.Pair;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.Digest;
import dev.targetnode.iscsi.pdu.InitiatorPdu;
import dev.targetnode.iscsi.pdu.LoginRequest;
import dev.targetnode.iscsi.pdu.LoginResponse;
import dev.targetnode.iscsi.pdu.LoginStage;
import dev.targetnode.iscsi.pdu.LoginStatus;
import dev.targetnode.iscsi.pdu.NopIn;
import dev.targetnode.iscsi.pdu.PduDecoder;
import dev.targetnode.iscsi.pdu.PduEncoder;
import dev.targetnode.iscsi.pdu.ReadyToTransfer;
import dev.targetnode.iscsi.pdu.SerialNumber;
import dev.targetnode.iscsi.pdu.TargetPdu;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One connection of an initiator, driven PDU by PDU or byte by byte. It keeps every rule it is not told to break, and
 * holds the target to the rules of StatSN, ExpCmdSN and MaxCmdSN (RFC 7143 4.2.2) with each PDU it receives. Blocking;
 * for one thread.
 */
public final class TestInitiator implements AutoCloseable {
    public static final String NAME = "iqn.2001-04.com.example:test";
    public static final long ISID = 0x8000_0000_0001L;
    public static final int CID = 1;

    private static final int WAIT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final Digest digest = new Digest();
    private boolean headerDigest;
    private boolean dataDigest;
    private int cmdSn = 0x7fff_fffe; // the numbers wrap past 2^31 within the first commands of every test
    private int lastTag = 0x100;
    private int tsih;
    private boolean statSnKnown;
    private int nextStatSn;
    private int expCmdSn;
    private int maxCmdSn;

    private TestInitiator(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static TestInitiator connect(InetSocketAddress address) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(WAIT_MILLIS);
            socket.connect(address, WAIT_MILLIS);
            return new TestInitiator(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- sending

    /** Any bytes at all. */
    public void sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PDU with the digests in force. */
    public TestInitiator send(InitiatorPdu pdu) {
        sendBytes(encode(pdu));
        return this;
    }

    /** The bytes of a PDU: header, header digest, data, padding, data digest. */
    public byte[] encode(InitiatorPdu pdu) {
        ByteBuf out = Unpooled.buffer();
        PduEncoder.encodeHeader(pdu, out);
        if (headerDigest) {
            Digest.write(digest.reset().add(out).value(), out);
        }
        ByteBuf data = pdu.data();
        int dataBytes = data.readableBytes();
        if (dataBytes > 0) {
            out.writeBytes(data, data.readerIndex(), dataBytes).writeZero(Bhs.padding(dataBytes));
            if (dataDigest) {
                Digest.write(digest.reset().add(data).addPaddingOf(dataBytes).value(), out);
            }
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Takes the next CmdSN, which the window must allow. */
    public int takeCmdSn() {
        assertFalse(
                SerialNumber.lessThan(maxCmdSn, cmdSn),
                () -> "the window is closed: %d..%d".formatted(cmdSn, maxCmdSn));
        return cmdSn++;
    }

    /** The next CmdSN, not taken: what immediate commands carry. */
    public int cmdSn() {
        return cmdSn;
    }

    /** Goes on from another CmdSN. */
    public void cmdSn(int next) {
        cmdSn = next;
    }

    /** An Initiator Task Tag that was not used before. */
    public int nextTag() {
        return ++lastTag;
    }

    public int expStatSn() {
        return nextStatSn;
    }

    public int expCmdSn() {
        return expCmdSn;
    }

    public int maxCmdSn() {
        return maxCmdSn;
    }

    /** How many more commands the target takes now. */
    public int windowOpen() {
        return SerialNumber.distance(cmdSn, maxCmdSn) + 1;
    }

    public int tsih() {
        return tsih;
    }

    // ---- receiving

    /** The next PDU but news of the window, on the heap; its numbers have been checked. */
    public TargetPdu receive() {
        TargetPdu pdu = receiveAny();
        while (isNews(pdu)) {
            pdu = receiveAny();
        }
        return pdu;
    }

    /** A NOP-In that wants no answer: it is sent to tell of an open window. */
    public NopIn receiveNews() {
        TargetPdu pdu = receiveAny();
        assertTrue(isNews(pdu), () -> "received " + pdu);
        return (NopIn) pdu;
    }

    private static boolean isNews(TargetPdu pdu) {
        return pdu instanceof NopIn nop
                && nop.initiatorTaskTag() == Bhs.RESERVED_TAG
                && nop.targetTransferTag() == Bhs.RESERVED_TAG;
    }

    private TargetPdu receiveAny() {
        TargetPdu pdu = receiveUnchecked();
        checkNumbers(pdu);
        return pdu;
    }

    /** The next PDU, which must be of this kind. */
    public <T extends TargetPdu> T receive(Class<T> kind) {
        TargetPdu pdu = receive();
        return assertInstanceOf(kind, pdu, () -> "received " + pdu);
    }

    private TargetPdu receiveUnchecked() {
        try {
            byte[] header = new byte[Bhs.BYTES];
            in.readFully(header);
            assertEquals(0, header[Bhs.TOTAL_AHS_LENGTH], "a target sends no AHS");
            ByteBuf bhs = Unpooled.wrappedBuffer(header);
            if (headerDigest) {
                assertEquals(digest.reset().add(bhs).value(), readDigest(), "header digest");
            }
            int length = bhs.getUnsignedMedium(Bhs.DATA_SEGMENT_LENGTH);
            ByteBuf data = Unpooled.buffer(length).writeBytes(in.readNBytes(length));
            assertEquals(length, data.readableBytes(), "the connection ended within a data segment");
            byte[] padding = in.readNBytes(Bhs.padding(length));
            for (byte pad : padding) {
                assertEquals(0, pad, "padding");
            }
            if (dataDigest && length > 0) {
                assertEquals(digest.reset().add(data).addPaddingOf(length).value(), readDigest(), "data digest");
            }
            return assertInstanceOf(TargetPdu.class, PduDecoder.decode(bhs, Unpooled.EMPTY_BUFFER, data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int readDigest() throws IOException {
        return Digest.at(Unpooled.wrappedBuffer(in.readNBytes(Digest.BYTES)), 0);
    }

    private void checkNumbers(TargetPdu pdu) {
        boolean showsStatSn = !(pdu instanceof DataIn dataIn) || dataIn.hasStatus();
        boolean takesStatSn = showsStatSn
                && !(pdu instanceof ReadyToTransfer)
                && !(pdu instanceof NopIn nop && nop.initiatorTaskTag() == Bhs.RESERVED_TAG);
        if (showsStatSn) {
            if (statSnKnown) {
                assertEquals(nextStatSn, pdu.statSn(), () -> "StatSN of " + pdu);
            }
            statSnKnown = true;
            nextStatSn = takesStatSn ? pdu.statSn() + 1 : pdu.statSn();
        }
        if (SerialNumber.lessThan(expCmdSn, pdu.expCmdSn())) {
            expCmdSn = pdu.expCmdSn();
        }
        if (SerialNumber.lessThan(maxCmdSn, pdu.maxCmdSn())) {
            maxCmdSn = pdu.maxCmdSn();
        }
        // MaxCmdSN may be one less than ExpCmdSN and no more (4.2.2.1).
        assertFalse(SerialNumber.lessThan(pdu.maxCmdSn(), pdu.expCmdSn() - 1), () -> "the window of " + pdu);
    }

    /** True when the target closes the connection before it sends another PDU. */
    public boolean isClosedByTarget() {
        try {
            return in.read() < 0;
        } catch (EOFException | SocketException closed) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails when anything arrives within this time, or the connection ends. */
    public void expectSilence(int millis) {
        try {
            socket.setSoTimeout(millis);
            int first = in.read();
            throw new AssertionError("not silent: " + first);
        } catch (java.net.SocketTimeoutException silent) {
            resetTimeout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resetTimeout() {
        try {
            socket.setSoTimeout(WAIT_MILLIS);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- login

    /** A normal session with {@link TestNode#TARGET}; these keys go into the operational stage. */
    public Map<String, String> login(String... keys) {
        return loginAs(ISID, keys);
    }

    /** As {@link #login}, as another initiator port. */
    public Map<String, String> loginAs(long isid, String... keys) {
        List<String> all = new ArrayList<>(
                List.of("InitiatorName=" + NAME, "TargetName=" + TestNode.TARGET, "SessionType=Normal"));
        all.addAll(List.of(keys));
        return complete(isid, all);
    }

    /** A discovery session. */
    public Map<String, String> loginForDiscovery() {
        return complete(ISID, List.of("InitiatorName=" + NAME, "SessionType=Discovery"));
    }

    /** A normal session without keys of its own, or the reason why there is none. */
    public LoginStatus tryLogin(long isid) {
        LoginResponse response = tryLogin(isid, List.of("InitiatorName=" + NAME, "TargetName=" + TestNode.TARGET));
        return response.status();
    }

    private Map<String, String> complete(long isid, List<String> keys) {
        LoginResponse response = tryLogin(isid, keys);
        assertEquals(LoginStatus.SUCCESS, response.status());
        assertEquals(LoginStage.FULL_FEATURE_PHASE, response.nextStage());
        return pairs(response.data());
    }

    private LoginResponse tryLogin(long isid, List<String> keys) {
        send(loginRequest(isid, keys));
        LoginResponse response = receive(LoginResponse.class);
        if (response.status() == LoginStatus.SUCCESS) {
            Map<String, String> answers = pairs(response.data());
            headerDigest = "CRC32C".equals(answers.get("HeaderDigest"));
            dataDigest = "CRC32C".equals(answers.get("DataDigest"));
            tsih = response.tsih();
            expCmdSn = response.expCmdSn();
            maxCmdSn = response.maxCmdSn();
        }
        return response;
    }

    /** One request from the operational stage straight to the full feature phase. */
    public LoginRequest loginRequest(long isid, List<String> keys) {
        return new LoginRequest(
                true,
                false,
                LoginStage.OPERATIONAL_NEGOTIATION,
                LoginStage.FULL_FEATURE_PHASE,
                0,
                0,
                isid,
                0,
                nextTag(),
                CID,
                cmdSn,
                0,
                text(keys.toArray(String[]::new)));
    }

    /** Pairs as text. */
    public static ByteBuf text(String... pairs) {
        List<Pair> split = Stream.of(pairs)
                .map(pair -> new Pair(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)))
                .toList();
        return Unpooled.wrappedBuffer(KeyValueText.encode(split));
    }

    /** Text as pairs; of a key that comes often, the last. */
    public static Map<String, String> pairs(ByteBuf text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        list(text).forEach(pair -> pairs.put(pair.key(), pair.value()));
        return pairs;
    }

    /** Text as pairs, in order. */
    public static List<Pair> list(ByteBuf text) {
        ByteBuffer bytes = text.isReadable() ? text.nioBuffer() : ByteBuffer.allocate(0);
        return assertInstanceOf(KeyValueText.Pairs.class, KeyValueText.parse(bytes))
                .pairs();
    }

    /** Ends the connection without a word, with a reset if there is something unread. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that the socket may take from the target before it must wait: small, for readers that do not read. */
    public TestInitiator receiveBuffer(int bytes) {
        try {
            socket.setReceiveBufferSize(bytes);
            return this;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }
}
