package dev.kerasguard.cli;

import dev.kerasguard.fetch.FetchRefusedException;
import dev.kerasguard.fetch.ModelFetch;
import dev.kerasguard.rules.GoDuration;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ServingConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.TensorflowConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code kg serve}: the server of the pods, on this machine. */
@Command(
        name = "serve",
        description = "Serves a model on this machine with the runtime that serves it in a cluster.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:the model was refused",
            "2:wrong usage, a port in use, a file that cannot be read, a model that cannot be loaded",
            "130, 143:stopped by Ctrl-C or a signal, after running requests had ended"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kg serve digits.keras --name digits",
            "  kg serve saved_model/ --name digits --port 8081 --management-port 0",
            "  kg serve digits.keras --name digits --rate-limit 50 --timeout 500ms"
        })
final class ServeCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String LOCAL = "127.0.0.1";
    private static final int ROWS_PER_REQUEST = 128;
    private static final int QUEUE = 256;
    private static final int MAX_PORT = 65_535;

    /** How a model's format is given. */
    enum Format {
        Auto,
        Keras,
        SavedModel
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "A .keras file, a SavedModel directory, or an archive of one.")
    private Path model = Path.of("");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "The model's name in request paths.")
    private String name = "";

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Port for requests; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--management-port",
            defaultValue = "9090",
            paramLabel = "PORT",
            description = "Port for metrics and health; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int managementPort;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to listen on; 0.0.0.0 lets other machines in. Default: ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = "--format",
            defaultValue = "Auto",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format format = Format.Auto;

    @Option(names = "--digest", paramLabel = "sha256:HEX", description = "Serve only if the model has this digest.")
    private @Nullable String digest;

    @Option(
            names = "--timeout",
            defaultValue = "2s",
            paramLabel = "DURATION",
            converter = Go.class,
            description = "The whole request at most. Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--max-batch",
            defaultValue = "32",
            paramLabel = "ROWS",
            description = "Rows that one run of TensorFlow takes at most. Default: ${DEFAULT-VALUE}")
    private int maxBatch;

    @Option(
            names = "--rate-limit",
            defaultValue = "0",
            paramLabel = "N",
            description = "Requests per second of each client; 0 for no limit. Default: ${DEFAULT-VALUE}")
    private int rateLimit;

    @Mixin
    private CustomLayerOptions custom = new CustomLayerOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuseWhatCannotBeMeant();
        custom.layers(spec);
        PrintWriter err = spec.commandLine().getErr();
        ServerProcess.Address requests = new ServerProcess.Address(host, FreePort.of(host, port, "--port"));
        ServerProcess.Address management =
                new ServerProcess.Address(LOCAL, FreePort.of(LOCAL, managementPort, "--management-port"));
        Path work = Files.createTempDirectory("kg-serve-");
        try (ServerProcess server = new ServerProcess(work, requests, management)) {
            RuntimeConfig config = config(work.resolve("model"));
            ModelFetch.outsideCluster(line -> {}).fetch(config.model());
            return server.run(config, custom.folder(), spec.commandLine().getOut());
        } catch (FetchRefusedException e) {
            err.printf("kg: %s: %s%n", e.reason(), e.getMessage());
            return Kg.NO;
        }
    }

    private void refuseWhatCannotBeMeant() {
        require(NAME.matcher(name).matches(), "--name must be a DNS label such as digits: small letters, digits and -");
        require(Files.exists(model), "there is no " + model + "; MODEL is a .keras file or a SavedModel directory");
        require(port >= 0 && port <= MAX_PORT, "--port must be between 0 and 65535");
        require(managementPort >= 0 && managementPort <= MAX_PORT, "--management-port must be between 0 and 65535");
        require(port == 0 || port != managementPort, "--port and --management-port must differ");
        require(maxBatch >= 1, "--max-batch must be at least 1");
        require(rateLimit >= 0, "--rate-limit must not be negative");
        require(timeout.isPositive(), "--timeout must be longer than zero");
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private RuntimeConfig config(Path directory) {
        return new RuntimeConfig(
                name,
                "local",
                new ModelConfig(
                        model.toAbsolutePath().toUri().toString(),
                        format.name(),
                        "1",
                        digest,
                        Long.MAX_VALUE / 2,
                        List.of(),
                        directory.toString(),
                        custom.names()),
                new TensorflowConfig(0, 1, 0),
                new ServingConfig(
                        timeout,
                        QUEUE,
                        maxBatch,
                        Duration.ZERO,
                        16L << 20,
                        Math.max(ROWS_PER_REQUEST, maxBatch),
                        List.of()),
                rateLimit == 0 ? List.of() : List.of(new RateLimitConfig("requests", true, rateLimit, 2 * rateLimit)),
                List.of());
    }

    /** Durations as specs write them. */
    static final class Go implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return GoDuration.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
