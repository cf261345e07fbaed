package dev.kerasguard.webhook;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The policies and the namespaces' labels, watched: all that the rules need to know of the cluster. */
@ApplicationScoped
class ClusterView {

    private final KubernetesClient client;
    private final SharedIndexInformer<KerasInferencePolicy> policies;
    private final SharedIndexInformer<Namespace> namespaces;

    ClusterView(KubernetesClient client) {
        this.client = client;
        // A webhook that starts before the CRDs or without the API server tries again; until then it is not ready.
        this.policies = client.resources(KerasInferencePolicy.class)
                .runnableInformer(0)
                .exceptionHandler((started, failure) -> true);
        this.namespaces = client.namespaces().runnableInformer(0).exceptionHandler((started, failure) -> true);
    }

    void start(@Observes StartupEvent started) {
        policies.start();
        namespaces.start();
    }

    void stop(@Observes ShutdownEvent stopped) {
        policies.stop();
        namespaces.stop();
    }

    /** Whether both lists are known; before that, no review can be answered truthfully. */
    boolean isSynced() {
        return policies.hasSynced() && namespaces.hasSynced();
    }

    /** All policies of the cluster. */
    List<KerasInferencePolicy> policies() {
        return policies.getStore().list();
    }

    /**
     * The labels of a namespace. A namespace that was made a moment ago may not be in the watched list yet; it is asked
     * for, as a policy that selects by label must not be missed.
     */
    Map<String, String> labelsOf(String namespace) {
        return Stream.ofNullable(namespaces.getStore().getByKey(namespace))
                .findFirst()
                .or(() -> client.namespaces().withField("metadata.name", namespace).list().getItems().stream()
                        .findFirst())
                .map(Namespace::getMetadata)
                .map(ObjectMeta::getLabels)
                .map(labels -> Objects.requireNonNullElse(labels, Map.<String, String>of()))
                .orElse(Map.of("kubernetes.io/metadata.name", namespace));
    }
}
