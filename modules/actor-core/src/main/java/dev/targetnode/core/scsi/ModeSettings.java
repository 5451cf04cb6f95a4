package dev.targetnode.core.scsi;

import java.util.Optional;

/**
 * The mode parameters of a disk that decide how it behaves.
 *
 * @param cache what the caching page says of the write cache
 * @param control what the control page says
 */
public record ModeSettings(CachePolicy cache, ControlMode control) {
    private static final byte VERSION = 1;
    private static final int WCE = 0x01;
    private static final int D_SENSE = 0x02;
    private static final int SWP = 0x04;
    private static final int KEPT_BYTES = 2;

    /** What MODE SELECT with SP keeps: the fields that can be changed, behind the version of this format. */
    public byte[] encode() {
        int bits = (cache.writeCacheEnabled() ? WCE : 0)
                | (control.descriptorSense() ? D_SENSE : 0)
                | (control.softwareWriteProtect() ? SWP : 0);
        return new byte[] {VERSION, (byte) bits};
    }

    /**
     * These configured settings with the kept values of the fields that can be changed.
     *
     * @return empty where the bytes are not of a format that is known
     */
    public Optional<ModeSettings> withKept(byte[] kept) {
        if (kept.length != KEPT_BYTES || kept[0] != VERSION) {
            return Optional.empty();
        }
        return Optional.of(with((kept[1] & WCE) != 0, (kept[1] & D_SENSE) != 0, (kept[1] & SWP) != 0));
    }

    /** Configured settings with other values of the fields that can be changed. */
    ModeSettings with(boolean writeCache, boolean descriptorSense, boolean softwareWriteProtect) {
        return new ModeSettings(
                cache.canBeSwitched() ? new CachePolicy(!writeCache, false) : cache,
                new ControlMode(
                        control.perNexusTaskSets(),
                        descriptorSense,
                        softwareWriteProtect,
                        control.taskAbortedStatus()));
    }
}
