package dev.targetnode.core.target;

import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.target.DeviceHarness.Lun;
import dev.targetnode.core.target.ManualStore.Kind;
import dev.targetnode.core.target.ManualStore.Op;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands and unit attentions at a device; what ends them early is in {@link DeviceAbortTest}. */
class DeviceActorTest {
    private final DeviceHarness device = DeviceHarness.create();

    @Test
    void reportsPowerOnAtTheFirstContactOfANexusOnce() {
        Lun lun = device.attach(1);
        assertEquals(UnitAttention.POWER_ON.sense(), lun.testUnitReady());
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
    }

    @Test
    void reportsNexusLossToANexusThatComesAgain() {
        device.ready(1).detach();
        assertEquals(UnitAttention.I_T_NEXUS_LOSS.sense(), device.attach(1).testUnitReady());
        assertEquals(UnitAttention.POWER_ON.sense(), device.attach(2).testUnitReady());
    }

    @Test
    void keepsWhatWasPendingForANexusThatComesAgain() {
        device.attach(1).detach();
        assertEquals(UnitAttention.POWER_ON.sense(), device.attach(1).testUnitReady());
    }

    @Test
    void remembersANexusByEachNumberThatItHasForTheDevice() {
        Lun zero = device.ready(1);
        Lun one = device.attach(1, 1);
        one.testUnitReady();
        zero.detach();
        one.detach();
        assertEquals(UnitAttention.I_T_NEXUS_LOSS.sense(), device.attach(1).testUnitReady());
        assertEquals(UnitAttention.I_T_NEXUS_LOSS.sense(), device.attach(1, 1).testUnitReady());
    }

    @Test
    void tellsWhoMetAnErrorOfTheBackend() {
        Lun lun = device.ready(1);
        lun.write(1, 10, 1);
        Op op = device.store.only();
        op.fail(BackstoreError.WRITE);
        device.settle();
        assertEquals(
                List.of("event=error initiator=iqn.2026-11.example:host1 address=192.0.2.1:1024 target="
                        + Samples.TARGET
                        + " tsih=7 device=disk1 lun=0 kind=WRITE opcode=2ah block=10"
                        + " reason=\"a test wants it so\""),
                device.errors());
    }

    @Test
    void inquiryIsAnsweredWhileAUnitAttentionIsPendingAndLeavesIt() {
        Lun lun = device.attach(1);
        ByteBuf into = lun.read(1, Samples.INQUIRY, 36);
        ScsiCompletion completion = lun.completion();
        assertEquals(ScsiStatus.GOOD, completion.status());
        assertEquals(36, completion.dataInBytes());
        assertEquals("VENDOR  ", into.toString(8, 8, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(UnitAttention.POWER_ON.sense(), lun.testUnitReady());
    }

    @Test
    void requestSenseReportsAUnitAttentionAndEndsIt() {
        Lun lun = device.attach(1);
        ByteBuf into = lun.read(1, Samples.REQUEST_SENSE, 252);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(0x06, into.getByte(2)); // SENSE KEY
        assertEquals(0x29, into.getByte(12)); // ADDITIONAL SENSE CODE
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
    }

    @Test
    void unitAttentionComesBeforeTheRefusalOfAnUnknownOperationCode() {
        Lun lun = device.attach(1);
        lun.execute(1, dev.targetnode.core.scsi.Cdb.ofBytes(0xC1));
        assertEquals(UnitAttention.POWER_ON.sense(), lun.completion().sense());
        lun.execute(2, dev.targetnode.core.scsi.Cdb.ofBytes(0xC1));
        assertEquals(Sense.invalidOpcode(), lun.completion().sense());
    }

    @Test
    void readFillsTheBufferOfTheRequestAndTellsWhatTheCommandWanted() {
        Lun lun = device.ready(1);
        ByteBuf into = lun.read(7, Samples.read(10, 4), 3 * BLOCK + 100);
        Op op = device.store.only();
        assertEquals(Kind.READ, op.kind);
        assertEquals(10L * BLOCK, op.offset);
        assertEquals(4L * BLOCK, op.length);
        assertEquals(into, op.buffers.get(0));
        device.done(op);
        ScsiCompletion completion = lun.completion();
        assertEquals(7, completion.tag());
        assertEquals(ScsiStatus.GOOD, completion.status());
        assertEquals(3 * BLOCK + 100, completion.dataInBytes());
        assertEquals(4L * BLOCK, completion.wantedBytes());
        assertFalse(completion.aborted());
    }

    @Test
    void readOfNoBlocksAsksNothingOfTheStore() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.read(10, 0));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(List.of(), device.store.submitted);
    }

