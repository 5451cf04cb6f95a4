package dev.targetnode.iscsi.stream;

import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.CdbExtension;
import dev.targetnode.iscsi.pdu.DataOut;
import dev.targetnode.iscsi.pdu.Digest;
import dev.targetnode.iscsi.pdu.FrameLimits;
import dev.targetnode.iscsi.pdu.Pdu;
import dev.targetnode.iscsi.pdu.PduEncoder;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.TaskAttribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to cut one PDU out of a receive buffer that holds {@link #PDUS} of them: lengths, digests, the copy of
 * the data segment into a page-aligned buffer, the decoding. Nothing lands, since everything has arrived. The time is
 * for one PDU. In this package because the reader is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameReaderBenchmark {
    /** PDUs in one receive buffer. */
    private static final int PDUS = 32;

    private static final int SEGMENT_BYTES_MAX = 1 << 20;
    private static final int TAG = 0x11;

    /** Bytes of the data segment: 0 is a READ (10) command, more a Data-Out. */
    @Param({"0", "4096", "65536"})
    public int dataBytes;

    /** Whether header and data digests are on. */
    @Param({"false", "true"})
    public boolean digests;

    private final DataBuffers buffers = new DataBuffers(1, new BufferLedger());
    private final FrameReader reader = new FrameReader(buffers, new DataLanding());
    private ByteBuf input = Unpooled.EMPTY_BUFFER;

    /** Lays the PDUs out as an initiator sends them. */
    @Setup(Level.Trial)
    public void layOut() {
        reader.settings(new FramingSettings(
                digests, digests, new FrameLimits(FrameLimits.AHS_BYTES_USEFUL, SEGMENT_BYTES_MAX)));
        input = Unpooled.directBuffer();
        for (int i = 0; i < PDUS; i++) {
            append(dataBytes == 0 ? readCommand(i) : dataOut(i));
        }
    }

    private ScsiCommand readCommand(int i) {
        return new ScsiCommand(
                false,
                true,
                true,
                false,
                TaskAttribute.SIMPLE,
                0,
                TAG + i,
                4096,
                i,
                0,
                0x2800_0000_0000_0000L,
                0x0800_0000_0000_0000L,
                CdbExtension.NONE,
                ScsiCommand.NO_BIDIRECTIONAL_READ,
                Unpooled.EMPTY_BUFFER);
    }

    private DataOut dataOut(int i) {
        return new DataOut(i == PDUS - 1, 0, TAG, 1, 0, i, (long) i * dataBytes, Unpooled.wrappedBuffer(content()));
    }

    private byte[] content() {
        byte[] content = new byte[dataBytes];
        for (int i = 0; i < dataBytes; i++) {
            content[i] = (byte) (31 * i);
        }
        return content;
    }

    private void append(Pdu pdu) {
        int start = input.writerIndex();
        PduEncoder.encodeHeader(pdu, input);
        Digest digest = new Digest();
        if (digests) {
            Digest.write(digest.reset().add(input, start, Bhs.BYTES).value(), input);
        }
        if (pdu.data().isReadable()) {
            input.writeBytes(pdu.data().duplicate());
            if (digests) {
                Digest.write(digest.reset().add(pdu.data()).value(), input);
            }
        }
    }

    /** All PDUs of the buffer; each segment is given back as a task's would be. */
    @Benchmark
    @OperationsPerInvocation(PDUS)
    public int cutAndDecode() {
        input.readerIndex(0);
        int received = 0;
        while (input.isReadable()) {
            if (!(reader.read(input) instanceof Inbound.Received pdu)) {
                throw new IllegalStateException("a PDU of this benchmark is wrong");
            }
            buffers.settleIfTaken(pdu.pdu().data());
            received++;
        }
        if (received != PDUS) {
            throw new IllegalStateException(received + " PDUs of " + PDUS);
        }
        return received;
    }

    /** Gives everything back. */
    @TearDown(Level.Trial)
    public void giveBack() {
        reader.close();
        input.release();
    }
}
