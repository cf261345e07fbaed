package dev.kerasguard.operator.replicas;

import dev.kerasguard.operator.status.Reason;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;

/** Says why the cluster makes no replicas. */
final class DeploymentTrouble {

    private DeploymentTrouble() {}

    static Optional<Trouble> of(Deployment deployment) {
        if (deployment.getStatus() == null || deployment.getStatus().getConditions() == null) {
            return Optional.empty();
        }
        return deployment.getStatus().getConditions().stream()
                .filter(condition ->
                        "ReplicaFailure".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst()
                .map(condition -> String.valueOf(condition.getMessage()))
                .map(message -> message.contains("exceeded quota")
                        ? new Trouble(
                                Reason.QuotaExceeded,
                                "the namespace's quota has no room for another replica: " + message)
                        : new Trouble(
                                Reason.ReplicaCreationFailed, "the cluster refuses to make a replica: " + message));
    }
}
