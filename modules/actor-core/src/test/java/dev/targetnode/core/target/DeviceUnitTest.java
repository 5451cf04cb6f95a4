package dev.targetnode.core.target;

import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError;
import dev.targetnode.core.backstore.Durability;
import dev.targetnode.core.backstore.Extent;
import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.target.DeviceHarness.Lun;
import dev.targetnode.core.target.ManualStore.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What commands change of the unit: mode parameters, its start and its medium, its logs; and errors that come late. */
class DeviceUnitTest {
    private static final String D_SENSE = "00000000 0a0a 2410 0000 0000 0000 0000";
    private static final String SWP = "00000000 0a0a 2010 0800 0000 0000 0000";
    private static final String NO_WCE = "00000000 0812 0000 00000000 00000000 00000000 00000000";

    private final MemoryRecords records = new MemoryRecords();
    private final DeviceHarness device = new DeviceHarness(8, Samples.disk(CachePolicy.WRITE_BACK), records);
    private final Lun lun = device.ready(1);
    private final Lun other = device.ready(2);

    private static void select(Lun from, String list, boolean save) {
        ByteBuf data = Unpooled.wrappedBuffer(HexFormat.of().parseHex(list.replace(" ", "")));
        from.execute(100, Cdb.ofBytes(0x15, save ? 0x11 : 0x10, 0, 0, data.readableBytes(), 0), data);
    }

    private void selected(String list, boolean save) {
        select(lun, list, save);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
    }

    @Test
    void modeSelectHoldsAtOnceAndEveryOtherNexusIsTold() {
        selected(D_SENSE, false);
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
        assertEquals(UnitAttention.MODE_PARAMETERS_CHANGED.sense(), other.testUnitReady());
        lun.execute(1, Cdb.ofBytes(0xC1));
        assertTrue(lun.completion().descriptorSense());
    }

    @Test
    void modeSelectThatChangesNothingTellsNobody() {
        selected("00000000 0a0a 2010 0000 0000 0000 0000", false);
        assertEquals(Sense.NO_SENSE, other.testUnitReady());
    }

    @Test
    void softwareWriteProtectStopsEveryNexusFromWriting() {
        selected(SWP, false);
        lun.write(1, 0, 1);
        assertEquals(Sense.WRITE_PROTECTED, lun.completion().sense());
        assertEquals(UnitAttention.MODE_PARAMETERS_CHANGED.sense(), other.testUnitReady());
        other.write(1, 0, 1);
        assertEquals(Sense.WRITE_PROTECTED, other.completion().sense());
    }

    @Test
    void switchingTheWriteCacheOffEmptiesItWhileNothingElseRuns() {
        lun.write(1, 0, 1);
        select(lun, NO_WCE, false);
        other.write(2, 8, 1);
        device.done(device.store.only());
        assertEquals(Kind.FLUSH, device.store.only().kind);
        device.done(device.store.only());
        assertEquals(2, lun.completions().size());
        device.done(device.store.only()); // what had waited behind the flush
        assertEquals(ScsiStatus.GOOD, other.completion().status());
        assertEquals(UnitAttention.MODE_PARAMETERS_CHANGED.sense(), other.testUnitReady());
        lun.write(3, 0, 1);
        assertEquals(Durability.THROUGH, device.store.only().durability);
    }

    @Test
    void savedModeParametersHoldAfterARestartAndAfterAReset() {
        selected(SWP, true);
        selected(D_SENSE, false);
        lun.reset(1);
        lun.received();
        assertEquals(UnitAttention.BUS_DEVICE_RESET_FUNCTION.sense(), lun.testUnitReady());
        lun.write(1, 0, 1);
        ScsiCompletion refused = lun.completion();
        assertEquals(Sense.WRITE_PROTECTED, refused.sense());
        assertFalse(refused.descriptorSense());

        Lun again = new DeviceHarness(8, Samples.disk(CachePolicy.WRITE_BACK), records).ready(1);
        again.write(1, 0, 1);
        assertEquals(Sense.WRITE_PROTECTED, again.completion().sense());
    }

    @Test
    void whatCannotBeSavedIsNotChangedEither() {
        records.failure = "the disk is full";
        select(lun, SWP, true);
        assertEquals(Sense.INTERNAL_TARGET_FAILURE, lun.completion().sense());
        lun.write(1, 0, 1);
        assertEquals(Kind.WRITE, device.store.only().kind);
        assertEquals(Sense.NO_SENSE, other.testUnitReady());
    }

