package dev.targetnode.core.target;

import dev.targetnode.core.event.Peer;
import dev.targetnode.core.scsi.AluaState;
import dev.targetnode.core.scsi.Gate;
import dev.targetnode.core.scsi.MediumState;
import dev.targetnode.core.scsi.NexusView;
import dev.targetnode.core.scsi.ReservationAccess;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.scsi.UnitAttention;
import dev.targetnode.core.scsi.UnitAttentions;
import dev.targetnode.core.scsi.reservation.ItNexus;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a device keeps for one I_T nexus that is attached to it. Confined to the device actor. */
final class Attachment {
    final Nexus nexus;
    final ItNexus reserver;
    /** The number by which the nexus knows the device. */
    final int number;

    final Peer peer;
    final boolean readOnly;
    final NexusView view;
    final ActorRef<LunActor.Command> lun;
    /** PREVENT ALLOW MEDIUM REMOVAL of this nexus (SPC-4 6.18). */
    boolean preventsRemoval;
    /** What went wrong with a command of this nexus after its status (SPC-4 4.5.7); the first of several. */
    @Nullable
    Sense deferred;

    private List<ScsiCompletion> finished = new ArrayList<>();
    private UnitAttentions attentions;
    private ReservationAccess access = ReservationAccess.UNRESTRICTED;
    private Gate.State gate;

    Attachment(DeviceActor.Attach attach, UnitAttentions attentions, MediumState medium) {
        this.nexus = attach.nexus();
        this.reserver = nexus.forReservations();
        this.number = attach.number();
        this.peer = attach.peer();
        this.readOnly = attach.readOnly();
        this.view = attach.view();
        this.lun = attach.lun();
        this.attentions = attentions;
        this.gate = state(medium);
    }

    private Gate.State state(MediumState medium) {
        return new Gate.State(access, AluaState.ACTIVE_OPTIMIZED, attentions, medium);
    }

    /** What {@link Gate#decide} judges by; built when something changes, not for each command. */
    Gate.State gate() {
        return gate;
    }

    UnitAttentions attentions() {
        return attentions;
    }

    void attentions(UnitAttentions changed) {
        attentions = changed;
        gate = state(gate.medium());
    }

    /** Keeps a completion until {@link #flush}; true for the first since then. */
    boolean finished(ScsiCompletion completion) {
        finished.add(completion);
        return finished.size() == 1;
    }

    /** Sends what has finished, together. */
    void flush() {
        if (!finished.isEmpty()) {
            lun.tell(new LunActor.Finished(finished));
            finished = new ArrayList<>();
        }
    }

    /** What the device's reservations leave to this nexus now. */
    void access(ReservationAccess changed) {
        if (changed != access) {
            access = changed;
            gate = state(gate.medium());
        }
    }

    void medium(MediumState changed) {
        gate = state(changed);
    }

    void raise(UnitAttention attention) {
        attentions(attentions.raise(attention));
        lun.tell(new LunActor.AttentionRaised(attention));
    }
}
