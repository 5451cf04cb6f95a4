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
    private final SessionMemory.Holding task = new SessionMemory.Holding(device);
    private final SessionMemory.Holding second = new SessionMemory.Holding(device);

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
        assertTrue(other.tryReserve(900, new SessionMemory.Holding(device)));
        assertEquals(900, device.reservedBytes());
        assertTrue(memory.tryReserve(100, task), "neither a full node nor a full device is asked");
        assertFalse(memory.tryReserve(1, task));
        assertEquals(100, task.bytes());
        assertEquals(900, device.reservedBytes(), "what was refused is not held at the device either");
    }

    @Test
    void beyondTheFloorTheNodeIsAsked() {
        SessionMemory memory = open(100, 500);
        assertTrue(memory.tryReserve(80, task));
        assertTrue(memory.tryReserve(80, second));
        assertEquals(160, node.reservedBytes());
        assertEquals(60, device.reservedBytes());
        memory.release(task);
        assertEquals(160, node.reservedBytes(), "the second task's share is still counted");
        memory.release(second);
        assertEquals(100, node.reservedBytes());
        assertEquals(0, device.reservedBytes());
        assertEquals(0, memory.usedBytes());
    }

    @Test
    void quotaBoundsOneSession() {
        SessionMemory memory = open(100, 500);
        assertTrue(memory.fits(500));
        assertFalse(memory.fits(501));
        assertFalse(memory.tryReserve(501, task));
        assertTrue(memory.tryReserve(500, task));
        assertEquals(500, memory.usedBytes());
        assertFalse(memory.tryReserve(1, task));
    }

    @Test
    void quotaBelowTheFloorIsTheFloor() {
        assertTrue(open(100, 10).fits(100));
    }

    @Test
    void fullDeviceRefusesAndNothingIsHeld() {
        SessionMemory memory = open(0, 900);
        assertFalse(memory.tryReserve(11, new SessionMemory.Holding(new MemoryBudget(10))));
        assertEquals(0, memory.usedBytes());
        assertEquals(0, node.reservedBytes());
    }

    @Test
    void refusalByTheNodeWakesNobodyAtTheDevice() {
        SessionMemory memory = open(0, 900);
        assertTrue(node.tryReserve(1000));
        int[] woken = new int[1];
        device.awaitRoom(() -> woken[0]++);
        assertFalse(memory.tryReserve(10, task));
        assertEquals(0, woken[0], "two sessions that wait for the node would wake each other for ever");
    }

    @Test
    void closeWhileMemoryIsHeldIsAProgrammingError() {
        SessionMemory memory = open(100, 500);
        assertTrue(memory.tryReserve(1, task));
        assertThrows(IllegalStateException.class, memory::close);
        memory.release(task);
        memory.close();
    }
}