    @Test
    void aModeSelectWhileAnotherIsBeingSavedIsAskedToComeAgain() {
        records.held = true;
        select(lun, SWP, true);
        select(other, D_SENSE, false);
        assertEquals(ScsiStatus.BUSY, other.completion().status());
        records.finishSaves();
        device.settle();
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(UnitAttention.MODE_PARAMETERS_CHANGED.sense(), other.testUnitReady());
        select(other, SWP, false);
        assertEquals(ScsiStatus.GOOD, other.completion().status());
    }

    @Test
    void savedModeParametersOfAnotherVersionAreReportedAndLeftAlone() {
        records.kept.put(DeviceUnit.SAVED_MODES, new byte[] {9, 9, 9});
        DeviceHarness started = new DeviceHarness(8, Samples.disk(CachePolicy.WRITE_BACK), records);
        assertEquals(1, started.logged(Level.ERROR).size());
        Lun again = started.ready(1);
        again.write(1, 0, 1);
        assertEquals(Kind.WRITE, started.store.only().kind);
    }

    @Test
    void aStoppedUnitIsNotReadyUntilItIsStartedOrReset() {
        lun.execute(1, Samples.startStop(0));
        device.done(device.store.only()); // the flush
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(Sense.NOT_READY_STOPPED, lun.testUnitReady());
        assertEquals(Sense.NOT_READY_STOPPED, other.testUnitReady());
        ByteBuf sense = other.read(2, Samples.REQUEST_SENSE, 252);
        assertEquals(0x02, sense.getByte(2));
        assertEquals(0x04, sense.getByte(12));
        other.completion();
        other.execute(3, Samples.startStop(1));
        assertEquals(ScsiStatus.GOOD, other.completion().status());
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
        lun.execute(4, Samples.startStop(4)); // NO_FLUSH
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.reset(1);
        lun.received();
        lun.testUnitReady();
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
    }

    @Test
    void whatFailsAfterImmedIsReportedWithTheNextCommandOfItsNexus() {
        lun.execute(1, Cdb.ofBytes(0x1B, 0x01, 0, 0, 0, 0));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        device.store.only().fail(BackstoreError.WRITE);
        device.settle();
        assertEquals(Sense.NOT_READY_STOPPED, other.testUnitReady(), "stopped at once, and nobody else's error");
        lun.read(2, Samples.INQUIRY, 36);
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.execute(3, Samples.startStop(1));
        assertEquals(Sense.WRITE_ERROR.asDeferred(), lun.completion().sense());
        assertEquals(Sense.NOT_READY_STOPPED, lun.testUnitReady(), "what reports another's error is not processed");
        lun.execute(4, Samples.startStop(1));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
    }

    @Test
    void requestSenseTellsOfALateErrorToo() {
        lun.execute(1, Samples.synchronizeCache(true));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        device.store.only().fail(BackstoreError.WRITE);
        device.settle();
        ByteBuf sense = lun.read(2, Samples.REQUEST_SENSE, 252);
        assertEquals(0x71, sense.getByte(0));
        assertEquals(0x0C, sense.getByte(12));
        lun.completion();
        assertEquals(Sense.NO_SENSE, lun.testUnitReady());
    }

    @Test
    void aMediumIsEjectedUnlessAnyNexusPreventsIt() {
        DeviceHarness drive = new DeviceHarness(8, Samples.removable(), new MemoryRecords());
        Lun one = drive.ready(1);
        Lun two = drive.ready(2);
        two.execute(1, Cdb.ofBytes(0x1E, 0, 0, 0, 1, 0));
        assertEquals(ScsiStatus.GOOD, two.completion().status());
        one.execute(1, Samples.startStop(2));
        assertEquals(Sense.MEDIUM_REMOVAL_PREVENTED, one.completion().sense());
        two.detach(); // a lost nexus prevents nothing
        one.execute(2, Samples.startStop(2));
        drive.done(drive.store.only());
        assertEquals(ScsiStatus.GOOD, one.completion().status());
        assertEquals(Sense.MEDIUM_NOT_PRESENT, one.testUnitReady());
        one.execute(3, Samples.startStop(1));
        assertEquals(Sense.MEDIUM_NOT_PRESENT, one.completion().sense());
        Lun three = drive.ready(3);
        three.execute(1, Cdb.ofBytes(0x1E, 0, 0, 0, 1, 0));
        one.execute(5, Samples.startStop(3));
        assertEquals(Sense.MEDIUM_REMOVAL_PREVENTED, one.completion().sense());
        three.execute(2, Cdb.ofBytes(0x1E, 0, 0, 0, 0, 0));
        three.received();
        one.execute(4, Samples.startStop(3));
        assertEquals(ScsiStatus.GOOD, one.completion().status());
        assertEquals(Sense.NO_SENSE, one.testUnitReady());
        assertEquals(UnitAttention.MEDIUM_MAY_HAVE_CHANGED.sense(), three.testUnitReady());
    }

