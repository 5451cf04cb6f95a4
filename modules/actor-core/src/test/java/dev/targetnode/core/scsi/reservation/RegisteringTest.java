package dev.targetnode.core.scsi.reservation;

import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_REGISTER;
import static dev.targetnode.core.scsi.Operation.PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY;
import static dev.targetnode.core.scsi.reservation.Reserver.A;
import static dev.targetnode.core.scsi.reservation.Reserver.B;
import static dev.targetnode.core.scsi.reservation.Reserver.C;
import static dev.targetnode.core.scsi.reservation.Reserver.OTHER_PORT;
import static dev.targetnode.core.scsi.reservation.Reserver.PORT;
import static dev.targetnode.core.scsi.reservation.Reserver.through;
import static dev.targetnode.core.scsi.reservation.Reserver.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** REGISTER and REGISTER AND IGNORE EXISTING KEY (SPC-4 5.13.7, 6.16). */
final class RegisteringTest {
    private static final int ALL_TG_PT = 0x04;
    private static final int APTPL = 0x01;
    private final Reserver unit = new Reserver();

    @Test
    void anUnregisteredNexusRegistersWithKeyZeroOnly() {
        unit.conflict(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 7, 7);
        unit.register(A, 0, 0xA);
        assertEquals(0xAL, unit.now.key(A));
        assertNull(unit.now.key(B));
    }

    @Test
    void aRegisteredNexusChangesItsKeyByGivingTheOldOne() {
        unit.registered(0xA);
        unit.conflict(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xB);
        unit.conflict(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0xB, 0xC);
        unit.register(A, 0xA, 0xB);
        assertEquals(0xBL, unit.now.key(A));
        assertEquals(1, unit.now.registrations().size());
    }

    @Test
    void keyZeroUnregistersAndIsNoErrorWhereNothingIsRegistered() {
        unit.registered(0xA);
        unit.register(A, 0xA, 0);
        assertNull(unit.now.key(A));
        unit.register(A, 0, 0);
        assertEquals(Map.of(), unit.now.registrations());
        assertEquals(3, unit.now.generation());
    }

