package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Plan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PERSISTENT RESERVE IN (SPC-4 6.15). */
public final class PersistentReserveIn {
    private static final int HEADER_BYTES = 8;
    private static final int KEY_BYTES = 8;
    private static final int RESERVATION_BYTES = 16;
    private static final int CAPABILITIES_BYTES = 8;
    private static final int FULL_STATUS_BYTES = 24;
    private static final int R_HOLDER = 0x01;

    /** CRH, ATP_C, PTPL_C; not SIP_C. */
    private static final int CAPABILITIES = 0x10 | 0x04 | 0x01;

    /** TMV, and ALLOW COMMANDS 001b: TEST UNIT READY goes ahead, nothing is said of the others. */
    private static final int TMV_AND_ALLOW = 0x80 | 0x10;

    private static final int PTPL_A = 0x01;

    private PersistentReserveIn() {}

    /**
     * Plans the command: a reply, or a conflict where a RESERVE is in force, whoever asks (SPC-2 5.5.1).
     *
     * @param operation one of the PERSISTENT RESERVE IN operations
     * @param targetPorts RELATIVE TARGET PORT IDENTIFIERs as they are now
     */
    public static Plan plan(Operation operation, Cdb cdb, Reservations now, Map<TargetPort, Integer> targetPorts) {
        if (now.reservedBy() != null) {
            return Plan.CONFLICT;
        }
        byte[] data = switch (operation) {
            case PERSISTENT_RESERVE_IN_READ_KEYS -> keys(now);
            case PERSISTENT_RESERVE_IN_READ_RESERVATION -> reservation(now);
            case PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES -> capabilities(now);
            case PERSISTENT_RESERVE_IN_READ_FULL_STATUS -> fullStatus(now, targetPorts);
            default -> throw new IllegalArgumentException(operation + " does not report persistent reservations");
        };
        return Plan.reply(data, cdb.u16(7));
    }

    private static void putHeader(Reservations now, ByteBuffer out) {
        out.putInt(now.generation()).putInt(out.capacity() - HEADER_BYTES);
    }

    /** SPC-4 6.15.2. */
    private static byte[] keys(Reservations now) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + now.registrations().size() * KEY_BYTES);
        putHeader(now, out);
        now.registrations().values().forEach(registration -> out.putLong(registration.key()));
        return out.array();
    }

    /** SPC-4 6.15.3: a reservation that all registrants hold is reported with a key of zero. */
    private static byte[] reservation(Reservations now) {
        Reservations.Hold hold = now.hold();
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + (hold == null ? 0 : RESERVATION_BYTES));
        putHeader(now, out);
        if (hold != null) {
            Long key = hold.holder() == null ? null : now.key(hold.holder());
            out.putLong(key == null ? 0 : key).putInt(0).put((byte) 0); // obsolete, reserved
            out.put((byte) hold.type().code()); // SCOPE 0h
        }
        return out.array();
    }

    /** SPC-4 6.15.4. */
    private static byte[] capabilities(Reservations now) {
        int types = 0;
        for (ReservationType type : ReservationType.values()) {
            // The mask has WRITE EXCLUSIVE to WRITE EXCLUSIVE - ALL REGISTRANTS in byte 4, the last type in byte 5.
            types |= type.code() < 8 ? 0x100 << type.code() : 0x001;
        }
        return ByteBuffer.allocate(CAPABILITIES_BYTES)
                .putShort((short) CAPABILITIES_BYTES)
                .put((byte) CAPABILITIES)
                .put((byte) (TMV_AND_ALLOW | (now.persists() ? PTPL_A : 0)))
                .putShort((short) types)
                .array();
    }

    /** SPC-4 6.15.5: one descriptor for each nexus, ALL_TG_PT zero. */
    private static byte[] fullStatus(Reservations now, Map<TargetPort, Integer> targetPorts) {
        List<byte[]> descriptors = new ArrayList<>();
        int bytes = 0;
        for (Map.Entry<ItNexus, Registration> entry : now.registrations().entrySet()) {
            byte[] descriptor = descriptor(now, entry.getKey(), entry.getValue(), targetPorts);
            descriptors.add(descriptor);
            bytes += descriptor.length;
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bytes);
        putHeader(now, out);
        descriptors.forEach(out::put);
        return out.array();
    }

    private static byte[] descriptor(
            Reservations now, ItNexus nexus, Registration registration, Map<TargetPort, Integer> targetPorts) {
        byte[] transportId = nexus.initiatorPort().encode();
        Reservations.Hold hold = now.hold();
        boolean holds = now.isHolder(nexus);
        return ByteBuffer.allocate(FULL_STATUS_BYTES + transportId.length)
                .putLong(registration.key())
                .putInt(0)
                .put((byte) (holds ? R_HOLDER : 0))
                .put((byte) (holds && hold != null ? hold.type().code() : 0))
                .putInt(0)
                .putShort(
                        (short) (int) targetPorts.getOrDefault(nexus.targetPort(), registration.relativeTargetPortId()))
                .putInt(transportId.length)
                .put(transportId)
                .array();
    }
}
