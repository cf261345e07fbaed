package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.rules.EffectivePolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a service lives among.
 *
 * @param policies all of the cluster
 * @param namespaceLabels of the service's namespace
 */
record Surroundings(List<KerasInferencePolicy> policies, Map<String, String> namespaceLabels) {

    static Surroundings of(KerasInferenceService service, Context<KerasInferenceService> context) {
        String namespace = service.getMetadata().getNamespace();
        // The API server gives every namespace this label; the watch may be later than the service.
        Map<String, String> labels = new TreeMap<>(Map.of("kubernetes.io/metadata.name", namespace));
        watched(Namespace.class, context)
                .get(new ResourceID(namespace))
                .map(found -> found.getMetadata().getLabels())
                .ifPresent(labels::putAll);
        return new Surroundings(
                watched(KerasInferencePolicy.class, context).list(_ -> true).toList(), labels);
    }

    /** What holds for the service. */
    EffectivePolicy policy() {
        return EffectivePolicy.of(policies, namespaceLabels);
    }

    private static <R extends HasMetadata> InformerEventSource<R, KerasInferenceService> watched(
            Class<R> kind, Context<KerasInferenceService> context) {
        if (context.eventSourceRetriever().getEventSourceFor(kind)
                instanceof InformerEventSource<R, KerasInferenceService> source) {
            return source;
        }
        throw new IllegalStateException("no watch on " + kind.getSimpleName());
    }
}
