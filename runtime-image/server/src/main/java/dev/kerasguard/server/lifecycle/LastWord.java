package dev.kerasguard.server.lifecycle;

import dev.kerasguard.runtime.config.TerminationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Says why the server cannot start, where the operator reads it. */
final class LastWord {

    /** The status with which a server exits whose model or config cannot be served. */
    static final int REFUSED = 2;

    private static final Logger LOG = Logger.getLogger(LastWord.class);

    private final Path file;

    LastWord(Path file) {
        this.file = file;
    }

    void say(TerminationMessage message) {
        LOG.errorf("%s: %s", message.reason(), message.message());
        try {
            if (Files.exists(file) || Files.isWritable(file.toAbsolutePath().getParent())) {
                Files.writeString(file, message.toJson());
            }
        } catch (IOException e) {
            LOG.warnf("the termination message could not be written to %s: %s", file, e.getMessage());
        }
    }
}
