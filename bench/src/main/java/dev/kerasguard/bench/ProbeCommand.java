package dev.kerasguard.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends one request and prints what came back; exit status 0 only for a 2xx. */
@Command(name = "probe", mixinStandardHelpOptions = true, description = "Sends one request and prints the answer.")
final class ProbeCommand implements Callable<Integer> {
    private static final int SHOWN = 4096;

    @Spec
    @Nullable CommandSpec spec;

    @Mixin
    TargetOptions target = new TargetOptions();

    @Option(names = "--quiet", description = "without the body")
    boolean quiet;

    @Override
    public Integer call() throws IOException {
        RequestBytes request = target.request();
        try (Connection connection = new Connection(request.endpoint())) {
            long began = System.nanoTime();
            Response response = connection.exchange(request, target.timeout.toMillis());
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.printf(
                    "status %d, %.3f ms, %d bytes%n",
                    response.status(), (System.nanoTime() - began) / 1e6, response.body().length);
            if (!quiet) {
                int shown = Math.min(SHOWN, response.body().length);
                out.println(new String(response.body(), 0, shown, StandardCharsets.UTF_8).replaceAll("[^ -~\n]", "?"));
            }
            out.flush();
            return response.successful() ? 0 : 1;
        }
    }
}
