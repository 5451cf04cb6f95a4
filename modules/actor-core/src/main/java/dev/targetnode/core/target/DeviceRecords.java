package dev.targetnode.core.target;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a device keeps beside its blocks and finds again after a restart: saved mode pages, reservations. Each kind is one
 * piece of bytes that is replaced as a whole; whoever owns a kind versions its content. Confined to the device's loop, but
 * for being made.
 */
public interface DeviceRecords {

    /**
     * What was kept of this kind when the device was opened. Whoever makes an implementation has it read everything then,
     * where waiting is allowed, so that this waits for nothing.
     *
     * @param kind lower-case letters, digits and dashes
     */
    Optional<byte[]> load(String kind);

    /**
     * Replaces what is kept of this kind; returns without waiting. One save runs at a time, later ones in order.
     *
     * @param kind lower-case letters, digits and dashes
     * @param content taken over; must not change afterwards
     * @param done run on the device's loop, after this method has returned or from within it: empty once the content
     *     survives a crash, else why it may not. What was kept before is then still kept, unless the reason says otherwise
     */
    void save(String kind, byte[] content, Consumer<Optional<String>> done);
}
