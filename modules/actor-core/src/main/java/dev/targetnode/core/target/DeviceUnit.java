package dev.targetnode.core.target;

import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.scsi.MediumState;
import dev.targetnode.core.scsi.ModeSettings;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What commands change of a logical unit beside its blocks: mode parameters, whether it is started and has its medium,
 * what its logs count. Confined to the device actor.
 */
final class DeviceUnit {
    /** The kind of record that holds saved mode parameters. */
    static final String SAVED_MODES = "mode-pages";

    private final DeviceRecords records;
    private final Collection<Attachment> attachments;
    private final LogCount log = new LogCount();
    private final boolean savedModesUsable;
    private DiskState disk;
    private DiskState readOnlyDisk;
    private MediumState medium = MediumState.READY;
    private boolean isolated;
    private boolean changingModes;

    /** @param attachments every nexus that is attached, as it changes */
    DeviceUnit(DiskState configured, DeviceRecords records, Collection<Attachment> attachments) {
        this.records = records;
        this.attachments = attachments;
        Optional<byte[]> kept = records.load(SAVED_MODES);
        Optional<ModeSettings> saved = kept.flatMap(configured.defaults()::withKept);
        this.savedModesUsable = kept.isEmpty() || saved.isPresent();
        this.disk =
                saved.map(modes -> configured.withModes(modes).withSaved(modes)).orElse(configured);
        this.readOnlyDisk = disk.withReadOnly();
    }

    /** False where saved mode parameters were found that nobody understands, and the configured ones hold. */
    boolean savedModesUsable() {
        return savedModesUsable;
    }

    DiskState disk() {
        return disk;
    }

    /** The disk as one nexus sees it. */
    DiskState seenBy(Attachment nexus) {
        return nexus.readOnly ? readOnlyDisk : disk;
    }

    LogCount log() {
        return log;
    }

    /** Whether the medium can be reached, as the gate is to see it. */
    MediumState medium() {
        return isolated ? MediumState.ISOLATED : medium;
    }

    boolean isolated() {
        return isolated;
    }

    /** The backend is stuck, or answers again. */
    void isolate(boolean stuck) {
        isolated = stuck;
        tellMedium();
    }

    private void medium(MediumState changed) {
        medium = changed;
        tellMedium();
    }

    private void tellMedium() {
        attachments.forEach(attachment -> attachment.medium(medium()));
    }

    /**
     * LOGICAL UNIT RESET: saved mode parameters hold again (SPC-4 6.11), removal is allowed (SPC-4 6.18), and a unit that
     * was stopped has started (SPC-4 5.12.6).
     */
    void reset() {
        modes(disk.saved());
        attachments.forEach(attachment -> attachment.preventsRemoval = false);
        if (medium == MediumState.STOPPED) {
            medium(MediumState.READY);
        }
    }

    // ---- mode parameters

    private void modes(ModeSettings changed) {
        disk = disk.withModes(changed);
        readOnlyDisk = disk.withReadOnly();
    }

    /**
     * The work of a MODE SELECT; null while another one is not done, on whose outcome this one would depend. A write cache
     * that is being switched off is emptied first, while nothing else touches the disk.
     */
    @Nullable
    Work changeModes(Plan.ChangeModes plan, Attachment from) {
        if (changingModes) {
            return null;
        }
        changingModes = true;
        ModeSettings now = disk.modes();
        boolean emptiesCache =
                now.cache().writeCacheEnabled() && !plan.changed().cache().writeCacheEnabled();
        return new UnitWork(
                emptiesCache ? disk.geometry().blocks() : 0,
                emptiesCache,
                plan.save() ? done -> records.save(SAVED_MODES, plan.changed().encode(), done) : null,
                () -> {
                    changed(plan, from);
                    return null;
                },
                () -> changingModes = false);
    }

    private void changed(Plan.ChangeModes plan, Attachment from) {
        boolean differs = !plan.changed().equals(disk.modes());
        if (plan.save()) {
            disk = disk.withSaved(plan.changed());
        }
        modes(plan.changed());
        if (differs) {
            raiseForOthers(from, UnitAttention.MODE_PARAMETERS_CHANGED);
        }
    }

    private void raiseForOthers(Attachment from, UnitAttention attention) {
        for (Attachment attachment : attachments) {
            if (attachment != from) {
                attachment.raise(attention);
            }
        }
    }

    // ---- starting, stopping, removing

    /** Why START STOP UNIT cannot do this now; null where it can. */
    @Nullable
    Sense refusal(Plan.StartStop plan) {
        return switch (plan.action()) {
            case START, STOP -> medium == MediumState.NOT_PRESENT ? Sense.MEDIUM_NOT_PRESENT : null;
            // the drive is locked, in either direction
            case LOAD -> medium == MediumState.NOT_PRESENT ? prevented() : null;
            case EJECT -> prevented();
        };
    }

    private @Nullable Sense prevented() {
        return attachments.stream().anyMatch(attachment -> attachment.preventsRemoval)
                ? Sense.MEDIUM_REMOVAL_PREVENTED
                : null;
    }

    /** The work of START STOP UNIT. With IMMED the change is seen at once, and only what goes before it comes later. */
    Work startStop(Plan.StartStop plan, Attachment from) {
        boolean flush = plan.flush() && disk.cache().flushReachesStore() && medium != MediumState.NOT_PRESENT;
        if (plan.immediate()) {
            Sense refusal = act(plan, from);
            return new UnitWork(0, flush, null, () -> refusal, () -> {});
        }
        return new UnitWork(0, flush, null, () -> act(plan, from), () -> {});
    }

    private @Nullable Sense act(Plan.StartStop plan, Attachment from) {
        Sense refusal = refusal(plan); // what was allowed when it began may have been prevented since
        if (refusal == null) {
            switch (plan.action()) {
                case START -> medium(MediumState.READY);
                case STOP -> medium(MediumState.STOPPED);
                case EJECT -> medium(MediumState.NOT_PRESENT);
                case LOAD -> load(from);
            }
        }
        return refusal;
    }

    /** The nexus that has loaded the medium knows of it. */
    private void load(Attachment from) {
        boolean inserted = medium == MediumState.NOT_PRESENT;
        medium(MediumState.READY);
        if (inserted) {
            raiseForOthers(from, UnitAttention.MEDIUM_MAY_HAVE_CHANGED);
        }
    }

    // ---- logs

    /** LOG SELECT. */
    void clear(Plan.ClearLog plan, Attachment from) {
        log.set(plan.cleared(log.now()));
        raiseForOthers(from, UnitAttention.LOG_PARAMETERS_CHANGED);
    }
}
