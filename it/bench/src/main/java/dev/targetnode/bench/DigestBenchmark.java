package dev.targetnode.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a digest costs (RFC 7143 13.1): CRC32C over a direct buffer, of a basic header segment, of a 4 KiB block and of
 * the largest data segment that the node offers by default.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DigestBenchmark {
    /** Bytes under one digest. */
    @Param({"48", "4096", "262144"})
    public int bytes;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    /** Fills the buffer with something that is not all zero. */
    @Setup
    public void fill() {
        buffer = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer.put(i, (byte) (31 * i));
        }
    }

    /** One digest, the object reused as on the data path. */
    @Benchmark
    public long crc32cOfADirectBuffer() {
        crc.reset();
        crc.update(buffer.duplicate());
        return crc.getValue();
    }
}
