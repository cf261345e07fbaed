package dev.kerasguard.operator.replicas;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the statuses of a pod's containers, wherever the kubelet has got to. */
final class Containers {

    private Containers() {}

    /** Init containers first, as they run. */
    static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.of(
                                pod.getStatus().getInitContainerStatuses(),
                                pod.getStatus().getContainerStatuses())
                        .flatMap(statuses -> statuses == null ? Stream.empty() : statuses.stream());
    }

    static Optional<ContainerStatus> named(Pod pod, String name) {
        return statuses(pod).filter(status -> name.equals(status.getName())).findFirst();
    }

    static Optional<ContainerStateWaiting> waiting(ContainerStatus status) {
        return Optional.ofNullable(status.getState()).map(state -> state.getWaiting());
    }

    /** How the container ended: just now, or before the kubelet started it again. */
    static Optional<ContainerStateTerminated> ended(ContainerStatus status) {
        return Stream.of(Optional.ofNullable(status.getState()), Optional.ofNullable(status.getLastState()))
                .flatMap(Optional::stream)
                .flatMap(state -> Stream.ofNullable(state.getTerminated()))
                .findFirst();
    }

    static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && hasCondition(pod, "Ready", "True");
    }

    /** Whether it counts as a replica: there, not leaving, not at its end. */
    static boolean isReplica(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return pod.getMetadata().getDeletionTimestamp() == null
                && !List.of("Failed", "Succeeded").contains(String.valueOf(phase));
    }

    private static boolean hasCondition(Pod pod, String type, String status) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(c -> type.equals(c.getType()) && status.equals(c.getStatus()));
    }
}
