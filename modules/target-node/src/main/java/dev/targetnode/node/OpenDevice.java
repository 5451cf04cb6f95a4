package dev.targetnode.node;

import dev.targetnode.core.memory.MemoryBudget;
import dev.targetnode.core.scsi.DiskState;
import dev.targetnode.core.target.DeviceActor;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A device that is being served.
 *
 * @param disk its state at start
 * @param actor its actor
 * @param memory what its tasks may hold together
 */
record OpenDevice(String name, DiskState disk, ActorRef<DeviceActor.Command> actor, MemoryBudget memory) {
    /** For people: size and kind. */
    String title() {
        long bytes = disk.geometry().blocks() * disk.geometry().blockBytes();
        return "%s, %s, %d-byte blocks%s"
                .formatted(name, size(bytes), disk.geometry().blockBytes(), disk.readOnly() ? ", read-only" : "");
    }

    private static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        long value = bytes;
        while (unit < units.length - 1 && value >= 1024 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + " " + units[unit];
    }
}
