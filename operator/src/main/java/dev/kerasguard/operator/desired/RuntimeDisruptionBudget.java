package dev.kerasguard.operator.desired;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * Lets a drain take one replica at a time, and the only one too: a budget that blocked the drain of a node would hold
 * up its repair for ever. A replica that is not ready stands in nobody's way.
 */
final class RuntimeDisruptionBudget {

    private RuntimeDisruptionBudget() {}

    static PodDisruptionBudget of(Target target) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Owned.by(target, target.name()))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(Labels.selector(target.name()))
                .endSelector()
                .endSpec()
                .build();
    }
}
