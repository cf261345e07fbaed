package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.Labels;
import dev.kerasguard.operator.desired.Target;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies a Deployment so that the number of its replicas has one owner. A number that the operator stopped applying
 * would fall back to one; before the autoscaler takes over, a field manager of its own keeps the number.
 */
final class ReplicaHandover {

    private static final String KEEPER = "kerasguard-operator-replicas";

    private ReplicaHandover() {}

    static void apply(
            Deployment wanted, Optional<Deployment> live, Target target, Context<KerasInferenceService> context) {
        boolean autoscaled = wanted.getSpec().getReplicas() == null;
        if (autoscaled && live.filter(ReplicaHandover::isFixed).isPresent()) {
            keep(wanted, live.get().getSpec().getReplicas(), context.getClient());
        }
        context.resourceOperations().serverSideApply(wanted);
        if (autoscaled && live.isEmpty()) {
            keep(wanted, target.minReplicas(), context.getClient());
        }
    }

    private static boolean isFixed(Deployment live) {
        Map<String, String> annotations = live.getMetadata().getAnnotations();
        return annotations != null && Labels.FIXED.equals(annotations.get(Labels.REPLICAS));
    }

    private static void keep(Deployment deployment, @Nullable Integer replicas, KubernetesClient client) {
        Deployment number = new DeploymentBuilder()
                .withNewMetadata()
                .withName(deployment.getMetadata().getName())
                .withNamespace(deployment.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
        client.resource(number)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(KEEPER)
                        .withForce(true)
                        .build());
    }
}
