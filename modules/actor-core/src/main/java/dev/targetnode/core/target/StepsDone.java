package dev.targetnode.core.target;

import dev.targetnode.core.backstore.BackstoreOutcome;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Steps that the backstore has done and the device has not looked at yet. Callbacks and device share a loop, so they lie
 * in a plain deque, and one message a batch tells the device to look.
 */
final class StepsDone {
    private final ArrayDeque<DeviceTask> tasks = new ArrayDeque<>();
    private final ArrayDeque<BackstoreOutcome> outcomes = new ArrayDeque<>();
    private final Runnable ringDevice;
    private boolean rung;
    private @Nullable BiConsumer<DeviceTask, BackstoreOutcome> heir;

    StepsDone(Runnable ringDevice) {
        this.ringDevice = ringDevice;
    }

    void add(DeviceTask task, BackstoreOutcome outcome) {
        BiConsumer<DeviceTask, BackstoreOutcome> taker = heir;
        if (taker != null) {
            taker.accept(task, outcome);
            return;
        }
        tasks.add(task);
        outcomes.add(outcome);
        if (!rung) {
            rung = true;
            ringDevice.run();
        }
    }

    /** Hands out everything there is, what is done meanwhile included. */
    void drain(BiConsumer<DeviceTask, BackstoreOutcome> look) {
        for (DeviceTask task = tasks.poll(); task != null; task = tasks.poll()) {
            look.accept(task, outcomes.remove());
        }
        rung = false;
    }

    /** The device is no more: what is done from now on goes to {@code taker}, and what it has not looked at before. */
    void bequeath(BiConsumer<DeviceTask, BackstoreOutcome> taker) {
        heir = taker;
        drain(taker);
    }
}
