package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * GPUs as the scheduler and the DCGM exporter see them. There is none here: the node advertises an extended resource of
 * that name, and a scripted exporter speaks the real text format.
 */
@OnCluster
class GpuTest {

    private static final String RESOURCE = "nvidia.com/gpu";

    @AfterAll
    static void theNodeHasNoGpuAgain(Sandbox sandbox) {
        advertise(sandbox, 0);
    }

    @Test
    void aServiceWaitsForAGpuInWordsAndGetsItWhenThereIsOne(Sandbox sandbox) {
        advertise(sandbox, 0);
        Digits.in(sandbox);
        sandbox.apply(
                Digits.spec("digits", "gpu: {count: 1, memoryLimit: 1Gi}\nscaling: {minReplicas: 1, maxReplicas: 1}"));

        var waiting = sandbox.awaitCondition("digits", "Available", "False");
        Sandbox.await("it says what it waits for")
                .untilAsserted(() -> assertThat(sandbox.condition("digits", "Available")
                                .orElseThrow()
                                .getMessage())
                        .contains(RESOURCE));
        assertThat(waiting.getReason()).isNotBlank();

        advertise(sandbox, 1);
        sandbox.awaitReady("digits");
        var pod = sandbox.client()
                .pods()
                .inNamespace(sandbox.namespace())
                .withLabel("kerasguard.dev/service", "digits")
                .list()
                .getItems()
                .getFirst();
        assertThat(pod.getSpec().getContainers().getFirst().getResources().getLimits())
                .containsEntry(RESOURCE, new Quantity("1"));

        var name = pod.getMetadata().getName();
        exporter(sandbox, dcgm(sandbox.namespace(), name, 0));
        Sandbox.await("the operator has read the exporter again and again")
                .until(() -> pods(sandbox)
                                .withName("dcgm-exporter")
                                .getLog()
                                .lines()
                                .filter(line -> line.contains("GET /metrics"))
                                .count()
                        > 5);
        assertThat(sandbox.condition("digits", "AnomalyDetected")
                        .filter(c -> c.getStatus().equals("True")))
                .as("a healthy GPU is no anomaly")
                .isEmpty();
        exporter(sandbox, dcgm(sandbox.namespace(), name, 79));
        var anomaly = sandbox.awaitCondition("digits", "AnomalyDetected", "True");
        assertThat(anomaly.getMessage()).containsIgnoringCase("xid");
    }

    private static void advertise(Sandbox sandbox, int count) {
        sandbox.client()
                .nodes()
                .list()
                .getItems()
                .forEach(node -> sandbox.client()
                        .nodes()
                        .withName(node.getMetadata().getName())
                        .editStatus(n -> {
                            if (count == 0) {
                                n.getStatus().getCapacity().remove(RESOURCE);
                                n.getStatus().getAllocatable().remove(RESOURCE);
                            } else {
                                n.getStatus().getCapacity().put(RESOURCE, new Quantity(Integer.toString(count)));
                                n.getStatus().getAllocatable().put(RESOURCE, new Quantity(Integer.toString(count)));
                            }
                            return n;
                        }));
    }

    /** One GPU that the pod uses, as dcgm-exporter prints it. */
    private static String dcgm(String namespace, String pod, int xid) {
        var labels = "gpu=\"0\",UUID=\"GPU-5d2a7c1e-0f5b-4b0b-9a8e-2f6c3f0a1b2c\",pci_bus_id=\"00000000:3B:00.0\","
                + "device=\"nvidia0\",modelName=\"NVIDIA H200\",Hostname=\"node\",container=\"server\",namespace=\""
                + namespace
                + "\",pod=\"" + pod + "\"";
        return """
                # HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %%).
                # TYPE DCGM_FI_DEV_GPU_UTIL gauge
                DCGM_FI_DEV_GPU_UTIL{%1$s} 35
                # HELP DCGM_FI_DEV_FB_USED Framebuffer memory used (in MiB).
                # TYPE DCGM_FI_DEV_FB_USED gauge
                DCGM_FI_DEV_FB_USED{%1$s} 1024
                # HELP DCGM_FI_DEV_XID_ERRORS Value of the last XID error encountered.
                # TYPE DCGM_FI_DEV_XID_ERRORS gauge
                DCGM_FI_DEV_XID_ERRORS{%1$s} %2$d
                """.formatted(labels, xid);
    }

    private static NonNamespaceOperation<Pod, PodList, PodResource> pods(Sandbox sandbox) {
        return sandbox.client().pods().inNamespace(sandbox.namespace());
    }

    /** A new exporter pod with this text at /metrics on port 9400, in place of the one before. */
    private static void exporter(Sandbox sandbox, String metrics) {
        var pods = pods(sandbox);
        pods.withName("dcgm-exporter").withGracePeriod(0).delete();
        Sandbox.await("the exporter before is gone")
                .until(() -> pods.withName("dcgm-exporter").get() == null);
        sandbox.client()
                .configMaps()
                .inNamespace(sandbox.namespace())
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("dcgm")
                        .endMetadata()
                        .addToData("metrics", metrics)
                        .build())
                .serverSideApply();
        sandbox.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: dcgm-exporter, labels: {app.kubernetes.io/name: dcgm-exporter}}
                spec:
                  automountServiceAccountToken: false
                  terminationGracePeriodSeconds: 0
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: exporter
                    image: docker.io/kerasguard/bench:dev
                    args: [-Xmx32m, -XX:+UseSerialGC, -m, jdk.httpserver, -b, 0.0.0.0, -p, "9400", -d, /exporter]
                    resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: "1", memory: 128Mi}}
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                    volumeMounts: [{name: metrics, mountPath: /exporter/metrics, subPath: metrics}]
                  volumes: [{name: metrics, configMap: {name: dcgm}}]
                """);
        Sandbox.await("the exporter runs")
                .until(() -> List.of("Running")
                        .contains(
                                pods.withName("dcgm-exporter").get().getStatus().getPhase()));
    }
}
