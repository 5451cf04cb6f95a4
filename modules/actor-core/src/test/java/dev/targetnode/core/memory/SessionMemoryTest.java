package dev.targetnode.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SessionMemoryTest {
    private final MemoryBudget node = new MemoryBudget(1000);
    private final MemoryBudget device = new MemoryBudget(900);

    private SessionMemory open(long floor, long quota) {
        return assertInstanceOf(SessionMemory.Opened.class, SessionMemory.open(node, floor, quota))
                .memory();
    }

    @Test
    void floorIsReservedFromOpenToClose() {
        SessionMemory memory = open(100, 500);
        assertEquals(100, node.reservedBytes());
        memory.close();
        memory.close();
        assertEquals(0, node.reservedBytes());
    }

    @Test
    void sessionIsRefusedWhereItsFloorHasNoRoom() {
        open(950, 950);
        assertInstanceOf(SessionMemory.Refused.class, SessionMemory.open(node, 100, 500));
        assertEquals(950, node.reservedBytes());
    }

    @Test
    void floorIsUsableHoweverMuchOthersHold() {
        SessionMemory memory = open(100, 500);
        SessionMemory other = open(0, 900);
        assertTrue(other.tryReserve(900, new MemoryBudget(900)));
        assertTrue(memory.tryReserve(100, device));
        assertFalse(memory.tryReserve(1, device));
        assertEquals(100, device.reservedBytes(), "what was refused is not held at the device either");
    }

    @Test
    void beyondTheFloorTheNodeIsAsked() {
        SessionMemory memory = open(100, 500);
        assertTrue(memory.tryReserve(80, device));
        assertTrue(memory.tryReserve(80, device));
        assertEquals(160, node.reservedBytes());
        assertEquals(160, device.reservedBytes());
        memory.release(80, device);
        assertEquals(100, node.reservedBytes());
        memory.release(80, device);
        assertEquals(100, node.reservedBytes());
        assertEquals(0, device.reservedBytes());
    }

    @Test
    void quotaBoundsOneSession() {
        SessionMemory memory = open(100, 500);
        assertTrue(memory.fits(500));
        assertFalse(memory.fits(501));
        assertFalse(memory.tryReserve(501, device));
        assertTrue(memory.tryReserve(500, device));
        assertEquals(500, memory.usedBytes());
        assertFalse(memory.tryReserve(1, device));
    }

    @Test
    void quotaBelowTheFloorIsTheFloor() {
        assertTrue(open(100, 10).fits(100));
    }

    @Test
    void fullDeviceRefusesAndNothingIsHeld() {
        SessionMemory memory = open(0, 900);
        assertFalse(memory.tryReserve(11, new MemoryBudget(10)));
        assertEquals(0, memory.usedBytes());
        assertEquals(0, node.reservedBytes());
    }

    @Test
    void refusalByTheNodeWakesNobodyAtTheDevice() {
        SessionMemory memory = open(0, 900);
        assertTrue(node.tryReserve(1000));
        int[] woken = new int[1];
        device.awaitRoom(() -> woken[0]++);
        assertFalse(memory.tryReserve(10, device));
        assertEquals(0, woken[0], "two sessions that wait for the node would wake each other for ever");
    }

    @Test
    void closeWhileMemoryIsHeldIsAProgrammingError() {
        SessionMemory memory = open(100, 500);
        assertTrue(memory.tryReserve(1, device));
        assertThrows(IllegalStateException.class, memory::close);
        memory.release(1, device);
        assertThrows(IllegalStateException.class, () -> memory.release(1, device));
    }
}
