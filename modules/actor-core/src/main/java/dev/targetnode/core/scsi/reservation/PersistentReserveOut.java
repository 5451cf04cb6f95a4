package dev.targetnode.core.scsi.reservation;

import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Sense;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** PERSISTENT RESERVE OUT (SPC-4 6.16): from what is reserved and a command to what is reserved then. */
public final class PersistentReserveOut {
    private static final int SCOPE_AND_TYPE = 2;

    private PersistentReserveOut() {}

    /**
     * Judges a command and, where it is right, says what it changes.
     *
     * @param operation one of the PERSISTENT RESERVE OUT operations
     * @param list all of the data-out that arrived, from its position on
     */
    public static ReservationOutcome apply(
            Operation operation, Cdb cdb, ByteBuffer list, Requester requester, Reservations now) {
        ReserveOutParameters.Parsed parsed = ReserveOutParameters.parse(cdb.u32(5), list.slice());
        if (parsed instanceof ReserveOutParameters.Invalid invalid) {
            return ReservationOutcome.refused(invalid.sense());
        }
        ReserveOutParameters parameters = ((ReserveOutParameters.Valid) parsed).parameters();
        if (now.reservedBy() != null) {
            return ReservationOutcome.CONFLICT; // SPC-2 5.5.1: for whoever asks, the one who has reserved included
        }
        if (operation == Operation.PERSISTENT_RESERVE_OUT_REGISTER) {
            return Registering.register(parameters, requester, now);
        }
        if (operation == Operation.PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY) {
            return Registering.registerAndIgnore(parameters, requester, now);
        }
        ItNexus nexus = requester.nexus();
        Long registered = now.key(nexus);
        if (registered == null || registered != parameters.key()) {
            return ReservationOutcome.CONFLICT;
        }
        return switch (operation) {
            case PERSISTENT_RESERVE_OUT_RESERVE -> reserve(cdb, nexus, now);
            case PERSISTENT_RESERVE_OUT_RELEASE -> release(cdb, nexus, now);
            case PERSISTENT_RESERVE_OUT_CLEAR -> Reserving.clear(nexus, now);
            case PERSISTENT_RESERVE_OUT_PREEMPT -> Preempting.preempt(cdb, parameters.serviceActionKey(), nexus, now);
            case PERSISTENT_RESERVE_OUT_PREEMPT_AND_ABORT ->
                Preempting.preemptAndAbort(cdb, parameters.serviceActionKey(), nexus, now);
            default -> throw new IllegalArgumentException(operation + " does not change persistent reservations");
        };
    }

    private static ReservationOutcome reserve(Cdb cdb, ItNexus nexus, Reservations now) {
        ReservationType type = type(cdb);
        return type == null ? ReservationOutcome.refused(wrongType(cdb)) : Reserving.reserve(type, nexus, now);
    }

    private static ReservationOutcome release(Cdb cdb, ItNexus nexus, Reservations now) {
        ReservationType type = type(cdb);
        return type == null ? ReservationOutcome.refused(wrongType(cdb)) : Reserving.release(type, nexus, now);
    }

    /** The TYPE of a reservation of the whole logical unit (SCOPE 0h), or null where either is anything else. */
    static @Nullable ReservationType type(Cdb cdb) {
        int field = cdb.u8(SCOPE_AND_TYPE);
        return field >>> 4 == 0 ? ReservationType.of(field & 0x0F) : null;
    }

    static Sense wrongType(Cdb cdb) {
        return Sense.invalidFieldInCdb(SCOPE_AND_TYPE, cdb.u8(SCOPE_AND_TYPE) >>> 4 != 0 ? 7 : 3);
    }
}
