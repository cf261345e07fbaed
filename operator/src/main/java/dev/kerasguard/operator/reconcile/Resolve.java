package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.ModelSource;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Second step: is what the spec refers to in the cluster? A model's server is never asked: that is for fetch to do. */
final class Resolve {

    private Resolve() {}

    static Statement check(KerasInferenceService service, KubernetesClient client) {
        String namespace = service.getMetadata().getNamespace();
        return switch (ModelSource.of(service.getSpec().model().uri())) {
            case ModelSource.Web _ -> resolved("the spec refers to nothing in the cluster");
            case ModelSource.Claim(String claim) ->
                client.persistentVolumeClaims()
                                        .inNamespace(namespace)
                                        .withName(claim)
                                        .get()
                                == null
                        ? Statement.no(
                                ConditionType.ResolvedRefs,
                                Reason.PersistentVolumeClaimNotFound,
                                "PersistentVolumeClaim %s not found in namespace %s; create it or name another in spec.model.uri"
                                        .formatted(claim, namespace))
                        : resolved("PersistentVolumeClaim %s is there".formatted(claim));
        };
    }

    private static Statement resolved(String message) {
        return Statement.yes(ConditionType.ResolvedRefs, Reason.Resolved, message);
    }
}
