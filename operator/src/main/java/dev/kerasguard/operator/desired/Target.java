package dev.kerasguard.operator.desired;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.rules.EffectivePolicy;

/**
 * An accepted service and what surrounds it: all that its children are made from.
 *
 * @param service passed every rule
 * @param policy what holds in its namespace
 * @param installation what the operator's own deployment decides
 */
public record Target(KerasInferenceService service, EffectivePolicy policy, Installation installation) {

    String name() {
        return service.getMetadata().getName();
    }

    /** Replicas at rest. */
    public int minReplicas() {
        return wanted().minReplicas();
    }

    Wanted wanted() {
        return Wanted.of(service.getSpec());
    }

    ModelSource source() {
        return ModelSource.of(service.getSpec().model().uri());
    }
}
