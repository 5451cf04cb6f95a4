package dev.targetnode.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small blocking initiator: one connection, one session, error recovery level 0. Every call reads the connection until
 * what it waits for has come, and handles whatever else comes meanwhile. Not thread-safe. It shares nothing with the
 * product, so that a mistake in the product's codec cannot hide behind the same mistake here.
 */
final class RawInitiator implements Closeable {
    static final int ABORT_TASK = 1;
    static final int ABORT_TASK_SET = 2;
    static final int LOGICAL_UNIT_RESET = 5;
    static final int TARGET_WARM_RESET = 6;
    static final int FUNCTION_COMPLETE = 0;
    static final int TASK_DOES_NOT_EXIST = 1;

    private static final AtomicInteger NEXT_ISID = new AtomicInteger(1);
    private static final int MAX_RECV_DATA_SEGMENT_LENGTH = 262_144;
    private static final int UNIT_ATTENTIONS_MAX = 16;

    /** What is asked for at login. */
    record Options(boolean initialR2t, boolean immediateData, boolean headerDigest, boolean dataDigest, String name) {
        static final Options DEFAULT = new Options(true, true, false, false, "iqn.2026-11.org.example:it");

        Options named(String newName) {
            return new Options(initialR2t, immediateData, headerDigest, dataDigest, newName);
        }
    }

    private static final class Task {
        final int lun;
        final byte[] out;
        final byte[] in;
        int received;

        Task(int lun, byte[] out, int expectedIn) {
            this.lun = lun;
            this.out = out;
            this.in = new byte[expectedIn];
        }
    }

    private final PduSocket socket;
    private final Options options;
    private final Map<Integer, Task> tasks = new HashMap<>();
    private final Map<Integer, ScsiResult> results = new HashMap<>();
    private final Map<Integer, Pdu> answers = new HashMap<>();
    private final byte[] isid;
    private int tsih;
    private int nextTag = 1;
    private int cmdSn = 1;
    private int expStatSn;
    private int maxCmdSn = 1;
    private int targetSegmentBytes = 8192;
    private int firstBurstBytes = 65_536;

    private RawInitiator(PduSocket socket, Options options) {
        this(socket, options, NEXT_ISID.getAndIncrement());
    }

    private RawInitiator(PduSocket socket, Options options, int id) {
        this.socket = socket;
        this.options = options;
        // 0x80: "random" format, RFC 7143 11.12.5
        this.isid = new byte[] {(byte) 0x80, 0, 0, (byte) (id >> 16), (byte) (id >> 8), (byte) id};
    }

    /** A logged-in session in full feature phase. */
    static RawInitiator login(int port, String target, Options options) throws IOException {
        PduSocket socket = PduSocket.connect(port);
        try {
            return login(socket, target, options);
        } catch (IOException | RuntimeException | AssertionError e) {
            socket.close();
            throw e;
        }
    }

    static RawInitiator login(PduSocket socket, String target, Options options) throws IOException {
        RawInitiator initiator = new RawInitiator(socket, options);
        initiator.negotiate(target);
        return initiator;
    }

    /** A session of the initiator port with this qualifier, 1 to 2^24 - 1: the same nexus each time. */
    static RawInitiator login(int port, String target, Options options, int isid) throws IOException {
        PduSocket socket = PduSocket.connect(port);
        try {
            RawInitiator initiator = new RawInitiator(socket, options, isid);
            initiator.negotiate(target);
            return initiator;
        } catch (IOException | RuntimeException | AssertionError e) {
            socket.close();
            throw e;
        }
    }

    /** To the target every test node has. */
    static RawInitiator login(NodeProcess node) throws IOException {
        return login(node.port(), NodeBuilder.IQN, Options.DEFAULT);
    }

