package dev.kerasguard.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The operator in a process of its own, which a test can stop, continue and cut off: the shipped class that decides who
 * leads, and the shipped controllers, without the HTTP port.
 */
final class LeaderProcess implements AutoCloseable {

    private static final String WRITE = "WRITE ";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Process process;
    private final Path output;

    private LeaderProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a process.
     *
     * @param kubeconfig the administrator's; the process takes the rights of the operator
     * @param port where it reaches the API server, on the loopback interface
     * @param folder for its output
     */
    static LeaderProcess start(String identity, String kubeconfig, int port, Path folder) throws IOException {
        String name = identity + "-" + NUMBER.incrementAndGet();
        Path output = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeaderProcess.class.getName(),
                        identity,
                        Files.writeString(folder.resolve(name + ".kubeconfig"), kubeconfig)
                                .toString(),
                        Integer.toString(port),
                        output.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
        return new LeaderProcess(process, output);
    }

    /** Sends the process a signal: STOP or CONT. */
    void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("no " + signal + " for process " + process.pid());
        }
    }

    /** What it has written to the API server so far, the lease aside. */
    List<String> writes() throws IOException {
        return Files.exists(output)
                ? Files.readAllLines(output).stream()
                        .filter(line -> line.startsWith(WRITE) && !line.contains("/leases"))
                        .toList()
                : List.of();
    }

    /** Waits until it ends by itself; its exit status, or null when it does not. */
    @Nullable Integer awaitEnd() throws InterruptedException {
        return process.waitFor(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : null;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Runs the operator: identity, kubeconfig, port and a file for its writes. */
    public static void main(String[] arguments) throws Exception {
        Path output = Path.of(arguments[3]);
        Interceptor writes = new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                if (!request.method().equals("GET")) {
                    append(
                            output,
                            WRITE + request.method() + " " + request.uri().getPath());
                }
            }
        };
        Config admin = Config.fromKubeconfig(Files.readString(Path.of(arguments[1])));
        URI there = URI.create(admin.getMasterUrl());
        Config here = new ConfigBuilder(admin)
                .withMasterUrl("%s://%s:%s/".formatted(there.getScheme(), there.getHost(), arguments[2]))
                .build();
        KubernetesClient client = TestCluster.asOperator(here, writes);
        new OperatorProcess(
                        new Settings(arguments[0]),
                        client,
                        new MeasuredByTest(),
                        new SimpleMeterRegistry(),
                        Clock.systemUTC())
                .start(new StartupEvent());
        new CountDownLatch(1).await();
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Settings(String podName) implements OperatorSettings {

        @Override
        public String runtimeImage() {
            return TestCluster.INSTALLATION.runtimeImage();
        }

        @Override
        public String namespace() {
            return TestCluster.NAMESPACE;
        }

        @Override
        public boolean leaderElection() {
            return true;
        }
    }
}
