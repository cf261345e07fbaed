package dev.kerasguard.operator.policy;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What makes the operator look at a policy again. */
final class PolicyEventSources {

    private PolicyEventSources() {}

    static List<EventSource<?, KerasInferencePolicy>> of(EventSourceContext<KerasInferencePolicy> context) {
        return List.of(
                children(ResourceQuota.class, context),
                children(LimitRange.class, context),
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(Namespace.class, KerasInferencePolicy.class)
                                .withSecondaryToPrimaryMapper(_ -> every(context))
                                .withOnUpdateFilter((now, before) -> !Objects.equals(
                                                now.getMetadata().getLabels(),
                                                before.getMetadata().getLabels())
                                        || now.getMetadata().getDeletionTimestamp() != null)
                                .build(),
                        context),
                // Counted only: neither its spec nor its status matters.
                new InformerEventSource<>(
                        InformerEventSourceConfiguration.from(KerasInferenceService.class, KerasInferencePolicy.class)
                                .withSecondaryToPrimaryMapper(_ -> every(context))
                                .withOnUpdateFilter((_, _) -> false)
                                .build(),
                        context));
    }

    /** The watch on a kind. */
    static <R extends HasMetadata> InformerEventSource<R, KerasInferencePolicy> watched(
            Class<R> kind, Context<KerasInferencePolicy> context) {
        if (context.eventSourceRetriever().getEventSourceFor(kind)
                instanceof InformerEventSource<R, KerasInferencePolicy> source) {
            return source;
        }
        throw new IllegalStateException("no watch on " + kind.getSimpleName());
    }

    private static <R extends HasMetadata> EventSource<R, KerasInferencePolicy> children(
            Class<R> kind, EventSourceContext<KerasInferencePolicy> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, KerasInferencePolicy.class)
                        .withLabelSelector(Labels.MANAGED)
                        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(KerasInferencePolicy.class, true))
                        .build(),
                context);
    }

    private static Set<ResourceID> every(EventSourceContext<KerasInferencePolicy> context) {
        return context.getPrimaryCache()
                .list(_ -> true)
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }
}
