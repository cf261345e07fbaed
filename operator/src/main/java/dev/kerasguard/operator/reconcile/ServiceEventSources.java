package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.Labels;
import dev.kerasguard.operator.observation.Observations;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What makes the operator look at a service again. Only objects with our label are watched, never Secrets. */
final class ServiceEventSources {

    private ServiceEventSources() {}

    static List<EventSource<?, KerasInferenceService>> of(
            EventSourceContext<KerasInferenceService> context, Observations observations) {
        return List.of(
                children(ConfigMap.class, context),
                children(NetworkPolicy.class, context),
                children(Service.class, context),
                children(PodDisruptionBudget.class, context),
                children(Deployment.class, context),
                children(HorizontalPodAutoscaler.class, context),
                children(Pod.class, context),
                policies(context),
                namespaces(context),
                observed(observations));
    }

    private static <R extends HasMetadata> EventSource<R, KerasInferenceService> children(
            Class<R> kind, EventSourceContext<KerasInferenceService> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, KerasInferenceService.class)
                        .withLabelSelector(Labels.MANAGED + "," + Labels.SERVICE)
                        .withSecondaryToPrimaryMapper(ServiceEventSources::service)
                        .build(),
                context);
    }

    private static Set<ResourceID> service(HasMetadata child) {
        Map<String, String> labels = child.getMetadata().getLabels();
        String service = labels == null ? null : labels.get(Labels.SERVICE);
        return service == null
                ? Set.of()
                : Set.of(new ResourceID(service, child.getMetadata().getNamespace()));
    }

    private static EventSource<KerasInferencePolicy, KerasInferenceService> policies(
            EventSourceContext<KerasInferenceService> context) {
        SecondaryToPrimaryMapper<KerasInferencePolicy> everyService =
                _ -> ids(context.getPrimaryCache().list(_ -> true));
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(KerasInferencePolicy.class, KerasInferenceService.class)
                        .withSecondaryToPrimaryMapper(everyService)
                        .withOnUpdateFilter((now, before) -> !Objects.equals(now.getSpec(), before.getSpec()))
                        .build(),
                context);
    }

    private static EventSource<Namespace, KerasInferenceService> namespaces(
            EventSourceContext<KerasInferenceService> context) {
        SecondaryToPrimaryMapper<Namespace> itsServices = namespace ->
                ids(context.getPrimaryCache().list(namespace.getMetadata().getName()));
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Namespace.class, KerasInferenceService.class)
                        .withSecondaryToPrimaryMapper(itsServices)
                        .withOnUpdateFilter((now, before) -> !Objects.equals(
                                now.getMetadata().getLabels(),
                                before.getMetadata().getLabels()))
                        .build(),
                context);
    }

    private static EventSource<?, KerasInferenceService> observed(Observations observations) {
        SimpleInboundEventSource<KerasInferenceService> source = new SimpleInboundEventSource<>("observations");
        observations.onChange((namespace, service) -> source.propagateEvent(new ResourceID(service, namespace)));
        return source;
    }

    private static Set<ResourceID> ids(Stream<KerasInferenceService> services) {
        return services.map(ResourceID::fromResource).collect(Collectors.toSet());
    }
}
