package dev.kerasguard.e2e;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A namespace of a real cluster, and what a user would do in it. */
final class Sandbox implements AutoCloseable {

    /** What a command printed, standard output and error together, and its exit status. */
    record Result(int status, String output) {}

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final String namespace;
    private final Path kubeconfig;

    Sandbox(KubernetesClient client, String namespace, Path kubeconfig) {
        this.client = client;
        this.namespace = namespace;
        this.kubeconfig = kubeconfig;
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    /** Waits with this cluster's patience. */
    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(250));
    }

    /** Runs the real kubectl in the namespace. */
    Result kubectl(List<String> arguments, String input) {
        var command = new ArrayList<>(List.of(
                System.getProperty("kerasguard.kubectl"), "--kubeconfig", kubeconfig.toString(), "-n", namespace));
        command.addAll(arguments);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("kubectl hangs: " + arguments);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Applies what must be accepted. {@code ${namespace}} in the text becomes the namespace. */
    void apply(String yaml) {
        var result = tryApply(yaml);
        if (result.status() != 0) {
            throw new AssertionError("kubectl apply failed:\n" + result.output());
        }
    }

    /** Applies what may be refused. */
    Result tryApply(String yaml) {
        return kubectl(List.of("apply", "-f", "-"), yaml.replace("${namespace}", namespace));
    }

    Optional<KerasInferenceService> service(String name) {
        return Optional.ofNullable(client.resources(KerasInferenceService.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** The service's condition as it is now. */
    Optional<Condition> condition(String service, String type) {
        return service(service)
                .map(KerasInferenceService::getStatus)
                .map(status -> status.conditions())
                .flatMap(conditions -> conditions.stream()
                        .filter(c -> c.getType().equals(type))
                        .findFirst());
    }

    /** Waits until a condition has a status. */
    Condition awaitCondition(String service, String type, String status) {
        await(service + " " + type + "=" + status)
                .until(() -> condition(service, type)
                        .filter(c -> c.getStatus().equals(status))
                        .isPresent());
        return condition(service, type).orElseThrow();
    }

    void awaitReady(String service) {
        awaitCondition(service, "Ready", "True");
    }

    @Override
    public void close() {
        delete(client, namespace);
        client.resources(KerasInferencePolicy.class).withName(namespace).delete();
        client.close();
    }

    static void delete(KubernetesClient client, String namespace) {
        client.namespaces().withName(namespace).delete();
        await("namespace " + namespace + " is gone")
                .until(() -> client.namespaces().withName(namespace).get() == null);
    }

    /** The address of the only pod of the namespace with this label. */
    String podAddress(String label, String value) {
        var pods = client.pods()
                .inNamespace(namespace)
                .withLabel(label, value)
                .list()
                .getItems();
        if (pods.size() != 1) {
            throw new AssertionError(pods.size() + " pods with " + label + "=" + value);
        }
        return pods.getFirst().getStatus().getPodIP();
    }

    /** A file of the repository. */
    static String file(String path) {
        try {
            return Files.readString(
                    Path.of(System.getProperty("kerasguard.root")).resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
