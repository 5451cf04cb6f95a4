package dev.targetnode.core.scsi;

/**
 * Everything about a disk that its commands' answers depend on. Immutable; a resize, a MODE SELECT or a change of
 * attributes makes another one.
 *
 * @param identity who it says it is
 * @param geometry size and block length
 * @param cache write cache behaviour
 * @param provisioning thin or not
 * @param limits what one command may ask
 * @param control control mode page
 * @param readOnly write protected by configuration or by the store
 * @param removable RMB of INQUIRY
 * @param rotational a rotating medium rather than solid state
 */
public record DiskState(
        DiskIdentity identity,
        DiskGeometry geometry,
        CachePolicy cache,
        Provisioning provisioning,
        DiskLimits limits,
        ControlMode control,
        boolean readOnly,
        boolean removable,
        boolean rotational) {

    /** What the disk offers: the table that dispatches and that REPORT SUPPORTED OPERATION CODES reports. */
    public CommandTable commands() {
        return provisioning.thin() ? CommandTable.THIN_DISK : CommandTable.THICK_DISK;
    }

    /** True where commands that modify the medium end with 27/00. */
    public boolean writeProtected() {
        return readOnly || control.softwareWriteProtect();
    }

    /** Sense data in the format that D_SENSE asks for. */
    public byte[] encode(Sense sense) {
        return sense.encode(control.descriptorSense());
    }

    /** The same disk as one that may not write to it sees it. */
    public DiskState withReadOnly() {
        return new DiskState(identity, geometry, cache, provisioning, limits, control, true, removable, rotational);
    }

    /** The same disk after a resize. */
    public DiskState withGeometry(DiskGeometry resized) {
        return new DiskState(identity, resized, cache, provisioning, limits, control, readOnly, removable, rotational);
    }

    /** The same disk with another control mode page. */
    public DiskState withControl(ControlMode changed) {
        return new DiskState(identity, geometry, cache, provisioning, limits, changed, readOnly, removable, rotational);
    }
}
