package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.CommandPdu;
import dev.targetnode.iscsi.pdu.SerialNumber;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Delivers a session's commands in CmdSN order (RFC 7143 4.2.2.1). What comes early waits, as far as the window reaches;
 * what is outside the window, or comes twice, is dropped without a word. Not thread-safe.
 */
final class CommandOrder {
    private final CmdSnWindow window;
    private final Consumer<CommandPdu> deliver;
    private final Consumer<CommandPdu> drop;
    private final IntObjectMap<CommandPdu> early = new IntObjectHashMap<>();
    private final Set<Integer> passedOver = new HashSet<>();

    /**
     * An order.
     *
     * @param deliver takes a command whose turn it is and which holds a slot of the window from now on
     * @param drop gives back a command that nobody will see
     */
    CommandOrder(CmdSnWindow window, Consumer<CommandPdu> deliver, Consumer<CommandPdu> drop) {
        this.window = window;
        this.deliver = deliver;
        this.drop = drop;
    }

    /** A non-immediate command has arrived. */
    void arrived(CommandPdu pdu) {
        switch (window.judge(pdu.cmdSn())) {
            case NEXT -> {
                window.accept();
                deliver.accept(pdu);
                deliverFollowing();
            }
            case AHEAD -> {
                if (passedOver.contains(pdu.cmdSn()) || early.containsKey(pdu.cmdSn())) {
                    drop.accept(pdu);
                } else {
                    early.put(pdu.cmdSn(), pdu);
                }
            }
            case IGNORE -> drop.accept(pdu);
        }
    }

    private void deliverFollowing() {
        while (true) {
            int next = window.expCmdSn();
            CommandPdu waiting = early.remove(next);
            if (waiting != null) {
                window.accept();
                deliver.accept(waiting);
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
