package dev.kerasguard.operator.telemetry;

import dev.kerasguard.anomaly.Sensitivity;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The targets as informers hold them: nothing is asked of the API server in a round. */
final class ClusterTargets implements Targets, AutoCloseable {

    private static final String SERVER_CONTAINER = "server";

    private final SharedIndexInformer<KerasInferenceService> services;
    private final SharedIndexInformer<Pod> runtimePods;
    private final SharedIndexInformer<Pod> exporterPods;

    ClusterTargets(KubernetesClient client) {
        services = start(client.resources(KerasInferenceService.class).inAnyNamespace());
        runtimePods = start(client.pods().inAnyNamespace().withLabel("app.kubernetes.io/managed-by", "kerasguard"));
        exporterPods = start(client.pods().inAnyNamespace().withLabel("app.kubernetes.io/name", "dcgm-exporter"));
    }

    @Override
    public List<Service> services() {
        Map<ServiceName, List<RuntimePod>> pods = new HashMap<>();
        for (Pod pod : runtimePods.getStore().list()) {
            String service = label(pod, "kerasguard.dev/service");
            RuntimePod target = target(pod);
            if (service != null && target != null) {
                ServiceName name = new ServiceName(pod.getMetadata().getNamespace(), service);
                pods.computeIfAbsent(name, _ -> new ArrayList<>()).add(target);
            }
        }
        List<Service> list = new ArrayList<>();
        for (KerasInferenceService service : services.getStore().list()) {
            ServiceName name = new ServiceName(
                    service.getMetadata().getNamespace(), service.getMetadata().getName());
            list.add(new Service(name, sensitivity(service.getSpec()), pods.getOrDefault(name, List.of())));
        }
        return list;
    }

    @Override
    public List<InetAddress> gpuExporters() {
        List<InetAddress> addresses = new ArrayList<>();
        for (Pod pod : exporterPods.getStore().list()) {
            InetAddress address = address(pod);
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    @Override
    public void close() {
        services.stop();
        runtimePods.stop();
        exporterPods.stop();
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> start(Informable<T> resources) {
        // An API server that cannot be reached, or a CRD that is not there yet, is asked again and not given up.
        SharedIndexInformer<T> informer = resources.runnableInformer(0).exceptionHandler((started, failure) -> true);
        var _ = informer.start();
        return informer;
    }

    private static @Nullable RuntimePod target(Pod pod) {
        InetAddress address = address(pod);
        if (address == null) {
            return null;
        }
        return new RuntimePod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                restarts(pod),
                Instant.parse(pod.getMetadata().getCreationTimestamp()),
                address,
                resources(pod));
    }

    private static @Nullable InetAddress address(Pod pod) {
        if (pod.getStatus() == null
                || pod.getStatus().getPodIP() == null
                || !"Running".equals(pod.getStatus().getPhase())
                || pod.getMetadata().getDeletionTimestamp() != null) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(pod.getStatus().getPodIP());
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static int restarts(Pod pod) {
        for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
            if (SERVER_CONTAINER.equals(status.getName()) && status.getRestartCount() != null) {
                return status.getRestartCount();
            }
        }
        return 0;
    }

    private static String resources(Pod pod) {
        for (Container container : pod.getSpec().getContainers()) {
            if (SERVER_CONTAINER.equals(container.getName())
                    && container.getResources() != null
                    && container.getResources().getLimits() != null) {
                return new TreeMap<>(container.getResources().getLimits()).toString();
            }
        }
        return "";
    }

    private static @Nullable String label(Pod pod, String label) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? null : labels.get(label);
    }

    private static Sensitivity sensitivity(@Nullable KerasInferenceServiceSpec spec) {
        if (spec == null
                || spec.anomalyDetection() == null
                || spec.anomalyDetection().sensitivity() == null) {
            return Sensitivity.NORMAL;
        }
        return switch (spec.anomalyDetection().sensitivity()) {
            case Low -> Sensitivity.LOW;
            case Normal -> Sensitivity.NORMAL;
            case High -> Sensitivity.HIGH;
        };
    }
}
