package dev.targetnode.node;

/** Settings cannot be read. The message is one line that names the file or key. */
final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }

    SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
