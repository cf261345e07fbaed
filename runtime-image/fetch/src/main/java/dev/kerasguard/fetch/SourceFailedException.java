package dev.kerasguard.fetch;

import java.io.IOException;

/** A source failed in a way that may pass: worth another try, unlike a refusal or a full disk. */
final class SourceFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean wasRunning;

    /** @param wasRunning whether bytes had come before it failed */
    SourceFailedException(String message, boolean wasRunning) {
        super(message);
        this.wasRunning = wasRunning;
    }

    boolean wasRunning() {
        return wasRunning;
    }
}
