package dev.kerasguard.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client in a pod of its own, with an address of its own: the load generator of {@code bench/}. */
final class Client {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it prints each second: {@code 12 s: sent 120, ok 120}. */
    private static final Pattern PROGRESS = Pattern.compile("^([0-9]{1,4}) s: ");

    private final Sandbox sandbox;
    private final String name;

    private Client(Sandbox sandbox, String name) {
        this.sandbox = sandbox;
        this.name = name;
    }

    /** Starts {@code bench load} with these arguments; they are bounded in time by {@code --duration}. */
    static Client start(Sandbox sandbox, String name, String... arguments) {
        var args = new ArrayList<>(List.of("@/opt/kerasguard/bench.args", "load"));
        args.addAll(List.of(arguments));
        sandbox.client()
                .pods()
                .inNamespace(sandbox.namespace())
                .resource(pod(name, Map.of("app", "client"), args))
                .create();
        var client = new Client(sandbox, name);
        Sandbox.await(name + " runs").until(() -> !client.phase().equals("Pending"));
        return client;
    }

    /** A pod that runs {@code bench} once with these arguments. */
    static Pod pod(String name, Map<String, String> labels, List<String> args) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("bench")
                .withImage("docker.io/kerasguard/bench:dev")
                .withImagePullPolicy("IfNotPresent")
                .withArgs(args)
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withNewResources()
                .addToRequests("cpu", new Quantity("10m"))
                .addToRequests("memory", new Quantity("64Mi"))
                .addToLimits("cpu", new Quantity("1"))
                .addToLimits("memory", new Quantity("256Mi"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    /** Waits for the end and returns the summary that the load generator prints as its last line. */
    JsonNode summary() {
        Sandbox.await(name + " has finished")
                .until(() -> List.of("Succeeded", "Failed").contains(phase()));
        var log = sandbox.client()
                .pods()
                .inNamespace(sandbox.namespace())
                .withName(name)
                .getLog();
        var lines = log.strip().lines().toList();
        try {
            return JSON.readTree(lines.getLast());
        } catch (JsonProcessingException e) {
            throw new AssertionError(name + " printed no summary:\n" + log, e);
        }
    }

    /** Waits until the load generator says that it has been sending for so long. */
    void awaitSecond(int seconds) {
        Sandbox.await(name + " has sent for " + seconds + " s")
                .until(() -> sandbox.client()
                        .pods()
                        .inNamespace(sandbox.namespace())
                        .withName(name)
                        .getLog()
                        .lines()
                        .map(PROGRESS::matcher)
                        .filter(Matcher::find)
                        .anyMatch(said -> Integer.parseInt(said.group(1)) >= seconds));
    }

    private String phase() {
        return sandbox.client()
                .pods()
                .inNamespace(sandbox.namespace())
                .withName(name)
                .get()
                .getStatus()
                .getPhase();
    }
}