    private void negotiate(String target) throws IOException {
        loginStep(
                0,
                1,
                "InitiatorName=" + options.name(),
                "TargetName=" + target,
                "SessionType=Normal",
                "AuthMethod=None");
        String answer = loginStep(
                1,
                3,
                "HeaderDigest=" + (options.headerDigest() ? "CRC32C" : "None"),
                "DataDigest=" + (options.dataDigest() ? "CRC32C" : "None"),
                "InitialR2T=" + yesNo(options.initialR2t()),
                "ImmediateData=" + yesNo(options.immediateData()),
                "MaxRecvDataSegmentLength=" + MAX_RECV_DATA_SEGMENT_LENGTH,
                "MaxBurstLength=262144",
                "FirstBurstLength=65536",
                "MaxOutstandingR2T=1",
                "MaxConnections=1",
                "DataPDUInOrder=Yes",
                "DataSequenceInOrder=Yes",
                "DefaultTime2Wait=2",
                "DefaultTime2Retain=0",
                "ErrorRecoveryLevel=0");
        for (String pair : answer.split("\0", -1)) {
            if (pair.startsWith("MaxRecvDataSegmentLength=")) {
                targetSegmentBytes = Integer.parseInt(pair.substring(pair.indexOf('=') + 1));
            } else if (pair.startsWith("FirstBurstLength=") && !pair.endsWith("=Irrelevant")) {
                // irrelevant where nothing goes unasked (RFC 7143 13.14)
                firstBurstBytes = Integer.parseInt(pair.substring(pair.indexOf('=') + 1));
            } else if (pair.startsWith("HeaderDigest=")) {
                assertEquals("HeaderDigest=" + (options.headerDigest() ? "CRC32C" : "None"), pair);
            } else if (pair.startsWith("DataDigest=")) {
                assertEquals("DataDigest=" + (options.dataDigest() ? "CRC32C" : "None"), pair);
            }
        }
        socket.digests(options.headerDigest(), options.dataDigest());
    }

    private static String yesNo(boolean value) {
        return value ? "Yes" : "No";
    }

    private String loginStep(int csg, int nsg, String... pairs) throws IOException {
        socket.send(loginRequest(Pdu.FINAL | (csg << 2) | nsg, pairs));
        Pdu response = socket.receive();
        assertEquals(Pdu.LOGIN_RESPONSE, response.opcode(), response::toString);
        assertEquals(0, (response.u8(36) << 8) | response.u8(37), "login status class and detail");
        expStatSn = response.statSn() + 1;
        maxCmdSn = response.maxCmdSn();
        tsih = (response.u8(14) << 8) | response.u8(15);
        return new String(response.data(), StandardCharsets.UTF_8);
    }

    /** A login request as this session sends it, for tests that spoil it. */
    Pdu loginRequest(int flags, String... pairs) {
        Pdu request = Pdu.of(Pdu.LOGIN_REQUEST | Pdu.IMMEDIATE, flags, text(pairs));
        System.arraycopy(isid, 0, request.bhs(), 8, isid.length);
        return request.put8(14, tsih >> 8)
                .put8(15, tsih)
                .put32(16, 0)
                .put32(24, cmdSn)
                .put32(28, expStatSn);
    }

    /** An initiator that has not logged in, to build requests with. */
    static RawInitiator unconnected(PduSocket socket) {
        return new RawInitiator(socket, Options.DEFAULT);
    }

    static byte[] text(String... pairs) {
        return (String.join("\0", pairs) + "\0").getBytes(StandardCharsets.UTF_8);
    }

    PduSocket socket() {
        return socket;
    }

    /** The CmdSN of the next command. */
    int cmdSn() {
        return cmdSn;
    }

    /** How many commands may be sent now before the window closes (RFC 7143 4.2.2.1). */
    int windowLeft() {
        return maxCmdSn - cmdSn + 1;
    }

