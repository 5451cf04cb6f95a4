package dev.targetnode.core.target;

import dev.targetnode.core.memory.MemoryBudget;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A logical unit of a target: which device, with which rights.
 *
 * @param lun its number, 0 to 16383
 * @param deviceName the device's name, for people
 * @param device the device's actor
 * @param deviceMemory what tasks for this device may hold together
 * @param transferBytesMax MAXIMUM TRANSFER LENGTH of the device, in bytes
 * @param blockBytes the device's logical block length
 * @param readOnly writes through this mapping are refused
 */
public record LunMapping(
        int lun,
        String deviceName,
        ActorRef<DeviceActor.Command> device,
        MemoryBudget deviceMemory,
        int transferBytesMax,
        int blockBytes,
        boolean readOnly) {}
