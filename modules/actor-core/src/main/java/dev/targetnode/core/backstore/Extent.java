package dev.targetnode.core.backstore;

/**
 * A range of a store that is allocated as a whole or not at all.
 *
 * @param offsetBytes where it begins, a multiple of the block length
 * @param lengthBytes how long it is, a multiple of the block length, at least one block
 * @param allocated false where the store has given nothing to the range and it reads as zeros
 */
public record Extent(long offsetBytes, long lengthBytes, boolean allocated) {}