    @Test
    void forcedReadFlushesTheVolatileCacheFirst() {
        Lun lun = device.ready(1);
        lun.read(1, Samples.tenByte(0x28, 0x08, 0, 1), BLOCK);
        assertEquals(Kind.FLUSH, device.store.only().kind);
        device.done(device.store.only());
        assertEquals(Kind.READ, device.store.only().kind);
        device.done(device.store.only());
        assertEquals(BLOCK, lun.completion().dataInBytes());
    }

    @Test
    void writeIsDurableBeforeItsStatusWithFuaOnly() {
        Lun lun = device.ready(1);
        lun.write(1, 3, 2);
        Op plain = device.store.only();
        assertEquals(Durability.WRITE_CACHE, plain.durability);
        assertEquals(3L * BLOCK, plain.offset);
        assertEquals(2L * BLOCK, plain.length);
        assertEquals(List.of(), lun.received(), "no status before the store has it");
        device.done(plain);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.execute(2, Samples.tenByte(0x2A, 0x08, 3, 1), Samples.block(1));
        assertEquals(Durability.THROUGH, device.store.only().durability);
    }

    @Test
    void writeThroughDeviceMakesEveryWriteDurable() {
        DeviceHarness through = new DeviceHarness(8, new CachePolicy(true, false));
        through.ready(1).write(1, 0, 1);
        assertEquals(Durability.THROUGH, through.store.only().durability);
    }

