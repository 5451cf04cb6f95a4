package dev.targetnode.core.scsi;

/**
 * The current values of the control mode page that change behaviour (SPC-4 7.5.8).
 *
 * @param perNexusTaskSets TST: a task set of its own for each I_T nexus (001b), else one for all
 * @param descriptorSense D_SENSE: descriptor format sense data
 * @param softwareWriteProtect SWP: writes are refused as on a read-only disk
 * @param taskAbortedStatus TAS: commands aborted by another nexus end with TASK ABORTED
 */
public record ControlMode(
        boolean perNexusTaskSets, boolean descriptorSense, boolean softwareWriteProtect, boolean taskAbortedStatus) {
    public static final ControlMode DEFAULT = new ControlMode(true, false, false, false);
}
