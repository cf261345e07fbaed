package dev.kerasguard.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a person wants to see of a namespace in which a test failed. */
final class FailureReport {

    private final Sandbox sandbox;

    FailureReport(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        keep(folder.resolve("events.txt"), "get", "events", "--sort-by=.lastTimestamp");
        keep(folder.resolve("pods.txt"), "get", "pods", "-o", "wide");
        keep(
                folder.resolve("objects.yaml"),
                "get",
                "kerasinferenceservices,deployments,replicasets,pods,services,configmaps,hpa,pdb,networkpolicies,"
                        + "resourcequotas,limitranges,pvc",
                "-o",
                "yaml");
        for (var pod :
                sandbox.client().pods().inNamespace(sandbox.namespace()).list().getItems()) {
            var name = pod.getMetadata().getName();
            keep(folder.resolve(name + ".log"), "logs", name, "--all-containers", "--prefix", "--tail=2000");
        }
        keep(
                folder.resolve("operator.log"),
                "logs",
                "-n",
                "kerasguard-system",
                "deploy/kerasguard-operator",
                "--tail=2000");
        keep(
                folder.resolve("webhook.log"),
                "logs",
                "-n",
                "kerasguard-system",
                "deploy/kerasguard-webhook",
                "--tail=500");
    }

    private void keep(Path file, String... arguments) throws IOException {
        Files.writeString(file, sandbox.kubectl(List.of(arguments), "").output());
    }
}
