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
 * @param defaults mode parameters as they were configured
 * @param saved mode parameters that hold after a reset or a restart
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
        boolean rotational,
        ModeSettings defaults,
        ModeSettings saved) {

    /** A disk whose mode parameters nobody has changed. */
    public DiskState(
            DiskIdentity identity,
            DiskGeometry geometry,
            CachePolicy cache,
            Provisioning provisioning,
            DiskLimits limits,
            ControlMode control,
            boolean readOnly,
            boolean removable,
            boolean rotational) {
        this(
                identity,
                geometry,
                cache,
                provisioning,
                limits,
                control,
                readOnly,
                removable,
                rotational,
                new ModeSettings(cache, control),
                new ModeSettings(cache, control));
    }

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

    /** The mode parameters that hold now. */
    public ModeSettings modes() {
        return new ModeSettings(cache, control);
    }

    /** The same disk as one that may not write to it sees it. */
    public DiskState withReadOnly() {
        return with(geometry, modes(), saved, true);
    }

    /** The same disk after a resize. */
    public DiskState withGeometry(DiskGeometry resized) {
        return with(resized, modes(), saved, readOnly);
    }

    /** The same disk with another control mode page. */
    public DiskState withControl(ControlMode changed) {
        return with(geometry, new ModeSettings(cache, changed), saved, readOnly);
    }

    /** The same disk after a MODE SELECT. */
    public DiskState withModes(ModeSettings changed) {
        return with(geometry, changed, saved, readOnly);
    }

    /** The same disk after these mode parameters have been saved. */
    public DiskState withSaved(ModeSettings changed) {
        return with(geometry, modes(), changed, readOnly);
    }

    private DiskState with(DiskGeometry shape, ModeSettings modes, ModeSettings kept, boolean noWrites) {
        return new DiskState(
                identity,
                shape,
                modes.cache(),
                provisioning,
                limits,
                modes.control(),
                noWrites,
                removable,
                rotational,
                defaults,
                kept);
    }
}