    @Test
    void synchronizeCacheAnswersAfterTheFlush() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.synchronizeCache(false));
        assertEquals(List.of(), lun.received());
        device.done(device.store.only());
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
    }

    @Test
    void immediateSynchronizeCacheAnswersBeforeTheFlushAndOnlyOnce() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.synchronizeCache(true));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        device.done(device.store.only());
        assertEquals(List.of(), lun.received());
    }

    @Test
    void failureOfAnImmediateFlushIsNotSilent() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.synchronizeCache(true));
        device.store.only().fail(BackstoreError.WRITE);
        device.settle();
        assertEquals(1, lun.received().size());
        assertEquals(1, device.errors().size());
    }

    @Test
    void nonVolatileCacheIsNeverFlushed() {
        DeviceHarness safe = new DeviceHarness(8, new CachePolicy(false, true));
        Lun lun = safe.ready(1);
        lun.execute(1, Samples.synchronizeCache(false));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(List.of(), safe.store.submitted);
    }

    @Test
    void unmapDoesItsDescriptorsOneAfterTheOther() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.unmap(8 + 32), Samples.unmapList(8, 8, 64, 16));
        assertEquals("UNMAP 4096+4096", device.store.only().toString());
        device.done(device.store.only());
        assertEquals("UNMAP 32768+8192", device.store.only().toString());
        device.done(device.store.only());
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
    }

    @Test
    void failedStepEndsTheCommand() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.unmap(8 + 32), Samples.unmapList(8, 8, 64, 16));
        device.store.only().fail(BackstoreError.WRITE);
        device.settle();
        assertEquals(Sense.WRITE_ERROR, lun.completion().sense());
        assertEquals(List.of(), device.store.inFlight);
    }

    @Test
    void writeSameRepeatsItsBlockAndGivesThePatternBack() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.writeSame(0, 5, 3), Samples.block(0x5A));
        Op op = device.store.only();
        assertEquals("WRITE 2560+1536", op.toString());
        ByteBuf pattern = op.buffers.get(0);
        for (int i = 0; i < 3 * BLOCK; i++) {
            assertEquals(0x5A, pattern.getByte(pattern.readerIndex() + i));
        }
        assertEquals(1, device.ledger.buffersOut());
        device.done(op);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(0, device.ledger.buffersOut());
    }

    @Test
    void writeSameOfZeroesNeedsNoPattern() {
        Lun lun = device.ready(1);
        lun.execute(1, Samples.writeSame(0, 5, 3), Samples.block(0));
        assertEquals(Kind.ZERO, device.store.only().kind);
        lun.execute(2, Samples.writeSame(0x08, 50, 3), Samples.block(0));
        assertEquals(Kind.UNMAP, device.store.inFlight.get(1).kind);
        assertEquals(0, device.ledger.buffersOut());
    }

    @Test
    void queuedWriteSamesHoldNoPattern() {
        DeviceHarness narrow = new DeviceHarness(2, CachePolicy.WRITE_BACK);
        Lun lun = narrow.ready(1);
        for (int tag = 0; tag < 20; tag++) {
            lun.execute(tag, Samples.writeSame(0, tag * 4096, 4096), Samples.block(1));
        }
        assertEquals(2, narrow.ledger.buffersOut(), "only what runs may hold memory that nobody has reserved");
        while (!narrow.store.inFlight.isEmpty()) {
            narrow.done(narrow.store.inFlight.get(0));
        }
        assertEquals(20, lun.completions().size());
        assertEquals(0, narrow.ledger.bytesOut());
    }

    @Test
    void operationsBeyondTheStoresBoundWaitInOrder() {
        DeviceHarness narrow = new DeviceHarness(2, CachePolicy.WRITE_BACK);
        Lun lun = narrow.ready(1);
        for (int i = 0; i < 5; i++) {
            lun.write(i, i * 10, 1);
        }
        for (int i = 0; i < 5; i++) {
            assertTrue(narrow.store.inFlight.size() <= 2);
            Op op = narrow.store.inFlight.get(0);
            assertEquals(i * 10L * BLOCK, op.offset);
            narrow.done(op);
            assertEquals(i, lun.completion().tag());
        }
    }

    @ParameterizedTest
    @EnumSource(BackstoreError.class)
    void backstoreErrorBecomesItsSenseData(BackstoreError error) {
        Lun lun = device.ready(1);
        lun.read(1, Samples.read(0, 1), BLOCK);
        device.store.only().fail(error);
        device.settle();
        ScsiCompletion completion = lun.completion();
        assertEquals(ScsiStatus.CHECK_CONDITION, completion.status());
        assertEquals(Sense.of(error), completion.sense());
        assertEquals(0, completion.dataInBytes());
    }

    @Test
    void readOnlyMappingRefusesWritesAndShowsItselfWriteProtected() {
        Lun lun = device.ready(1, true);
        lun.write(1, 0, 1);
        assertEquals(Sense.WRITE_PROTECTED, lun.completion().sense());
        assertEquals(List.of(), device.store.submitted);
        ByteBuf mode = lun.read(2, Samples.MODE_SENSE, 192);
        assertEquals(0x80, mode.getByte(2) & 0x80, "WP of the device-specific parameter (SBC-3 6.5.1)");
        lun.received();
        lun.read(3, Samples.read(0, 1), BLOCK);
        device.done(device.store.only());
        assertNull(lun.completion().sense());
    }

    @Test
    void writableMappingOfTheSameDeviceIsNotWriteProtected() {
        device.ready(1, true);
        ByteBuf mode = device.ready(2).read(2, Samples.MODE_SENSE, 192);
        assertEquals(0, mode.getByte(2) & 0x80);
    }

    @Test
    void commandOfANexusThatIsNotAttachedIsAborted() {
        Lun lun = device.ready(1);
        lun.detach();
        lun.received();
        lun.write(1, 0, 1);
        assertTrue(lun.completion().aborted());
        assertEquals(List.of(), device.store.submitted);
    }

    @Test
    void reportsAnOperationThatIsStuckOnce() {
        device.ready(1).write(1, 0, 1);
        device.pass(DeviceHarness.STUCK_AFTER_MILLIS / 2);
        assertEquals(List.of(), device.errors());
        device.pass(DeviceHarness.STUCK_AFTER_MILLIS);
        device.pass(DeviceHarness.STUCK_AFTER_MILLIS);
        assertEquals(1, device.errors().size());
    }

    @Test
    void closeFlushesThenClosesTheStore() {
        boolean[] closed = new boolean[1];
        device.tell(new DeviceActor.Close(() -> closed[0] = true));
        assertEquals(Kind.FLUSH, device.store.only().kind);
        assertFalse(device.store.closed.isDone());
        device.done(device.store.only());
        assertTrue(device.store.closed.isDone());
        assertTrue(closed[0]);
    }
}