    @Test
    void registerAndIgnoreAsksForNoKey() {
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY, 0, 99, 0xA, 0);
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY, 0, 99, 0xB, 0);
        assertEquals(0xBL, unit.now.key(A));
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER_AND_IGNORE_EXISTING_KEY, 0, 99, 0, 0);
        assertNull(unit.now.key(A));
        assertEquals(3, unit.now.generation());
    }

    @Test
    void aConflictOrARefusalDoesNotCountAsAGeneration() {
        unit.registered(0xA);
        unit.conflict(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 1, 2);
        assertEquals(1, unit.now.generation());
    }

    @Test
    void aHolderThatChangesItsKeyGoesOnHolding() {
        unit.registered(0xA).reserve(A, Reserver.WE, 0xA);
        unit.register(A, 0xA, 0xAA);
        assertTrue(unit.now.isHolder(A));
    }

    @Test
    void aHolderThatUnregistersReleasesAndRegistrantsHearOfItWhereTheyHadAShare() {
        for (int type : new int[] {Reserver.WE_RO, Reserver.EA_RO}) {
            Reserver shared = new Reserver().registered(0xA, 0xB, 0xC);
            shared.reserve(A, type, 0xA);
            assertEquals(
                    told(UnitAttention.RESERVATIONS_RELEASED, B, C),
                    shared.register(A, 0xA, 0).attentions());
            assertNull(shared.now.hold());
        }
        for (int type : new int[] {Reserver.WE, Reserver.EA}) {
            Reserver own = new Reserver().registered(0xA, 0xB);
            own.reserve(A, type, 0xA);
            assertEquals(Map.of(), own.register(A, 0xA, 0).attentions());
            assertNull(own.now.hold());
        }
    }

    @Test
    void whatAllRegistrantsHoldEndsWithTheLastOfThem() {
        for (int type : new int[] {Reserver.WE_AR, Reserver.EA_AR}) {
            Reserver all = new Reserver().registered(0xA, 0xB);
            all.reserve(A, type, 0xA);
            assertEquals(Map.of(), all.register(A, 0xA, 0).attentions());
            assertNotNull(all.now.hold());
            assertTrue(all.now.isHolder(B));
            assertFalse(all.now.isHolder(A));
            all.register(B, 0xB, 0);
            assertNull(all.now.hold());
        }
    }

    @Test
    void allTargetPortsRegistersThroughEachPortOrThroughNone() {
        unit.ports.put(OTHER_PORT, 2);
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xA, ALL_TG_PT);
        assertEquals(0xAL, unit.now.key(through(A, PORT)));
        assertEquals(new Registration(2, 0xA), unit.now.registrations().get(through(A, OTHER_PORT)));
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0xA, 0, ALL_TG_PT);
        assertEquals(Map.of(), unit.now.registrations());

        unit.register(through(A, OTHER_PORT), 0, 0xB);
        assertEquals(
                ReservationOutcome.CONFLICT,
                unit.judge(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, Reserver.list(0, 0xA, ALL_TG_PT)));
        assertNull(unit.now.key(A));
    }

    @Test
    void theLastAptplThatWasAcceptedIsTheOneThatHolds() {
        unit.good(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 0xA, APTPL);
        assertTrue(unit.now.persists());
        unit.conflict(B, PERSISTENT_RESERVE_OUT_REGISTER, 0, 5, 0xB);
        assertTrue(unit.now.persists());
        unit.reserve(A, Reserver.WE, 0xA);
        assertTrue(unit.now.persists(), "RESERVE says nothing about it");
        unit.register(B, 0, 0xB);
        assertFalse(unit.now.persists());
    }

    @Test
    void moreRegistrationsThanThereIsRoomForAreRefused() {
        for (int i = 0; i < Reservations.REGISTRATIONS_MAX; i++) {
            unit.register(Reserver.nexus(100 + i), 0, 1);
        }
        unit.refused(Sense.INSUFFICIENT_REGISTRATION_RESOURCES, A, PERSISTENT_RESERVE_OUT_REGISTER, 0, 0, 1);
        assertEquals(0x55, Sense.INSUFFICIENT_REGISTRATION_RESOURCES.asc());
        assertEquals(0x04, Sense.INSUFFICIENT_REGISTRATION_RESOURCES.ascq());
        unit.register(Reserver.nexus(100), 1, 2);
        unit.register(Reserver.nexus(100), 2, 0);
        unit.register(A, 0, 1);
    }

    @Test
    void otherInitiatorPortsMayNotBeNamed() {
        ByteBuffer withList =
                ByteBuffer.allocate(52).put(Reserver.list(0, 0xA, 0x08)).rewind();
        for (ByteBuffer list : new ByteBuffer[] {Reserver.list(0, 0xA, 0x08), withList}) {
            assertEquals(
                    ReservationOutcome.refused(Sense.invalidFieldInParameterList(20, 3)),
                    unit.judge(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, list));
        }
    }

    @Test
    void aParameterListIsTwentyFourBytesLong() {
        for (int bytes : new int[] {0, 1, 23, 25, 28, 64}) {
            assertEquals(
                    ReservationOutcome.refused(Sense.PARAMETER_LIST_LENGTH_ERROR),
                    unit.judge(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, ByteBuffer.allocate(bytes)),
                    bytes + " bytes");
        }
        ReservationOutcome cutOff = PersistentReserveOut.apply(
                PERSISTENT_RESERVE_OUT_REGISTER,
                Reserver.out(PERSISTENT_RESERVE_OUT_REGISTER, 0, 24),
                ByteBuffer.allocate(23),
                new Requester(A, unit.ports),
                unit.now);
        assertEquals(ReservationOutcome.refused(Sense.PARAMETER_LIST_LENGTH_ERROR), cutOff);
    }

    @Test
    void reservedBitsAreRefusedWithAPointerAndObsoleteFieldsIgnored() {
        for (int bit : new int[] {1, 4, 5, 6, 7}) {
            assertEquals(
                    ReservationOutcome.refused(Sense.invalidFieldInParameterList(20, bit)),
                    unit.judge(A, PERSISTENT_RESERVE_OUT_REGISTER, 0, Reserver.list(0, 0xA, 1 << bit)));
        }
        assertEquals(
                ReservationOutcome.refused(Sense.invalidFieldInParameterList(21, 2)),
                unit.judge(
                        A,
                        PERSISTENT_RESERVE_OUT_REGISTER,
                        0,
                        Reserver.list(0, 0xA, 0).put(21, (byte) 4)));
        ByteBuffer obsolete = Reserver.list(0, 0xA, 0).putInt(16, -1).putShort(22, (short) -1);
        unit.now = ((ReservationOutcome.Done) unit.judge(A, PERSISTENT_RESERVE_OUT_REGISTER, 0xFF, obsolete)).next();
        assertEquals(0xAL, unit.now.key(A));
    }
}
