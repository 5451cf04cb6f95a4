package dev.targetnode.iscsi.session;

import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.core.memory.SessionMemory;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session's memory: what its CmdSN slots have reserved for unsolicited data from login to logout, and what its tasks
 * reserve beyond that. Confined to the session's loop.
 */
final class SessionResources {
    /** Bytes that a session can always have, however much others hold. */
    static final long FLOOR_BYTES = 1 << 20;

    /** The part of the node's memory that one session may hold, as a divisor. */
    private static final int QUOTA_DIVISOR = 4;

    private final MemoryBudget node;
    private final SessionMemory memory;
    private final DataBuffers buffers;
    private final long slotBytes;
    private final int slots;
    private final Runnable roomMade;
    private int unsent;
    private boolean wantsRoom;
    private final AtomicBoolean askedNode = new AtomicBoolean();
    private final Map<MemoryBudget, AtomicBoolean> askedDevices = new HashMap<>();

    private SessionResources(
            MemoryBudget node,
            SessionMemory memory,
            DataBuffers buffers,
            long slotBytes,
            int slots,
            Runnable roomMade) {
        this.node = node;
        this.memory = memory;
        this.buffers = buffers;
        this.slotBytes = slotBytes;
        this.slots = slots;
        this.roomMade = roomMade;
    }

    /**
     * Reserves what a session needs to begin.
     *
     * @param slotsWanted how many commands it should be able to have outstanding; fewer when memory is short
     * @param unsolicitedBytesMax what one command may bring without being asked
     * @param roomMade told, on any thread, when {@link #wantRoom} has been called and room has been made
     * @return empty where the node has no room for another session
     */
    static Optional<SessionResources> open(
            MemoryBudget node, DataBuffers buffers, int slotsWanted, int unsolicitedBytesMax, Runnable roomMade) {
        long quota = node.limitBytes() / QUOTA_DIVISOR;
        if (!(SessionMemory.open(node, FLOOR_BYTES, quota) instanceof SessionMemory.Opened opened)) {
            return Optional.empty();
        }
        // What sessions hold from login to logout leaves room for the largest task of any of them, sooner or later.
        long headroom = Math.max(0, quota - FLOOR_BYTES);
        for (int slots = slotsWanted; slots > 0; slots /= 2) {
            long slotBytes = (long) slots * unsolicitedBytesMax;
            if (node.tryReserve(slotBytes + headroom)) {
                node.release(headroom);
                return Optional.of(new SessionResources(node, opened.memory(), buffers, slotBytes, slots, roomMade));
            }
        }
        opened.memory().close();
        return Optional.empty();
    }

    /** How many CmdSN slots have been reserved. */
    int slots() {
        return slots;
    }

    /** True where a task of this size could ever run in this session and on that device. */
    boolean fits(long bytes, MemoryBudget device) {
        return memory.fits(bytes) && bytes <= device.limitBytes();
    }

    /** Reserves for a task; false where there is no room now. */
    boolean tryReserve(IscsiTask task, int bytes) {
        return memory.tryReserve(bytes, task.holding);
    }

    /** Asks to be told of room that others make. Try once more after this. */
    void wantRoom(IscsiTask task) {
        wantsRoom = true;
        ask(node, askedNode);
        ask(task.deviceMemory, askedDevices.computeIfAbsent(task.deviceMemory, device -> new AtomicBoolean()));
    }

    /** Leaves word at a budget, unless it has our word already: others' comings and goings must not pile them up. */
    private void ask(MemoryBudget budget, AtomicBoolean asked) {
        if (asked.compareAndSet(false, true)) {
            budget.awaitRoom(() -> {
                asked.set(false);
                roomMade.run();
            });
        }
    }

    /** True where it is not the device that lacks room. */
    boolean deviceHasRoom(IscsiTask task, int bytes) {
        return task.deviceMemory.reservedBytes() + bytes <= task.deviceMemory.limitBytes();
    }

    /** Has the queue looked at again once this turn is over. */
    void retryLater() {
        roomMade.run();
    }

    /** The word has come. */
    void roomTried() {
        wantsRoom = false;
    }

    /** A buffer for what the initiator expects, in whole blocks of the device. */
    ByteBuf takeDataIn(int roomBytes) {
        return buffers.take(roomBytes);
    }

    /** Gives back everything that a task holds. */
    void settle(IscsiTask task) {
        task.data.settle(buffers);
        if (task.dataIn != null) {
            buffers.settle(task.dataIn);
            task.dataIn = null;
        }
        releaseReserved(task);
    }

    private void releaseReserved(IscsiTask task) {
        if (task.holding.bytes() > 0) {
            memory.release(task.holding);
            if (wantsRoom) {
                roomMade.run();
            }
        }
    }

    /** The task's data is on its way to the socket. */
    void sending() {
        unsent++;
    }

    /** It has been given to the kernel, or never will be. */
    void sent(IscsiTask task, boolean sessionEnded) {
        unsent--;
        settle(task);
        if (sessionEnded) {
            roomMade.run();
        }
    }

    /** True when nothing is held but what was reserved at login. */
    boolean atRest() {
        return unsent == 0 && memory.usedBytes() == 0;
    }

    /** Gives back what was reserved at login. */
    void close() {
        memory.close();
        node.release(slotBytes);
    }

    DataBuffers buffers() {
        return buffers;
    }
}
