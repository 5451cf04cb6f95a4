package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.CommandPdu;
import dev.targetnode.iscsi.pdu.RejectReason;
import dev.targetnode.iscsi.pdu.SerialNumber;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a session's commands in CmdSN order (RFC 7143 4.2.2.1). What comes early waits, as far as the window reaches;
 * what is outside the window, or comes twice, is dropped without a word. Not thread-safe.
 */
final class CommandOrder {
    /** Takes a command whose turn it is and which holds a slot of the window from now on. */
    interface Delivery {
        /** Null where it was taken; else it is to be rejected, and must have been left as it was. */
        @Nullable
        RejectReason deliver(CommandPdu pdu);
    }

    private final CmdSnWindow window;
    private final Delivery delivery;
    private final BiConsumer<CommandPdu, RejectReason> reject;
    private final Consumer<CommandPdu> drop;
    private final IntObjectMap<CommandPdu> early = new IntObjectHashMap<>();
    private final Set<Integer> passedOver = new HashSet<>();

    /**
     * An order.
     *
     * @param delivery to whom commands go
     * @param reject rejects a command: it has not been received then, and its number is awaited again (RFC 7143 7.3)
     * @param drop gives back a command that nobody will see
     */
    CommandOrder(
            CmdSnWindow window,
            Delivery delivery,
            BiConsumer<CommandPdu, RejectReason> reject,
            Consumer<CommandPdu> drop) {
        this.window = window;
        this.delivery = delivery;
        this.reject = reject;
        this.drop = drop;
    }

    /** A non-immediate command has arrived; true where it waits for its turn. */
    boolean arrived(CommandPdu pdu) {
        return switch (window.judge(pdu.cmdSn())) {
            case NEXT -> {
                if (taken(pdu)) {
                    deliverFollowing();
                }
                yield false;
            }
            case AHEAD -> {
                boolean waits = !passedOver.contains(pdu.cmdSn()) && !early.containsKey(pdu.cmdSn());
                if (waits) {
                    early.put(pdu.cmdSn(), pdu);
                } else {
                    drop.accept(pdu);
                }
                yield waits;
            }
            case IGNORE -> {
                drop.accept(pdu);
                yield false;
            }
        };
    }

    private boolean taken(CommandPdu pdu) {
        window.accept();
        RejectReason refusal = delivery.deliver(pdu);
        if (refusal == null) {
            return true;
        }
        window.takeBack();
        reject.accept(pdu, refusal);
        return false;
    }

    private void deliverFollowing() {
        while (true) {
            int next = window.expCmdSn();
            CommandPdu waiting = early.remove(next);
            if (waiting != null) {
                if (!taken(waiting)) {
                    return;
                }
            } else if (passedOver.remove(next)) {
                window.accept();
                window.release();
            } else {
                return;
            }
        }
    }

    /**
     * An abort names a command that has not had its turn: it counts as received, and will be dropped when it comes (RFC
     * 7143 11.5.5).
     *
     * @param before the CmdSN of the abort itself
     * @param initiatorTaskTag the tag of the command
     * @return false where the number is outside the window, not before the abort, or another command's
     */
    boolean passOver(int cmdSn, int before, int initiatorTaskTag) {
        boolean pending = SerialNumber.inWindow(cmdSn, window.expCmdSn(), window.maxCmdSn())
                && SerialNumber.lessThan(cmdSn, before);
        if (!pending) {
            return false;
        }
        CommandPdu waiting = early.get(cmdSn);
        if (waiting != null && waiting.initiatorTaskTag() != initiatorTaskTag) {
            return false;
        }
        if (waiting != null) {
            early.remove(cmdSn);
            drop.accept(waiting);
        }
        passedOver.add(cmdSn);
        deliverFollowing();
        return true;
    }

    /** Drops everything that waits. */
    void clear() {
        early.values().forEach(drop);
        early.clear();
        passedOver.clear();
    }
}
