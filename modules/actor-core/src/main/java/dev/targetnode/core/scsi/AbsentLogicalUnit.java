package dev.targetnode.core.scsi;

/** Commands to a LUN at which an I_T nexus has no logical unit (SPC-4 4.5.1, SAM-5 5.11.3). */
public final class AbsentLogicalUnit {
    private AbsentLogicalUnit() {}

    /**
     * Plans a command: INQUIRY says that nothing is there, REPORT LUNS lists what is elsewhere, REQUEST SENSE reports
     * 25/00 as data, and everything else ends with 25/00.
     */
    public static Plan plan(NexusView nexus, Cdb cdb) {
        Operation operation = CommandTable.THICK_DISK.find(cdb);
        if (operation == null) {
            return Plan.check(Sense.LOGICAL_UNIT_NOT_SUPPORTED);
        }
        if (operation.ignoresUnitAttention() && !operation.accepts(cdb)) {
            return Plan.check(operation.reservedBit(cdb));
        }
        return switch (operation) {
            case INQUIRY ->
                cdb.bit(1, 0x01) || cdb.u8(2) != 0
                        ? Plan.check(Sense.invalidFieldInCdb(2, 7))
                        : Plan.Reply.of(Inquiry.absent(), cdb.u16(3));
            case REPORT_LUNS -> ReportLuns.plan(nexus, cdb);
            case REQUEST_SENSE ->
                new Plan.ReportSense(cdb.bit(1, 0x01), cdb.u8(4)).reply(Sense.LOGICAL_UNIT_NOT_SUPPORTED);
            default -> Plan.check(Sense.LOGICAL_UNIT_NOT_SUPPORTED);
        };
    }
}
