package dev.kerasguard.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Counts reconciliations, so that a test can wait until the operator has looked, and found nothing to do. */
final class Reconciliations implements Metrics {

    private final Map<String, Integer> started = new ConcurrentHashMap<>();
    private final Map<String, Integer> finished = new ConcurrentHashMap<>();

    @Override
    public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
        started.merge(key(resource), 1, Integer::sum);
    }

    @Override
    public void reconciliationFinished(HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
        finished.merge(key(resource), 1, Integer::sum);
    }

    /** Causes a reconciliation of a resource and waits until one that began after the cause has ended. */
    void awaitAfter(Runnable cause, String resource) {
        // One at a time is reconciled, so this many have begun before the cause.
        int before = started.getOrDefault(resource, 0);
        cause.run();
        TestCluster.await(resource + " is reconciled").until(() -> finished.getOrDefault(resource, 0) > before);
    }

    /** The name by which {@link #awaitAfter} knows a service. */
    static String service(String namespace, String name) {
        return "KerasInferenceService " + namespace + "/" + name;
    }

    /** The name by which {@link #awaitAfter} knows a policy. */
    static String policy(String name) {
        return "KerasInferencePolicy /" + name;
    }

    private static String key(HasMetadata resource) {
        String namespace = Objects.requireNonNullElse(resource.getMetadata().getNamespace(), "");
        return resource.getKind() + " " + namespace + "/"
                + resource.getMetadata().getName();
    }
}
