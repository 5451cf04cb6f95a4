package dev.targetnode.backstore.file;

/**
 * Somebody else has the file or device open. That may be over soon: what a process held that was killed with SIGKILL is
 * given back only when the kernel has ended its io_uring, some time after the process has gone.
 */
final class HeldException extends Exception {
    private static final long serialVersionUID = 1L;

    HeldException(String message) {
        super(message);
    }
}