    @Test
    void removalThatIsPreventedWhileTheCacheIsWrittenIsStillPrevented() {
        DeviceHarness drive = new DeviceHarness(8, Samples.removable(), new MemoryRecords());
        Lun one = drive.ready(1);
        Lun two = drive.ready(2);
        one.execute(1, Samples.startStop(2));
        two.execute(1, Cdb.ofBytes(0x1E, 0, 0, 0, 1, 0));
        two.completion();
        drive.done(drive.store.only());
        assertEquals(Sense.MEDIUM_REMOVAL_PREVENTED, one.completion().sense());
        assertEquals(Sense.NO_SENSE, one.testUnitReady());
        two.reset(1); // ends every prevention
        one.received();
        one.testUnitReady();
        one.execute(2, Samples.startStop(2));
        drive.done(drive.store.only());
        assertEquals(ScsiStatus.GOOD, one.completion().status());
    }

    @Test
    void logsCountWhatTheStoreHasDoneUntilTheyAreCleared() {
        lun.write(1, 0, 4);
        device.done(device.store.only());
        lun.read(2, Samples.read(0, 2), 2 * BLOCK);
        device.store.only().fail(BackstoreError.READ);
        device.settle();
        lun.completions();
        assertEquals(4 * BLOCK, counter(0x02, 5));
        assertEquals(0, counter(0x02, 6));
        assertEquals(1, counter(0x03, 6));
        lun.execute(3, Cdb.ofBytes(0x4C, 0x02, 0xC0, 0, 0, 0, 0, 0, 0, 0));
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        assertEquals(0, counter(0x02, 5));
        assertEquals(UnitAttention.LOG_PARAMETERS_CHANGED.sense(), other.testUnitReady());
    }

    private long counter(int page, int parameter) {
        ByteBuf data = lun.read(9, Cdb.ofBytes(0x4D, 0, 0x40 | page, 0, 0, 0, parameter, 0, 16, 0), 16);
        assertEquals(16, lun.completion().dataInBytes());
        return data.getLong(8);
    }

    @Test
    void prefetchMeetsItsConditionWhereTheStoreTakesItUp() {
        lun.execute(1, Samples.tenByte(0x34, 0, 8, 4));
        assertEquals("PREFETCH 4096+2048", device.store.only().toString());
        device.done(device.store.only());
        assertEquals(ScsiStatus.CONDITION_MET, lun.completion().status());
        lun.execute(2, Samples.tenByte(0x34, 0, 8, 4));
        device.store.only().fail(BackstoreError.UNSUPPORTED);
        device.settle();
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.execute(3, Samples.tenByte(0x34, 0, 8, 0)); // more than one command may ask for
        device.done(device.store.only());
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.execute(4, Samples.tenByte(0x34, 2, 8, 4));
        assertEquals(ScsiStatus.GOOD, lun.completion().status(), "at once, and not knowing yet");
    }

    @Test
    void getLbaStatusTellsTheMapOfTheStore() {
        device.store.extents = List.of(new Extent(8 * BLOCK, BLOCK, false), new Extent(9 * BLOCK, BLOCK, true));
        Cdb cdb = Cdb.ofBytes(0x9E, 0x12, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 40, 0, 0);
        ByteBuf data = lun.read(1, cdb, 100);
        assertEquals("EXTENTS 4096+2", device.store.only().toString());
        device.done(device.store.only());
        ScsiCompletion completion = lun.completion();
        assertEquals(40, completion.dataInBytes());
        assertEquals(40, completion.wantedBytes());
        assertEquals(8, data.getLong(8));
        assertEquals(1, data.getByte(20));
        lun.read(2, cdb, 100);
        device.store.only().fail(BackstoreError.READ);
        device.settle();
        assertEquals(Sense.UNRECOVERED_READ_ERROR, lun.completion().sense());
    }

    @Test
    void selfTestReadsBothEnds() {
        lun.execute(1, Cdb.ofBytes(0x1D, 0x04, 0, 0, 0, 0));
        assertEquals("READ 0+512", device.store.only().toString());
        device.done(device.store.only());
        assertEquals(
                "READ " + (ManualStore.BLOCKS - 1) * BLOCK + "+512",
                device.store.only().toString());
        device.done(device.store.only());
        assertEquals(ScsiStatus.GOOD, lun.completion().status());
        lun.execute(2, Cdb.ofBytes(0x1D, 0x04, 0, 0, 0, 0));
        device.store.only().fail(BackstoreError.READ);
        device.settle();
        assertEquals(Sense.SELF_TEST_FAILED, lun.completion().sense());
        assertEquals(0, device.ledger.bytesOut());
    }
}
