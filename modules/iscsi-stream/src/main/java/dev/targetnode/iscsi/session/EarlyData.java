package dev.targetnode.iscsi.session;

import dev.targetnode.iscsi.pdu.DataOut;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Unsolicited data of commands that wait for their turn: it follows its command on the connection (RFC 7143 4.2.5.2,
 * 11.7), whatever gap there is before that command's CmdSN. Owns the data segments; not thread-safe.
 */
final class EarlyData {
    /** Data-Out PDUs that one waiting command may bring; one more, and the command fails when its turn comes. */
    static final int PDUS_MAX = 256;

    private static final class Pending {
        final List<DataOut> pdus = new ArrayList<>();
        final int bytesMax;
        int bytes;
        boolean broken;

        Pending(int bytesMax) {
            this.bytesMax = bytesMax;
        }
    }

    private final IntObjectMap<Pending> byTag = new IntObjectHashMap<>();
    private final Consumer<DataOut> drop;

    /** @param drop gives back a PDU that nobody will see */
    EarlyData(Consumer<DataOut> drop) {
        this.drop = drop;
    }

    /** The command with this task tag waits, and may bring so many bytes more. */
    void expect(int initiatorTaskTag, int bytesMax) {
        if (!byTag.containsKey(initiatorTaskTag)) {
            byTag.put(initiatorTaskTag, new Pending(bytesMax));
        }
    }

    /** Keeps a PDU of a command that waits; false where no command with its tag does. */
    boolean keep(DataOut pdu) {
        Pending pending = byTag.get(pdu.initiatorTaskTag());
        if (pending == null) {
            return false;
        }
        int bytes = pdu.data().readableBytes();
        if (pending.broken || pending.pdus.size() == PDUS_MAX || bytes > pending.bytesMax - pending.bytes) {
            pending.broken = true;
            drop.accept(pdu);
        } else {
            pending.pdus.add(pdu);
            pending.bytes += bytes;
        }
        return true;
    }

    /** A PDU of this command was lost: it fails when its turn comes. */
    void lost(int initiatorTaskTag) {
        Pending pending = byTag.get(initiatorTaskTag);
        if (pending != null) {
            pending.broken = true;
        }
    }

    /**
     * The command has its turn: its data follows it.
     *
     * @return false where some was lost, or was more than it may bring
     */
    boolean release(int initiatorTaskTag, Consumer<DataOut> taker) {
        Pending pending = byTag.remove(initiatorTaskTag);
        if (pending == null) {
            return true;
        }
        pending.pdus.forEach(pending.broken ? drop : taker);
        return !pending.broken;
    }

    /** The command will have no turn. */
    void forget(int initiatorTaskTag) {
        Pending pending = byTag.remove(initiatorTaskTag);
        if (pending != null) {
            pending.pdus.forEach(drop);
        }
    }

    boolean isEmpty() {
        return byTag.isEmpty();
    }

    /** Drops everything. */
    void clear() {
        byTag.values().forEach(pending -> pending.pdus.forEach(drop));
        byTag.clear();
    }
}
