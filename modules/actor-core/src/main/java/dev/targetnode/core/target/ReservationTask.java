package dev.targetnode.core.target;

import dev.targetnode.core.scsi.Operation;
import java.util.ArrayList;
import java.util.List;

/** A command that changes reservations, from its arrival to its status. Confined to the device actor. */
final class ReservationTask {
    final Attachment from;
    final ScsiRequest request;
    final Operation operation;
    private final List<Ending> endings = new ArrayList<>(0);

    ReservationTask(Attachment from, ScsiRequest request, Operation operation) {
        this.from = from;
        this.request = request;
        this.operation = operation;
    }

    /** Marks the task as aborted; what it has begun goes on, and {@code ending} waits for it. */
    void abort(Ending ending) {
        endings.add(ending);
        ending.add();
    }

    boolean aborted() {
        return !endings.isEmpty();
    }

    boolean isAwaitedBy(Ending ending) {
        return endings.contains(ending);
    }

    /** Tells every abort that has waited for it that this task has ended. */
    void ended() {
        for (Ending ending : endings) {
            if (ending.remove()) {
                ending.answer();
            }
        }
    }
}
