package dev.targetnode.core.target;

import dev.targetnode.core.scsi.Operation;
import dev.targetnode.core.scsi.Plan;
import dev.targetnode.core.scsi.ScsiStatus;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.scsi.reservation.ItNexus;
import dev.targetnode.core.scsi.reservation.PersistentReserveIn;
import dev.targetnode.core.scsi.reservation.PersistentReserveOut;
import dev.targetnode.core.scsi.reservation.Requester;
import dev.targetnode.core.scsi.reservation.ReservationOutcome;
import dev.targetnode.core.scsi.reservation.ReservationOutcome.Done;
import dev.targetnode.core.scsi.reservation.Reservations;
import dev.targetnode.core.scsi.reservation.ReserveRelease;
import dev.targetnode.core.scsi.reservation.TargetPort;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the commands that are about reservations. One change at a time: what has to survive a loss of power is kept
 * before it holds and before its status is given. Confined to the device actor.
 */
final class ReservationDesk {
    /** Of a parameter list, no more is looked at. */
    private static final int LIST_BYTES_MAX = 64;

    /** What the desk needs of its device. */
    interface Device {
        /** Every nexus that is attached. */
        Collection<Attachment> attachments();

        /** A task is over. */
        void answer(ReservationTask task, ScsiStatus status, @Nullable Sense sense);

        /** A task is over that was aborted. */
        void aborted(ReservationTask task);

        /**
         * Ends every task of some nexuses but {@code by}, which has asked for it.
         *
         * @param over run when all have ended, or at the abort bound, when the device is isolated from what has not
         */
        void endTasksOf(Set<ItNexus> nexuses, ReservationTask by, Runnable over);

        /** {@link #saved} is to be called with this in a message of the device's own. */
        void saveEnded(Optional<String> failure);

        /** For people. */
        void warn(String what);
    }

    private final Device device;
    private final StoredReservations stored;
    private final Map<TargetPort, Integer> targetPorts = new LinkedHashMap<>();
    private final ArrayDeque<ReservationTask> waiting = new ArrayDeque<>();
    private final List<ReservationTask> ending = new ArrayList<>();
    private Reservations reservations;
    private @Nullable ReservationTask saving;
    private @Nullable Done toApply;
    /** The last save failed: it is not known what is kept. */
    private boolean keptIsUncertain;

    ReservationDesk(StoredReservations stored, Device device) {
        this.stored = stored;
        this.device = device;
        this.reservations = stored.load();
    }

    /** A target port through which the device can be reached, with its RELATIVE TARGET PORT IDENTIFIER. */
    void port(TargetPort port, int relativeId) {
        targetPorts.put(port, relativeId);
    }

    /** A nexus has come. */
    void attached(Attachment attachment) {
        port(attachment.reserver.targetPort(), attachment.view.relativeTargetPortId());
        attachment.access(reservations.access(attachment.reserver));
    }

    /** An attachment has gone; with the last of its nexus ends what does not survive the nexus. */
    void detached(Attachment attachment) {
        ItNexus nexus = attachment.reserver;
        boolean reserved = nexus.equals(reservations.reservedBy());
        if (reserved && device.attachments().stream().noneMatch(other -> other.reserver.equals(nexus))) {
            become(reservations.afterNexusLoss(nexus));
        }
    }

    /** The logical unit was reset. */
    void reset() {
        become(reservations.afterReset());
    }

    private void become(Reservations next) {
        reservations = next;
        for (Attachment attachment : device.attachments()) {
            attachment.access(next.access(attachment.reserver));
        }
    }

    /** The answer to a PERSISTENT RESERVE IN, or null where the operation is another one. */
    @Nullable
    Plan report(Operation operation, ScsiRequest request) {
        return switch (operation) {
            case PERSISTENT_RESERVE_IN_READ_KEYS,
                    PERSISTENT_RESERVE_IN_READ_RESERVATION,
                    PERSISTENT_RESERVE_IN_REPORT_CAPABILITIES,
                    PERSISTENT_RESERVE_IN_READ_FULL_STATUS ->
                PersistentReserveIn.plan(operation, request.cdb(), reservations, targetPorts);
            default -> null;
        };
    }

    /** Carries out a command that changes reservations, once those before it are done. */
    void execute(ReservationTask task) {
        waiting.add(task);
        next();
    }

