package dev.targetnode.node;

/** A node cannot be started. The message is one line for the person who started it and names the key, file or port. */
public final class NodeStartException extends Exception {
    private static final long serialVersionUID = 1L;

    public NodeStartException(String message) {
        super(message);
    }

    public NodeStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
