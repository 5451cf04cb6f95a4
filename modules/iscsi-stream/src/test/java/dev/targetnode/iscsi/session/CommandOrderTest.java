package dev.targetnode.iscsi.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.iscsi.pdu.CommandPdu;
import dev.targetnode.iscsi.pdu.NopOut;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.SerialNumber;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandOrderTest {
    /** One before the numbers pass 2^31. */
    private static final int FIRST = SerialNumber.plus(Integer.MAX_VALUE, -1);

    private static final int SLOTS = 8;

    private final CmdSnWindow window = new CmdSnWindow(FIRST, SLOTS);
    private final List<Integer> delivered = new ArrayList<>();
    private final List<Integer> dropped = new ArrayList<>();
    private final List<Integer> rejected = new ArrayList<>();
    private final Set<Integer> toReject = new HashSet<>();
    private final CommandOrder order = new CommandOrder(
            window,
            this::deliver,
            (pdu, reason) -> {
                assertEquals(pdu.cmdSn(), window.expCmdSn(), "what the Reject shows");
                rejected.add(pdu.cmdSn() - FIRST);
            },
            pdu -> dropped.add(pdu.cmdSn() - FIRST));

    private @Nullable RejectReason deliver(CommandPdu pdu) {
        int number = pdu.cmdSn() - FIRST;
        if (toReject.remove(number)) {
            return RejectReason.TASK_IN_PROGRESS;
        }
        delivered.add(number);
        return null;
    }

    private static CommandPdu command(int cmdSn) {
        return new NopOut(false, 0, 1000 + cmdSn - FIRST, -1, cmdSn, 0, Unpooled.EMPTY_BUFFER);
    }

    private void arrive(int... numbers) {
        for (int number : numbers) {
            order.arrived(command(FIRST + number));
        }
    }

    private boolean passOver(int number, int before) {
        return order.passOver(FIRST + number, FIRST + before, 1000 + number);
    }

    @Test
    void deliversInOrderWhatComesInOrder() {
        arrive(0, 1, 2);
        assertEquals(List.of(0, 1, 2), delivered);
    }

    @Test
    void holdsWhatComesEarlyUntilTheGapIsFilled() {
        arrive(2, 1, 4);
        assertEquals(List.of(), delivered);
        arrive(0);
        assertEquals(List.of(0, 1, 2), delivered);
        assertEquals(3, window.held());
        arrive(3);
        assertEquals(List.of(0, 1, 2, 3, 4), delivered);
    }

    @Test
    void saysWhatWaits() {
        assertFalse(order.arrived(command(FIRST)));
        assertTrue(order.arrived(command(FIRST + 2)));
        assertFalse(order.arrived(command(FIRST + 2)), "a double");
    }

    @Test
    void theNumberOfARejectedCommandIsAwaitedAgain() {
        toReject.add(0);
        arrive(0, 1);
        assertEquals(List.of(0), rejected);
        assertEquals(List.of(), delivered);
        assertEquals(FIRST, window.expCmdSn());
        assertEquals(0, window.held());
        arrive(0);
        assertEquals(List.of(0, 1), delivered);
    }

    @Test
    void aCommandThatHasWaitedAndIsRejectedLeavesAGapThatAnAbortFills() {
        toReject.add(1);
        arrive(1, 2, 0);
        assertEquals(List.of(0), delivered);
        assertEquals(List.of(1), rejected);
        assertTrue(passOver(1, 3));
        assertEquals(List.of(0, 2), delivered);
        assertEquals(FIRST + 3, window.expCmdSn());
    }

    @Test
    void dropsWhatComesTwiceAndWhatIsOutsideTheWindow() {
        arrive(0, 0, 2, 2, SLOTS, -1);
        assertEquals(List.of(0), delivered);
        assertEquals(List.of(0, 2, SLOTS, -1), dropped);
    }

    @Test
    void aNumberThatIsPassedOverCountsAsReceivedAndHoldsNoSlot() {
        arrive(1, 2);
        assertTrue(passOver(0, 3));
        assertEquals(List.of(1, 2), delivered);
        assertEquals(2, window.held());
        arrive(0);
        assertEquals(List.of(0), dropped);
    }

    @Test
    void aNumberPassedOverAheadOfItsTurnWaitsForIt() {
        assertTrue(passOver(1, 3));
        assertEquals(List.of(), delivered);
        arrive(1, 0);
        assertEquals(List.of(1), dropped);
        assertEquals(List.of(0), delivered);
        assertEquals(FIRST + 2, window.expCmdSn());
    }

    @Test
    void passesOverAnEarlyCommandOnlyByItsOwnTag() {
        arrive(1);
        assertFalse(order.passOver(FIRST + 1, FIRST + 3, 7));
        assertTrue(passOver(1, 3));
        assertEquals(List.of(1), dropped);
    }

    @Test
    void doesNotPassOverWhatIsOutsideTheWindowOrNotBeforeTheAbort() {
        assertFalse(passOver(-1, 3));
        assertFalse(passOver(SLOTS, SLOTS + 1));
        assertFalse(passOver(3, 3));
    }

    @Test
    void clearDropsEverythingThatWaits() {
        arrive(2, 1);
        order.clear();
        Collections.sort(dropped);
        assertEquals(List.of(1, 2), dropped);
    }

    @Test
    void anyOrderOfArrivalWithinTheWindowIsDeliveredInOrderAndOnce() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int next = 0;
        for (int round = 0; round < 500; round++) {
            List<Integer> batch = new ArrayList<>(IntStream.range(next, next + 1 + random.nextInt(SLOTS))
                    .boxed()
                    .toList());
            int last = next + batch.size();
            batch.addAll(batch.subList(0, random.nextInt(batch.size())));
            Collections.shuffle(batch, random);
            batch.forEach(this::arrive);
            assertEquals(IntStream.range(next, last).boxed().toList(), delivered);
            delivered.forEach(ignored -> window.release());
            delivered.clear();
            window.maxCmdSn();
            next = last;
        }
    }
}
