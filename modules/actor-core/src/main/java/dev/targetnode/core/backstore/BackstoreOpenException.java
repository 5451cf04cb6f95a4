package dev.targetnode.core.backstore;

/** A backstore could not be opened; the message says which file or service and why. */
public final class BackstoreOpenException extends Exception {
    private static final long serialVersionUID = 1L;

    public BackstoreOpenException(String message) {
        super(message);
    }

    public BackstoreOpenException(String message, Throwable cause) {
        super(message, cause);
    }
}
