package dev.kerasguard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server as a child process: its files, its life and its end. */
final class ServerProcess implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long DRAIN_SECONDS = 30;

    private final Path work;
    private final Address requests;
    private final Address management;
    private @Nullable Process process;

    /** Where a server listens. */
    record Address(String host, int port) {

        /** The address as a client on this machine uses it. */
        String url() {
            String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
            return "http://%s:%d".formatted(reachable.contains(":") ? "[" + reachable + "]" : reachable, port);
        }
    }

    /** @param work a folder of this server alone; removed at its end */
    ServerProcess(Path work, Address requests, Address management) {
        this.work = work;
        this.requests = requests;
        this.management = management;
    }

    /**
     * Runs the server until it ends, by itself or by a signal.
     *
     * @param layers where builders of the owner's own layers are
     * @return its exit code
     */
    int run(RuntimeConfig config, Path layers, PrintWriter out) throws IOException, InterruptedException {
        Path file = work.resolve("runtime.json");
        Files.writeString(file, RuntimeConfigFile.write(config));
        Thread atExit = Thread.ofPlatform().unstarted(this::endWithParent);
        Runtime.getRuntime().addShutdownHook(atExit);
        Process server = start(file, layers);
        process = server;
        Thread.ofVirtual().start(() -> announce(server, config, out));
        int code = server.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // A signal is ending this JVM: endWithParent has the last word.
            Thread.sleep(Duration.ofSeconds(DRAIN_SECONDS));
        }
        return code;
    }

    private Process start(Path config, Path layers) throws IOException {
        String directory = System.getProperty("kerasguard.server.dir");
        Path app = Path.of(directory == null ? "." : directory, "quarkus-run.jar");
        if (!Files.exists(app)) {
            throw new IOException(
                    "the server is not built: there is no %s; start kg by the script at the top of the repository"
                            .formatted(app));
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ServerFlags.all());
        command.addAll(List.of(
                "-Dquarkus.http.host=" + requests.host(),
                "-Dquarkus.http.port=" + requests.port(),
                "-Dquarkus.management.host=" + management.host(),
                "-Dquarkus.management.port=" + management.port(),
                "-Dkerasguard.config=" + config,
                "-Dkerasguard.layers=" + layers,
                "-Dkerasguard.termination-log=" + work.resolve("termination-log"),
                "-jar",
                app.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private void announce(Process server, RuntimeConfig config, PrintWriter out) {
        HttpRequest page = HttpRequest.newBuilder(URI.create(management.url() + "/model"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (server.isAlive() && System.nanoTime() < giveUp) {
                Thread.sleep(POLL);
                JsonNode model = model(client, page);
                if (model != null) {
                    out.println(new Announcement(config.service(), requests.url(), management.url()).of(model));
                    out.flush();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable JsonNode model(HttpClient client, HttpRequest page) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = client.send(page, BodyHandlers.ofByteArray());
            return response.statusCode() == 200 ? new ObjectMapper().readTree(response.body()) : null;
        } catch (IOException e) {
            return null; // not listening yet
        }
    }

    /** A signal ends this JVM, not the child: pass it on, wait until the child has drained, and take its exit code. */
    private void endWithParent() {
        Process server = process;
        int code = Kg.NO;
        try {
            if (server != null) {
                server.destroy();
                if (server.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                    code = server.exitValue();
                } else {
                    server.destroyForcibly();
                }
            }
            close();
        } catch (IOException e) {
            code = Kg.NO;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(work)) {
            return;
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