    /** Sends a command and returns its tag; waits for the window to open if it must. */
    int submit(int lun, byte[] cdb, byte[] out, int expectedIn) throws IOException {
        while (maxCmdSn - cmdSn < 0) {
            handle(socket.receive());
        }
        int tag = nextTag++;
        Task task = new Task(lun, out, expectedIn);
        tasks.put(tag, task);
        int immediate =
                options.immediateData() ? Math.min(out.length, Math.min(firstBurstBytes, targetSegmentBytes)) : 0;
        int unsolicited = options.initialR2t() ? immediate : Math.min(out.length, firstBurstBytes);
        // SIMPLE task attribute; F says that no unsolicited Data-Out follows (RFC 7143 11.3.1)
        int flags = 0x01
                | (out.length > 0 ? 0x20 : 0)
                | (expectedIn > 0 ? 0x40 : 0)
                | (unsolicited == immediate ? Pdu.FINAL : 0);
        socket.send(Pdu.of(Pdu.SCSI_COMMAND, flags, Arrays.copyOf(out, immediate))
                .lun(lun)
                .put32(16, tag)
                .put32(20, out.length > 0 ? out.length : expectedIn)
                .put32(24, cmdSn++)
                .put32(28, expStatSn)
                .putCdb(cdb));
        if (unsolicited > immediate) {
            sendData(tag, task, Pdu.RESERVED_TAG, immediate, unsolicited - immediate);
        }
        return tag;
    }

    /** Waits until that command has ended. */
    ScsiResult await(int tag) throws IOException {
        while (true) {
            ScsiResult result = results.remove(tag);
            if (result != null) {
                return result;
            }
            handle(socket.receive());
        }
    }

