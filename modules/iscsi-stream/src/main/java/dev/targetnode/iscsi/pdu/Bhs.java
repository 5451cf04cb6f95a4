package dev.targetnode.iscsi.pdu;

/** Offsets and bits of the Basic Header Segment (RFC 7143 11.2.1 and the figure of each PDU in section 11). */
public final class Bhs {
    /** Length of the BHS in bytes. */
    public static final int BYTES = 48;
    /** Every segment is padded to a multiple of this many bytes (RFC 7143 11.1). */
    public static final int PAD_BYTES = 4;
    /** The reserved value of an Initiator Task Tag and of a Target Transfer Tag. */
    public static final int RESERVED_TAG = 0xffff_ffff;

    /** Immediate delivery (I) and opcode. */
    public static final int OPCODE = 0;
    /** F and the opcode-specific flags. */
    public static final int FLAGS = 1;
    /** Response, or Reject reason, or Version-max. */
    public static final int RESPONSE = 2;
    /** Version-max of the login PDUs. */
    public static final int VERSION_MAX = 2;
    /** SCSI status. */
    public static final int STATUS = 3;
    /** Version-min or Version-active of the login PDUs. */
    public static final int VERSION_MIN = 3;
    /** TotalAHSLength, one byte, in four-byte words. */
    public static final int TOTAL_AHS_LENGTH = 4;
    /** DataSegmentLength, three bytes, without padding. */
    public static final int DATA_SEGMENT_LENGTH = 5;
    /** LUN, eight bytes. */
    public static final int LUN = 8;
    /** ISID, six bytes (login PDUs). */
    public static final int ISID = 8;
    /** TSIH, two bytes (login PDUs). */
    public static final int TSIH = 14;
    /** Initiator Task Tag. */
    public static final int INITIATOR_TASK_TAG = 16;
    /** Target Transfer Tag. */
    public static final int TARGET_TRANSFER_TAG = 20;
    /** Expected Data Transfer Length (SCSI Command). */
    public static final int EXPECTED_DATA_TRANSFER_LENGTH = 20;
    /** Referenced Task Tag (task management request). */
    public static final int REFERENCED_TASK_TAG = 20;
    /** CID, two bytes (Login Request, Logout Request). */
    public static final int CID = 20;
    /** SNACK Tag (SCSI Response). */
    public static final int SNACK_TAG = 20;
    /** CmdSN (from initiators). */
    public static final int CMD_SN = 24;
    /** StatSN (from targets). */
    public static final int STAT_SN = 24;
    /** ExpStatSN (from initiators). */
    public static final int EXP_STAT_SN = 28;
    /** ExpCmdSN (from targets). */
    public static final int EXP_CMD_SN = 28;
    /** CDB, sixteen bytes (SCSI Command). */
    public static final int CDB = 32;
    /** MaxCmdSN (from targets). */
    public static final int MAX_CMD_SN = 32;
    /** RefCmdSN (task management request). */
    public static final int REF_CMD_SN = 32;
    /** DataSN, R2TSN or ExpDataSN. */
    public static final int DATA_SN = 36;
    /** Status-Class, then Status-Detail (Login Response). */
    public static final int STATUS_CLASS = 36;
    /** Status-Detail (Login Response). */
    public static final int STATUS_DETAIL = 37;
    /** AsyncEvent (Asynchronous Message). */
    public static final int ASYNC_EVENT = 36;
    /** AsyncVCode (Asynchronous Message). */
    public static final int ASYNC_VENDOR_CODE = 37;
    /** Parameter1, two bytes (Asynchronous Message). */
    public static final int PARAMETER_1 = 38;
    /** Parameter2, two bytes (Asynchronous Message). */
    public static final int PARAMETER_2 = 40;
    /** Parameter3, two bytes (Asynchronous Message). */
    public static final int PARAMETER_3 = 42;
    /** Buffer Offset (Data-In, Data-Out, R2T). */
    public static final int BUFFER_OFFSET = 40;
    /** Bidirectional Read Residual Count (SCSI Response). */
    public static final int BIDIRECTIONAL_READ_RESIDUAL_COUNT = 40;
    /** BegRun (SNACK). */
    public static final int BEG_RUN = 40;
    /** Time2Wait, two bytes (Logout Response). */
    public static final int TIME_2_WAIT = 40;
    /** Time2Retain, two bytes (Logout Response). */
    public static final int TIME_2_RETAIN = 42;
    /** Residual Count (SCSI Response, Data-In). */
    public static final int RESIDUAL_COUNT = 44;
    /** Desired Data Transfer Length (R2T). */
    public static final int DESIRED_DATA_TRANSFER_LENGTH = 44;
    /** RunLength (SNACK). */
    public static final int RUN_LENGTH = 44;

    /** The opcode in its byte. */
    public static final int OPCODE_MASK = 0x3f;
    /** I: immediate delivery. */
    public static final int IMMEDIATE_BIT = 0x40;
    /** F: final PDU of a sequence; a constant 1 in single PDUs. */
    public static final int FINAL_BIT = 0x80;
    /** T: transit to the next stage (login PDUs). */
    public static final int TRANSIT_BIT = 0x80;
    /** C: the text continues in the next PDU. */
    public static final int CONTINUE_BIT = 0x40;
    /** R: read (SCSI Command). */
    public static final int READ_BIT = 0x40;
    /** W: write (SCSI Command). */
    public static final int WRITE_BIT = 0x20;
    /** ATTR (SCSI Command). */
    public static final int ATTRIBUTE_MASK = 0x07;
    /** A: acknowledge (Data-In). */
    public static final int ACKNOWLEDGE_BIT = 0x40;
    /** o: bidirectional read overflow (SCSI Response). */
    public static final int BIDIRECTIONAL_OVERFLOW_BIT = 0x10;
    /** u: bidirectional read underflow (SCSI Response). */
    public static final int BIDIRECTIONAL_UNDERFLOW_BIT = 0x08;
    /** O: residual overflow. */
    public static final int OVERFLOW_BIT = 0x04;
    /** U: residual underflow. */
    public static final int UNDERFLOW_BIT = 0x02;
    /** S: the Data-In carries status. */
    public static final int STATUS_BIT = 0x01;
    /** Function or reason code beside a constant 1. */
    public static final int CODE_MASK = 0x7f;
    /** SNACK type. */
    public static final int SNACK_TYPE_MASK = 0x0f;
    /** NSG (login PDUs); CSG is two bits above. */
    public static final int STAGE_MASK = 0x03;
    /** How far CSG lies above NSG. */
    public static final int CURRENT_STAGE_SHIFT = 2;

    private Bhs() {}

    /** Zero bytes that follow a segment of this many bytes, 0..3. */
    public static int padding(int segmentBytes) {
        return -segmentBytes & (PAD_BYTES - 1);
    }
}
