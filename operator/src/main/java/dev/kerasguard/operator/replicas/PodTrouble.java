package dev.kerasguard.operator.replicas;

import dev.kerasguard.operator.desired.RuntimePod;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.runtime.config.TerminationMessage;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says why one pod does not come up. */
final class PodTrouble {

    private PodTrouble() {}

    static Optional<Trouble> of(Pod pod) {
        if (pod.getStatus() == null || Containers.isReady(pod)) {
            return Optional.empty();
        }
        return Stream.of(
                        evicted(pod),
                        unschedulable(pod),
                        Containers.statuses(pod)
                                .map(status -> container(pod, status))
                                .flatMap(Optional::stream)
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Trouble> evicted(Pod pod) {
        return "Evicted".equals(pod.getStatus().getReason())
                ? Optional.of(new Trouble(
                        Reason.Evicted,
                        "%s was evicted: %s"
                                .formatted(name(pod), pod.getStatus().getMessage())))
                : Optional.empty();
    }

    private static Optional<Trouble> unschedulable(Pod pod) {
        List<PodCondition> conditions = pod.getStatus().getConditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream()
                        .filter(condition -> "PodScheduled".equals(condition.getType())
                                && "False".equals(condition.getStatus())
                                && "Unschedulable".equals(condition.getReason()))
                        .findFirst()
                        .map(condition -> new Trouble(
                                Reason.Unschedulable,
                                "no node takes %s: %s".formatted(name(pod), condition.getMessage())));
    }

    private static Optional<Trouble> container(Pod pod, ContainerStatus status) {
        Optional<ContainerStateWaiting> waiting = Containers.waiting(status);
        String waitsFor = waiting.map(ContainerStateWaiting::getReason).orElse("");
        Optional<ContainerStateTerminated> failure =
                Containers.ended(status).filter(ended -> !Integer.valueOf(0).equals(ended.getExitCode()));
        return switch (waitsFor) {
            case "ErrImagePull",
                    "ImagePullBackOff",
                    "InvalidImageName",
                    "ErrImageNeverPull",
                    "ImageInspectError",
                    "RegistryUnavailable" ->
                Optional.of(new Trouble(
                        Reason.ImagePullFailed,
                        "%s cannot get the image %s: %s"
                                .formatted(
                                        name(pod),
                                        status.getImage(),
                                        waiting.map(ContainerStateWaiting::getMessage)
                                                .orElse(waitsFor))));
            case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
                Optional.of(new Trouble(
                        Reason.ContainerCannotStart,
                        "%s cannot start container %s: %s"
                                .formatted(
                                        name(pod),
                                        status.getName(),
                                        waiting.map(ContainerStateWaiting::getMessage)
                                                .orElse(waitsFor))));
            default -> failure.map(ended -> ended(pod, status, ended));
        };
    }

    private static Trouble ended(Pod pod, ContainerStatus status, ContainerStateTerminated ended) {
        Optional<TerminationMessage> lastWord =
                Optional.ofNullable(ended.getMessage()).flatMap(TerminationMessage::parse);
        if ("OOMKilled".equals(ended.getReason())) {
            return new Trouble(
                    Reason.OutOfMemory,
                    "container %s of %s was killed at its memory limit; raise spec.resources.limits.memory"
                            .formatted(status.getName(), name(pod)));
        }
        if (lastWord.isPresent() && ModelStatement.speaksOfTheModel(status.getName(), ended)) {
            return new Trouble(Reason.ModelRefused, lastWord.get().message());
        }
        // kubectl is the one who can show the log; copying a log into a status would show it to too many.
        return new Trouble(
                Reason.CrashLoop,
                "container %s of %s ended with exit status %s%s; see: kubectl logs -n %s %s -c %s --previous"
                        .formatted(
                                status.getName(),
                                name(pod),
                                ended.getExitCode(),
                                lastWord.map(word -> " (" + word.message() + ")")
                                        .orElse(""),
                                pod.getMetadata().getNamespace(),
                                name(pod),
                                status.getName().equals(RuntimePod.FETCH) ? RuntimePod.FETCH : RuntimePod.SERVER));
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }
}
