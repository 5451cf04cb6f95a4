package dev.targetnode.core.scsi.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.targetnode.core.scsi.Cdb;
import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A logical unit's reservations, and commands of several nexuses upon them. */
final class Reserver {
    static final TargetPort PORT = new TargetPort("iqn.2026-11.dev.targetnode:disk1", 1);
    static final TargetPort OTHER_PORT = new TargetPort("iqn.2026-11.dev.targetnode:disk1-b", 1);
    static final ItNexus A = nexus(1);
    static final ItNexus B = nexus(2);
    static final ItNexus C = nexus(3);
    static final int WE = 1;
    static final int EA = 3;
    static final int WE_RO = 5;
    static final int EA_RO = 6;
    static final int WE_AR = 7;
    static final int EA_AR = 8;

    final Map<TargetPort, Integer> ports = new LinkedHashMap<>(Map.of(PORT, 1));
    Reservations now = Reservations.NONE;

    static ItNexus nexus(int number) {
        return new ItNexus(new TransportId("iqn.2026-11.example:host" + number, 0x8000_0000_0000L + number), PORT);
    }

    static ItNexus through(ItNexus nexus, TargetPort port) {
        return new ItNexus(nexus.initiatorPort(), port);
    }

    static ByteBuffer list(long key, long serviceActionKey, int flags) {
        return ByteBuffer.allocate(24)
                .putLong(0, key)
                .putLong(8, serviceActionKey)
                .put(20, (byte) flags);
    }

    static Cdb out(Operation operation, int scopeAndType, int listBytes) {
        return Cdb.ofBytes(
                0x5F,
                operation.serviceAction(),
                scopeAndType,
                0,
                0,
                listBytes >> 24,
                listBytes >> 16,
                listBytes >> 8,
                listBytes,
                0);
    }

    ReservationOutcome judge(ItNexus nexus, Operation operation, int scopeAndType, ByteBuffer list) {
        return PersistentReserveOut.apply(
                operation, out(operation, scopeAndType, list.remaining()), list, new Requester(nexus, ports), now);
    }

    /** A command that must be GOOD; what it changes holds from then on. */
    ReservationOutcome.Done good(
            ItNexus nexus, Operation operation, int type, long key, long serviceActionKey, int flags) {
        ReservationOutcome.Done done = assertInstanceOf(
                ReservationOutcome.Done.class, judge(nexus, operation, type, list(key, serviceActionKey, flags)));
        now = done.next();
        return done;
    }

    void conflict(ItNexus nexus, Operation operation, int type, long key, long serviceActionKey) {
        assertEquals(ReservationOutcome.CONFLICT, judge(nexus, operation, type, list(key, serviceActionKey, 0)));
    }

    void refused(Sense sense, ItNexus nexus, Operation operation, int type, long key, long serviceActionKey) {
        assertEquals(ReservationOutcome.refused(sense), judge(nexus, operation, type, list(key, serviceActionKey, 0)));
    }

    ReservationOutcome.Done register(ItNexus nexus, long key, long newKey) {
        return good(nexus, Operation.PERSISTENT_RESERVE_OUT_REGISTER, 0, key, newKey, 0);
    }

    /** Registers with these keys, A first. */
    Reserver registered(long... keys) {
        ItNexus[] nexuses = {A, B, C};
        for (int i = 0; i < keys.length; i++) {
            register(nexuses[i], 0, keys[i]);
        }
        return this;
    }

    ReservationOutcome.Done reserve(ItNexus nexus, int type, long key) {
        return good(nexus, Operation.PERSISTENT_RESERVE_OUT_RESERVE, type, key, 0, 0);
    }

    static Map<ItNexus, UnitAttention> told(UnitAttention attention, ItNexus... nexuses) {
        Map<ItNexus, UnitAttention> told = new LinkedHashMap<>();
        for (ItNexus nexus : nexuses) {
            told.put(nexus, attention);
        }
        return told;
    }
}
