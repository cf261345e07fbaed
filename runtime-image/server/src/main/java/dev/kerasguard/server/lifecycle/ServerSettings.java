package dev.kerasguard.server.lifecycle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** What may be set by system property or environment, such as {@code KERASGUARD_CONFIG}. */
@ConfigMapping(prefix = "kerasguard")
interface ServerSettings {

    /** The file that holds the {@link dev.kerasguard.runtime.config.RuntimeConfig}. */
    @WithDefault("/etc/kerasguard/runtime.json")
    Path config();

    /** Where the image's owner puts jars with builders of their own layers. */
    @WithDefault("/opt/kerasguard/layers")
    Path layers();

    /** Where the last word is written. */
    @WithDefault("/dev/termination-log")
    Path terminationLog();

    /**
     * How long new requests are still answered after the signal to stop: connections that clients keep open outlive the
     * replica's removal from the endpoints, and each must be told to go elsewhere.
     */
    @WithDefault("3s")
    Duration drainGrace();

    /** How long requests may take to finish after that. */
    @WithDefault("25s")
    Duration drainTimeout();

    /** The server's version. */
    @WithDefault("${quarkus.application.version:dev}")
    String version();
}
