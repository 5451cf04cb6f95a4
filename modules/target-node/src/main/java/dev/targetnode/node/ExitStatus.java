package dev.targetnode.node;

/** Exit statuses of the program. */
final class ExitStatus {
    /** Did what was asked; a node that was stopped and drained. */
    static final int OK = 0;
    /** The configuration is wrong, the node could not start, or it came down by itself. */
    static final int FAILED = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;

    private ExitStatus() {}
}
