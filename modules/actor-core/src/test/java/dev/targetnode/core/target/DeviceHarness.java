package dev.targetnode.core.target;

import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.targetnode.core.event.EventLog;
import dev.targetnode.core.event.Peer;
import dev.targetnode.core.memory.BufferLedger;
import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.CapturedLogEvent;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.PostStop;
import org.slf4j.event.Level;

/** A device actor on the test's own thread, over a store and timers that the test drives. */
final class DeviceHarness {
    static final int ABORT_BOUND_MILLIS = 500;
    static final int STUCK_AFTER_MILLIS = 4000;

    /** A nexus as the device sees it. */
    final class Lun {
        final TestInbox<LunActor.Command> inbox = TestInbox.create();
        final Nexus nexus;

        Lun(Nexus nexus, int number, boolean readOnly) {
            this.nexus = nexus;
            tell(new DeviceActor.Attach(nexus, number, readOnly, Samples.VIEW, peer(nexus), inbox.getRef()));
        }

        void execute(long tag, Cdb cdb, ByteBuf... dataOut) {
            tell(new DeviceActor.Execute(Samples.request(tag, cdb, null, 0, dataOut), inbox.getRef()));
        }

        ByteBuf read(long tag, Cdb cdb, int expectedBytes) {
            int room = (expectedBytes + BLOCK - 1) / BLOCK * BLOCK;
            ByteBuf dataIn = Unpooled.buffer(room, room);
            tell(new DeviceActor.Execute(Samples.request(tag, cdb, dataIn, expectedBytes), inbox.getRef()));
            return dataIn;
        }

        void write(long tag, int lba, int blocks) {
            execute(tag, Samples.write(lba, blocks), Samples.blocks(blocks, (int) tag));
        }

        void abort(long id, Long... tags) {
            tell(new DeviceActor.Abort(id, Set.of(tags), inbox.getRef()));
        }

        void reset(long id) {
            reset(id, ResetKind.LOGICAL_UNIT);
        }

        void reset(long id, ResetKind kind) {
            tell(new DeviceActor.Reset(id, kind, inbox.getRef()));
        }

        void clearTaskSet(long id, Long... tags) {
            tell(new DeviceActor.ClearTaskSet(id, Set.of(tags), inbox.getRef()));
        }

        /** What has come since the last call of {@link LunActor.TasksVoided}. */
        List<LunActor.Command> voided() {
            return received().stream()
                    .filter(LunActor.TasksVoided.class::isInstance)
                    .toList();
        }

        void detach() {
            tell(new DeviceActor.Detach(inbox.getRef()));
        }

        /** Everything that has come since the last call. */
        List<LunActor.Command> received() {
            return inbox.getAllReceived();
        }

        /** What has come since the last call of {@link LunActor.Fenced} and {@link LunActor.TasksEnded}. */
        List<LunActor.Command> ends() {
            return received().stream()
                    .filter(message -> message instanceof LunActor.Fenced || message instanceof LunActor.TasksEnded)
                    .toList();
        }

        /** The completions among what has come since the last call. */
        List<ScsiCompletion> completions() {
            List<ScsiCompletion> completions = new ArrayList<>();
            for (LunActor.Command message : received()) {
                if (message instanceof LunActor.Finished finished) {
                    completions.addAll(finished.completions());
                }
            }
            return completions;
        }

        /** The one completion that has come. */
        ScsiCompletion completion() {
            List<ScsiCompletion> completions = completions();
            assertEquals(1, completions.size(), completions::toString);
            return completions.get(0);
        }

        /** Runs TEST UNIT READY and gives its sense data, or NO SENSE where it was GOOD. */
        Sense testUnitReady() {
            execute(Long.MAX_VALUE, Samples.TEST_UNIT_READY);
            ScsiCompletion completion = completion();
            Sense sense = completion.sense();
            assertEquals(sense == null ? ScsiStatus.GOOD : ScsiStatus.CHECK_CONDITION, completion.status());
            return sense == null ? Sense.NO_SENSE : sense;
        }
    }

    final ManualLoop loop = new ManualLoop();
    final ManualStore store;
    final BufferLedger ledger = new BufferLedger();
    final MemoryRecords records;
    private final BehaviorTestKit<DeviceActor.Command> kit;
    private final List<String> errors = new ArrayList<>();
    private final List<String> all = new ArrayList<>();

    DeviceHarness(int inFlightMax, CachePolicy cache) {
        this(inFlightMax, Samples.disk(cache));
    }

    DeviceHarness(int inFlightMax, CachePolicy cache, MemoryRecords records) {
        this(inFlightMax, Samples.disk(cache), records);
    }

    DeviceHarness(int inFlightMax, DiskState disk) {
        this(inFlightMax, disk, new MemoryRecords());
    }

    DeviceHarness(int inFlightMax, DiskState disk, MemoryRecords records) {
        this.records = records;
        store = new ManualStore(inFlightMax);
        kit = BehaviorTestKit.create(DeviceActor.create(new DeviceSetup(
                "disk1",
                disk,
                store,
                loop,
                new DataBuffers(1, ledger),
                records,
                Duration.ofMillis(ABORT_BOUND_MILLIS),
                Duration.ofMillis(STUCK_AFTER_MILLIS),
                new EventLog(this::write, System::nanoTime))));
    }

    private void write(Level level, String line) {
        all.add(line);
        if (level == Level.ERROR) {
            errors.add(line);
        }
    }

    private static Peer peer(Nexus nexus) {
        return new Peer(nexus.initiatorName(), "192.0.2.1:1024", "192.0.2.1", nexus.targetName(), 7);
    }

    static DeviceHarness create() {
        return new DeviceHarness(8, CachePolicy.WRITE_BACK);
    }

    void tell(DeviceActor.Command message) {
        kit.run(message);
        settle();
    }

    /** Handles what the device has told itself. */
    void settle() {
        while (kit.selfInbox().hasMessages()) {
            kit.run(kit.selfInbox().receiveMessage());
        }
    }

    void done(ManualStore.Op op) {
        op.done();
        settle();
    }

    void pass(long millis) {
        loop.pass(millis);
        settle();
    }

    /** Every error that people have been told of. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** Every message that the device has logged by itself at this level or above. */
    List<String> logged(Level level) {
        return kit.getAllLogEntries().stream()
                .filter(entry -> entry.level().compareTo(level) <= 0)
                .map(CapturedLogEvent::message)
                .toList();
    }

    /** Every event that people have been told of. */
    List<String> events() {
        return List.copyOf(all);
    }

    /** The actor ends, as by a failure of its own. */
    void end() {
        kit.signal(PostStop.instance());
    }

    /** Attaches a nexus; its first command finds a unit attention. */
    Lun attach(int nexus) {
        return new Lun(Samples.nexus(nexus), 0, false);
    }

    /** Attaches a nexus once more, by another number. */
    Lun attach(int nexus, int number) {
        return new Lun(Samples.nexus(nexus), number, false);
    }

    /** Attaches a nexus and reports its unit attention. */
    Lun ready(int nexus) {
        return ready(nexus, false);
    }

    Lun ready(int nexus, boolean readOnly) {
        Lun lun = new Lun(Samples.nexus(nexus), 0, readOnly);
        lun.testUnitReady();
        return lun;
    }
}
