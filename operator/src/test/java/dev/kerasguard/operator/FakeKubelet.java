package dev.kerasguard.operator;

import dev.kerasguard.runtime.config.TerminationMessage;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Plays the Deployment controller and the kubelet: makes pods of a template and gives them a fate. */
final class FakeKubelet {

    private final KubernetesClient admin;
    private final String namespace;

    FakeKubelet(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    Pod start(Deployment deployment, String name, PodStatus status) {
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(
                                deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .withAnnotations(
                                deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                        .endMetadata()
                        .withSpec(deployment.getSpec().getTemplate().getSpec())
                        .build())
                .create();
        return become(name, status);
    }

    Pod become(String name, PodStatus status) {
        return admin.pods().inNamespace(namespace).withName(name).editStatus(pod -> {
            pod.setStatus(status);
            return pod;
        });
    }

    /** Fetched and ready. */
    static PodStatus serving(String digest) {
        return fetch(new TerminationMessage(TerminationMessage.FETCHED, "fetched", digest), 0)
                .withPhase("Running")
                .withConditions(new PodConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .build())
                .addToContainerStatuses(new ContainerStatusBuilder()
                        .withName("server")
                        .withImage("runtime")
                        .withImageID("runtime")
                        .withReady(true)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .build())
                .build();
    }

    /** Refused by fetch. */
    static PodStatus refused(String reason, String message) {
        return fetch(new TerminationMessage(reason, message, null), 1).build();
    }

    /** Cannot get its image. */
    static PodStatus withoutImage(String message) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addToInitContainerStatuses(new ContainerStatusBuilder()
                        .withName("fetch")
                        .withImage("docker.io/kerasguard/runtime:missing")
                        .withImageID("")
                        .withReady(false)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewWaiting(message, "ImagePullBackOff")
                        .endState()
                        .build())
                .build();
    }

    private static PodStatusBuilder fetch(TerminationMessage word, int exitCode) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .addToInitContainerStatuses(new ContainerStatusBuilder()
                        .withName("fetch")
                        .withImage("runtime")
                        .withImageID("runtime")
                        .withReady(exitCode == 0)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(exitCode)
                        .withReason(exitCode == 0 ? "Completed" : "Error")
                        .withMessage(word.toJson())
                        .endTerminated()
                        .endState()
                        .build());
    }
}
