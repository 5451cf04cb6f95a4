package dev.targetnode.bench;

import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.CommandDecision;
import dev.targetnode.core.scsi.ControlMode;
import dev.targetnode.core.scsi.DiskCommands;
import dev.targetnode.core.scsi.DiskGeometry;
import dev.targetnode.core.scsi.DiskIdentity;
import dev.targetnode.core.scsi.DiskLimits;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.scsi.Gate;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.Provisioning;
import dev.targetnode.iscsi.pdu.Bhs;
import dev.targetnode.iscsi.pdu.CdbExtension;
import dev.targetnode.iscsi.pdu.DataIn;
import dev.targetnode.iscsi.pdu.DecodeResult;
import dev.targetnode.iscsi.pdu.PduDecoder;
import dev.targetnode.iscsi.pdu.PduEncoder;
import dev.targetnode.iscsi.pdu.Residual;
import dev.targetnode.iscsi.pdu.ScsiCommand;
import dev.targetnode.iscsi.pdu.TaskAttribute;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The pure steps on the way of a READ (10) of 4 KiB: its PDU decoded, the decision whether it may run, its plan, and the
 * header of the Data-In that answers it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CommandPathBenchmark {
    private static final int BLOCK_BYTES = 512;
    private static final int READ_BYTES = 4096;
    private static final long DISK_BLOCKS = 1L << 21;
    private static final int TAG = 0x11;
    private static final int NO_TRANSFER_TAG = 0xFFFF_FFFF;

    private final DiskState disk = new DiskState(
            new DiskIdentity("BENCH", "bench", "0100", "bench", "bench", "bench", "", "", "", ""),
            new DiskGeometry(DISK_BLOCKS, BLOCK_BYTES, 3),
            CachePolicy.WRITE_BACK,
            new Provisioning(8, 0),
            DiskLimits.of(BLOCK_BYTES, 512 << 10),
            ControlMode.DEFAULT,
            false,
            false,
            false);
    private final NexusView nexus = new NexusView("iqn.2026-11.dev.targetnode:bench", 1, 1, 0, List.of(0L));
    private final Cdb read10 = Cdb.ofBytes(0x28, 0, 0, 0, 0x12, 0x38, 0, 0, READ_BYTES / BLOCK_BYTES, 0);
    private final ByteBuf command = Unpooled.directBuffer(Bhs.BYTES);
    private final ByteBuf answer = Unpooled.directBuffer(Bhs.BYTES);
    private final ByteBuf data = Unpooled.directBuffer(READ_BYTES).writeZero(READ_BYTES);

    /** Lays the command out as an initiator sends it. */
    @Setup(Level.Trial)
    public void layOut() {
        PduEncoder.encodeHeader(
                new ScsiCommand(
                        false,
                        true,
                        true,
                        false,
                        TaskAttribute.SIMPLE,
                        0,
                        TAG,
                        READ_BYTES,
                        1,
                        1,
                        read10.high(),
                        read10.low(),
                        CdbExtension.NONE,
                        ScsiCommand.NO_BIDIRECTIONAL_READ,
                        Unpooled.EMPTY_BUFFER),
                command);
    }

    /** The PDU decoded. */
    @Benchmark
    public DecodeResult decodeCommand() {
        return PduDecoder.decode(command, Unpooled.EMPTY_BUFFER, Unpooled.EMPTY_BUFFER);
    }

    /** What the device decides: the operation, whether it may run, what it comes to. */
    @Benchmark
    public Plan gateAndPlan() {
        return gateAndPlan(read10);
    }

    /** The header of the Data-In that carries the blocks and the status. */
    @Benchmark
    public ByteBuf encodeDataIn() {
        answer.clear();
        PduEncoder.encodeHeader(
                new DataIn(true, false, true, 0, Residual.NONE, 0, 0, TAG, NO_TRANSFER_TAG, 1, 2, 33, 0, 0, data),
                answer);
        return answer;
    }

    /** All of it, as far as it is pure. */
    @Benchmark
    public ByteBuf wholeRead10() {
        if (!(decodeCommand() instanceof ScsiCommand pdu)
                || !(gateAndPlan(new Cdb(pdu.cdbHigh(), pdu.cdbLow())) instanceof Plan.Read)) {
            throw new IllegalStateException("the command of this benchmark is wrong");
        }
        return encodeDataIn();
    }

    private Plan gateAndPlan(Cdb cdb) {
        Operation operation = disk.commands().find(cdb);
        if (Gate.decide(operation, Gate.State.OPEN) != CommandDecision.RUN) {
            throw new IllegalStateException("the gate of this benchmark is closed");
        }
        return DiskCommands.plan(operation, disk, nexus, cdb, List.of());
    }

    /** Gives everything back. */
    @TearDown(Level.Trial)
    public void giveBack() {
        command.release();
        answer.release();
        data.release();
    }
}
