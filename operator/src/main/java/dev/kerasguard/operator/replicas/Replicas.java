package dev.kerasguard.operator.replicas;

import dev.kerasguard.operator.desired.Labels;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a service, as the cluster shows them.
 *
 * @param wanted how many there should be
 * @param pods all that count, by name
 * @param latest those of the latest template
 * @param refusal why the cluster makes no more
 */
public record Replicas(int wanted, List<Pod> pods, List<Pod> latest, Optional<Trouble> refusal) {

    /**
     * Reads a Deployment and its pods.
     *
     * @param deployment null: there is none yet
     */
    public static Replicas of(@Nullable Deployment deployment, Collection<Pod> pods) {
        if (deployment == null) {
            return new Replicas(0, List.of(), List.of(), Optional.empty());
        }
        String template =
                template(deployment.getSpec().getTemplate().getMetadata().getAnnotations());
        List<Pod> replicas = pods.stream()
                .filter(Containers::isReplica)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
        Integer wanted = deployment.getSpec().getReplicas();
        return new Replicas(
                wanted == null ? 1 : wanted,
                replicas,
                replicas.stream()
                        .filter(pod ->
                                template(pod.getMetadata().getAnnotations()).equals(template))
                        .toList(),
                DeploymentTrouble.of(deployment));
    }

    /** How many answer. */
    public int ready() {
        return ready(pods);
    }

    /** Whether every replica is of the latest template and answers. */
    public boolean rolledOut() {
        return wanted > 0 && latest.size() == pods.size() && ready(latest) >= wanted;
    }

    /** ModelVerified, Available and Progressing. */
    public List<Statement> statements() {
        return List.of(ModelStatement.of(latest), available(), progressing());
    }

    private Statement available() {
        if (ready() > 0) {
            return Statement.yes(ConditionType.Available, Reason.ReplicasReady, count());
        }
        return trouble()
                .map(trouble -> Statement.no(ConditionType.Available, trouble.reason(), trouble.message()))
                .orElseGet(() -> pods.isEmpty()
                        ? Statement.no(ConditionType.Available, Reason.NoReplicas, "no replica was made yet")
                        : Statement.no(ConditionType.Available, Reason.ReplicasStarting, count()));
    }

    private Statement progressing() {
        if (rolledOut()) {
            return Statement.no(ConditionType.Progressing, Reason.RolledOut, count());
        }
        return trouble()
                .map(trouble -> Statement.no(ConditionType.Progressing, trouble.reason(), trouble.message()))
                .orElseGet(() -> Statement.yes(
                        ConditionType.Progressing,
                        Reason.RollingOut,
                        "%d of %d replicas are of the latest template and ready".formatted(ready(latest), wanted)));
    }

    // A pod says more than the Deployment: it is there.
    private Optional<Trouble> trouble() {
        return Stream.concat(latest.stream(), pods.stream())
                .map(PodTrouble::of)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> refusal);
    }

    private String count() {
        return "%d of %d replicas answer".formatted(ready(), Math.max(wanted, pods.size()));
    }

    private static int ready(List<Pod> pods) {
        return (int) pods.stream().filter(Containers::isReady).count();
    }

    private static String template(@Nullable Map<String, String> annotations) {
        return annotations == null ? "" : annotations.getOrDefault(Labels.TEMPLATE_CHECKSUM, "");
    }
}