    private void next() {
        while (saving == null && !waiting.isEmpty()) {
            ReservationTask task = waiting.remove();
            ReservationOutcome outcome = outcome(task);
            if (outcome instanceof Done done) {
                keep(task, done);
            } else if (outcome instanceof ReservationOutcome.Refused refused) {
                device.answer(task, ScsiStatus.CHECK_CONDITION, refused.sense());
            } else {
                device.answer(task, ScsiStatus.RESERVATION_CONFLICT, null);
            }
        }
    }

    private ReservationOutcome outcome(ReservationTask task) {
        ItNexus nexus = task.from.reserver;
        return switch (task.operation) {
            case RESERVE_6, RESERVE_10 -> ReserveRelease.reserve(nexus, reservations);
            case RELEASE_6, RELEASE_10 -> ReserveRelease.release(nexus, reservations);
            default ->
                PersistentReserveOut.apply(
                        task.operation,
                        task.request.cdb(),
                        parameters(task.request.dataOut()),
                        new Requester(nexus, targetPorts),
                        reservations);
        };
    }

    private static ByteBuffer parameters(List<ByteBuf> received) {
        ByteBuffer list = ByteBuffer.allocate(LIST_BYTES_MAX);
        for (ByteBuf piece : received) {
            int length = Math.min(piece.readableBytes(), list.remaining());
            piece.getBytes(piece.readerIndex(), list.slice().limit(length));
            list.position(list.position() + length);
        }
        return list.flip();
    }

    private void keep(ReservationTask task, Done done) {
        Reservations next = done.next();
        boolean uncertain = keptIsUncertain && next.generation() != reservations.generation();
        if (uncertain || !next.afterPowerLoss().equals(reservations.afterPowerLoss())) {
            saving = task;
            toApply = done;
            stored.save(next, device::saveEnded);
        } else {
            apply(task, done);
        }
    }

    /** What was to survive does so, or does not: then nothing has changed. */
    void saved(Optional<String> failure) {
        ReservationTask task = saving;
        Done done = toApply;
        if (task == null || done == null) {
            return;
        }
        saving = null;
        toApply = null;
        keptIsUncertain = failure.isPresent();
        if (failure.isPresent()) {
            device.warn("reservations cannot be kept, and stay as they are: " + failure.get());
            over(task, ScsiStatus.CHECK_CONDITION, Sense.INTERNAL_TARGET_FAILURE);
        } else {
            apply(task, done); // no RESERVE has come between: it would have waited
        }
        next();
    }

    private void apply(ReservationTask task, Done done) {
        become(done.next());
        for (Attachment attachment : device.attachments()) {
            UnitAttention attention = done.attentions().get(attachment.reserver);
            if (attention != null) {
                attachment.raise(attention);
            }
        }
        if (done.tasksEnd().isEmpty()) {
            over(task, ScsiStatus.GOOD, null);
        } else {
            ending.add(task);
            device.endTasksOf(done.tasksEnd(), task, () -> {
                ending.remove(task);
                over(task, ScsiStatus.GOOD, null);
            });
        }
    }

    private void over(ReservationTask task, ScsiStatus status, @Nullable Sense sense) {
        if (task.aborted()) {
            device.aborted(task);
            task.ended();
        } else {
            device.answer(task, status, sense);
        }
    }

    /** Aborts tasks: those that wait end at once, those that have begun are counted in {@code until}. */
    void endAll(Predicate<ReservationTask> which, Ending until) {
        List<ReservationTask> dropped =
                waiting.stream().filter(task -> which.test(task)).toList();
        waiting.removeAll(dropped);
        dropped.forEach(device::aborted);
        begun(task -> {
            if (which.test(task)) {
                task.abort(until);
            }
        });
    }

    private void begun(Consumer<ReservationTask> look) {
        if (saving != null) {
            look.accept(saving);
        }
        ending.forEach(look);
    }

    /** The aborted tasks that {@code until} waits for. */
    List<ReservationTask> held(Ending until) {
        List<ReservationTask> held = new ArrayList<>();
        begun(task -> {
            if (task.isAwaitedBy(until)) {
                held.add(task);
            }
        });
        return held;
    }

    /** True while an aborted task still saves what it has changed. */
    boolean anyFenced() {
        return saving != null && saving.aborted();
    }
}