    /** True when the command has not ended within the limit. */
    boolean hangs(int tag, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!results.containsKey(tag)) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return true;
                }
                socket.timeout(Duration.ofNanos(left));
                handle(socket.receive());
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.timeout(Duration.ofSeconds(30));
        }
    }

    /** One command from beginning to end. */
    ScsiResult execute(int lun, byte[] cdb, byte[] out, int expectedIn) throws IOException {
        return await(submit(lun, cdb, out, expectedIn));
    }

    /** TEST UNIT READY until the unit attentions of a new session are told. */
    void clearUnitAttentions(int lun) throws IOException {
        ScsiResult last = null;
        for (int i = 0; i < UNIT_ATTENTIONS_MAX; i++) {
            last = execute(lun, Cdb.testUnitReady(), new byte[0], 0);
            if (last.status() == ScsiResult.GOOD) {
                return;
            }
        }
        fail("LUN " + lun + " does not become ready: " + last);
    }

    byte[] read(int lun, long lba, int blocks, int blockBytes) throws IOException {
        return execute(lun, Cdb.read16(lba, blocks), new byte[0], blocks * blockBytes)
                .expectGood()
                .data();
    }

    /** A task management function; returns the response code (RFC 7143 11.6.1). */
    int taskManagement(int function, int lun, int referencedTag) throws IOException {
        int tag = nextTag++;
        socket.send(Pdu.of(Pdu.TASK_MANAGEMENT_REQUEST | Pdu.IMMEDIATE, Pdu.FINAL | function, new byte[0])
                .lun(lun)
                .put32(16, tag)
                .put32(20, referencedTag)
                .put32(24, cmdSn)
                .put32(28, expStatSn)
                // RefCmdSN (11.5.5): these tests abort only what has surely arrived
                .put32(32, cmdSn - 1));
        return answer(tag).u8(2);
    }

    /** NOP-Out and its NOP-In, which must give the data back (RFC 7143 11.18, 11.19). */
    void ping(byte[] data) throws IOException {
        int tag = nextTag++;
        socket.send(Pdu.of(Pdu.NOP_OUT | Pdu.IMMEDIATE, Pdu.FINAL, data)
                .put32(16, tag)
                .put32(20, Pdu.RESERVED_TAG)
                .put32(24, cmdSn)
                .put32(28, expStatSn));
        Pdu answer = answer(tag);
        assertEquals(Pdu.NOP_IN, answer.opcode());
        assertEquals(
                new String(data, StandardCharsets.ISO_8859_1), new String(answer.data(), StandardCharsets.ISO_8859_1));
    }

    /** Ends the session and the connection in order. */
    void logout() throws IOException {
        int tag = nextTag++;
        socket.send(Pdu.of(Pdu.LOGOUT_REQUEST | Pdu.IMMEDIATE, Pdu.FINAL, new byte[0])
                .put32(16, tag)
                .put32(24, cmdSn)
                .put32(28, expStatSn));
        assertEquals(0, answer(tag).u8(2), "logout response");
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Pdu answer(int tag) throws IOException {
        while (true) {
            Pdu answer = answers.remove(tag);
            if (answer != null) {
                return answer;
            }
            handle(socket.receive());
        }
    }

    private void handle(Pdu pdu) throws IOException {
        if (pdu.maxCmdSn() - maxCmdSn > 0) {
            maxCmdSn = pdu.maxCmdSn();
        }
        switch (pdu.opcode()) {
            case Pdu.DATA_IN -> dataIn(pdu);
            case Pdu.R2T -> {
                Task task = task(pdu);
                sendData(pdu.initiatorTaskTag(), task, pdu.targetTransferTag(), pdu.i32(40), pdu.i32(44));
            }
            case Pdu.SCSI_RESPONSE -> {
                Task task = task(pdu);
                expStatSn = pdu.statSn() + 1;
                byte[] sense = new byte[0];
                if (pdu.data().length > 2) {
                    sense = Arrays.copyOfRange(pdu.data(), 2, 2 + ((pdu.data()[0] << 8) | (pdu.data()[1] & 0xFF)));
                }
                end(pdu, task, sense);
            }
            case Pdu.NOP_IN -> nopIn(pdu);
            case Pdu.TASK_MANAGEMENT_RESPONSE, Pdu.LOGOUT_RESPONSE, Pdu.TEXT_RESPONSE -> {
                expStatSn = pdu.statSn() + 1;
                answers.put(pdu.initiatorTaskTag(), pdu);
            }
            default -> fail("unexpected " + pdu);
        }
    }

    private void dataIn(Pdu pdu) {
        Task task = task(pdu);
        System.arraycopy(pdu.data(), 0, task.in, pdu.i32(40), pdu.data().length);
        task.received += pdu.data().length;
        // S: the status comes with the last data (RFC 7143 11.7.3)
        if ((pdu.flags() & 0x01) != 0) {
            expStatSn = pdu.statSn() + 1;
            end(pdu, task, new byte[0]);
        }
    }

    private void end(Pdu pdu, Task task, byte[] sense) {
        tasks.remove(pdu.initiatorTaskTag());
        int underflow = (pdu.flags() & 0x02) != 0 ? pdu.i32(44) : 0;
        results.put(
                pdu.initiatorTaskTag(),
                new ScsiResult(pdu.u8(3), Arrays.copyOf(task.in, task.received), sense, underflow));
    }

    private void nopIn(Pdu pdu) throws IOException {
        if (pdu.initiatorTaskTag() != Pdu.RESERVED_TAG) {
            expStatSn = pdu.statSn() + 1;
            answers.put(pdu.initiatorTaskTag(), pdu);
        } else if (pdu.targetTransferTag() != Pdu.RESERVED_TAG) {
            Pdu reply = Pdu.of(Pdu.NOP_OUT | Pdu.IMMEDIATE, Pdu.FINAL, new byte[0])
                    .put32(16, Pdu.RESERVED_TAG)
                    .put32(20, pdu.targetTransferTag())
                    .put32(24, cmdSn)
                    .put32(28, expStatSn);
            System.arraycopy(pdu.bhs(), 8, reply.bhs(), 8, 8);
            socket.send(reply);
        }
    }

    private Task task(Pdu pdu) {
        Task task = tasks.get(pdu.initiatorTaskTag());
        return task == null ? fail("no such task: " + pdu) : task;
    }

    private void sendData(int tag, Task task, int transferTag, int offset, int length) throws IOException {
        int dataSn = 0;
        int end = offset + length;
        for (int at = offset; at < end; at += targetSegmentBytes) {
            int upTo = Math.min(end, at + targetSegmentBytes);
            socket.send(Pdu.of(Pdu.DATA_OUT, upTo == end ? Pdu.FINAL : 0, Arrays.copyOfRange(task.out, at, upTo))
                    .lun(task.lun)
                    .put32(16, tag)
                    .put32(20, transferTag)
                    .put32(28, expStatSn)
                    .put32(36, dataSn++)
                    .put32(40, at));
        }
    }
}
