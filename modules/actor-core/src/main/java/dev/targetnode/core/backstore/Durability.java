package dev.targetnode.core.backstore;

/** What must be true of written bytes when a write completes. */
public enum Durability {
    /** The bytes may still lie in a volatile cache; a later {@link Backstore#flush} makes them durable. */
    WRITE_CACHE,
    /** The bytes, and all metadata needed to read them back, survive a crash of process, kernel and power. */
    THROUGH
}
