package dev.kerasguard.fetch;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import dev.kerasguard.runtime.config.TerminationMessage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Security;
import java.util.Map;

/**
 * The init container: config in, model and termination message out. Exit status 0 when the model lies where the server
 * looks, 1 when it was refused or could not be had.
 */
public final class FetchMain {

    /** Where a pod mounts the claim of a {@code pvc://} source. */
    static final Path MOUNT = Path.of("/mnt/source");

    private static final Path TERMINATION_LOG = Path.of("/dev/termination-log");

    private FetchMain() {}

    /**
     * Runs with the environment's {@code KERASGUARD_CONFIG} and {@code KERASGUARD_TERMINATION_LOG}, if they are set.
     */
    public static void main(String[] args) {
        // What was resolved once stays: the address that AddressGuard checked is the one that is connected to.
        Security.setProperty("networkaddress.cache.ttl", "-1");
        System.exit(run(System.getenv(), MOUNT, System.out));
    }

    static int run(Map<String, String> environment, Path mount, PrintStream out) {
        TerminationMessage last = fetch(environment, mount, out);
        out.println(last.reason() + ": " + last.message());
        say(last, pathFrom(environment, "KERASGUARD_TERMINATION_LOG", TERMINATION_LOG), out);
        return last.reason().equals(TerminationMessage.FETCHED) ? 0 : 1;
    }

    private static TerminationMessage fetch(Map<String, String> environment, Path mount, PrintStream out) {
        try {
            RuntimeConfig config = config(pathFrom(environment, "KERASGUARD_CONFIG", RuntimeConfigFile.IN_POD));
            boolean inCluster = environment.containsKey("KUBERNETES_SERVICE_HOST");
            SourceUri sources = new SourceUri(mount, inCluster, HttpLimits.IN_POD, out::println, System::nanoTime);
            FetchedModel fetched = new ModelFetch(sources, out::println).fetch(config.model());
            return new TerminationMessage(
                    TerminationMessage.FETCHED,
                    "%s, %s from %s"
                            .formatted(
                                    fetched.format(),
                                    Progress.size(fetched.bytes()),
                                    SourceUri.shown(config.model().uri())),
                    fetched.digest());
        } catch (FetchRefusedException e) {
            return new TerminationMessage(e.reason().name(), e.getMessage(), e.digest());
        } catch (IOException e) {
            String what = e instanceof FileSystemException ? "the model's folder: " : "";
            return new TerminationMessage(FetchReason.FetchFailed.name(), what + e.getMessage(), null);
        }
    }

    private static RuntimeConfig config(Path file) throws FetchRefusedException {
        try {
            return RuntimeConfigFile.read(file);
        } catch (IOException e) {
            throw new FetchRefusedException(
                    FetchReason.InvalidConfig, "the config %s cannot be used: %s".formatted(file, e.getMessage()));
        }
    }

    private static void say(TerminationMessage last, Path file, PrintStream out) {
        if (!Files.isWritable(file)) {
            return; // outside a cluster nobody reads it
        }
        try {
            Files.writeString(file, last.toJson(), StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            out.println("the termination message cannot be written: " + e.getMessage());
        }
    }

    private static Path pathFrom(Map<String, String> environment, String name, Path otherwise) {
        String path = environment.get(name);
        return path == null || path.isEmpty() ? otherwise : Path.of(path);
    }
}
