package dev.kerasguard.operator.desired;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The template of a replica: fetch gets and verifies the model, then server answers with it. It meets Pod Security
 * "restricted" and has no way to write but two volumes with a limit.
 */
public final class RuntimePod {

    /** The init container. */
    public static final String FETCH = "fetch";

    /** The container that answers. */
    public static final String SERVER = "server";

    /** Where fetch leaves the model. */
    static final String MODELS = "/models";

    static final int HTTP_PORT = 8080;
    static final int MANAGEMENT_PORT = 9090;
    static final String GPU = "nvidia.com/gpu";

    /** How long a replica that leaves still accepts, until every node's proxy has forgotten it. */
    static final Duration BEFORE_STOP = Duration.ofSeconds(3);

    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long USER = 65532;
    private static final long SPARE_BYTES = 64L << 20;

    private RuntimePod() {}

    static PodTemplateSpec of(Target target, RuntimeConfig config, String checksum) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(Labels.CONFIG_CHECKSUM, checksum);
        PodTemplateSpec template = new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Labels.of(target.name()))
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(pod(target, config, checksum))
                .build();
        annotations.put(Labels.TEMPLATE_CHECKSUM, Checksum.ofObject(template));
        template.getMetadata().setAnnotations(annotations);
        return template;
    }

    private static PodSpec pod(Target target, RuntimeConfig config, String checksum) {
        return new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withTerminationGracePeriodSeconds(gracePeriod(config.serving().timeout()))
                .withInitContainers(RuntimeContainers.fetch(target))
                .withContainers(RuntimeContainers.server(target))
                .withVolumes(volumes(target, config, checksum))
                .withTolerations(tolerations(target))
                .addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(Labels.selector(target.name()))
                .endLabelSelector()
                .withMatchLabelKeys("pod-template-hash")
                .endTopologySpreadConstraint()
                .build();
    }

    // Nodes with GPUs are often tainted by the name of the resource; the pod that asks for one means to go there.
    private static List<Toleration> tolerations(Target target) {
        return target.wanted().gpus() == 0
                ? List.of()
                : List.of(new TolerationBuilder()
                        .withKey(GPU)
                        .withOperator("Exists")
                        .withEffect("NoSchedule")
                        .build());
    }

    // Long enough that the last request accepted is answered within its own timeout.
    private static long gracePeriod(Duration timeout) {
        return timeout.plusNanos(999_999_999).plus(BEFORE_STOP).plus(DRAIN).toSeconds();
    }

    private static List<Volume> volumes(Target target, RuntimeConfig config, String checksum) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName("config")
                .withNewConfigMap()
                .withName(RuntimeConfigMap.name(target.name()))
                .addNewItem()
                .withKey(RuntimeConfigMap.key(checksum))
                .withPath(RuntimeConfigFile.IN_POD.getFileName().toString())
                .endItem()
                .endConfigMap()
                .build());
        // An archive and what it unpacks to lie there at the same time.
        volumes.add(scratch("models", 2 * config.model().maxBytes() + SPARE_BYTES));
        volumes.add(scratch("tmp", 4 * SPARE_BYTES));
        if (target.source() instanceof ModelSource.Claim(String claim)) {
            volumes.add(new VolumeBuilder()
                    .withName("source")
                    .withNewPersistentVolumeClaim(claim, true)
                    .build());
        }
        return volumes;
    }

    private static Volume scratch(String name, long bytes) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity(bytes / (1 << 20) + "Mi"))
                .endEmptyDir()
                .build();
    }
}
