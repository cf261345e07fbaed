package dev.kerasguard.operator.desired;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Amounts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The two containers of a replica. */
final class RuntimeContainers {

    private static final Quantity FETCH_CPU_REQUEST = new Quantity("100m");
    private static final Quantity FETCH_CPU_LIMIT = new Quantity("1");
    private static final Quantity FETCH_MEMORY = new Quantity("256Mi");

    private RuntimeContainers() {}

    static Container fetch(Target target) {
        List<VolumeMount> mounts = new ArrayList<>(List.of(config(), models(false), tmp()));
        if (target.source() instanceof ModelSource.Claim) {
            mounts.add(mount("source", "/mnt/source", true));
        }
        return common(RuntimePod.FETCH, target)
                .withResources(fetchResources(target.wanted()))
                .withVolumeMounts(mounts)
                .build();
    }

    static Container server(Target target) {
        return common(RuntimePod.SERVER, target)
                .withArgs(serverArgs(target.wanted()))
                .withResources(serverResources(target.wanted()))
                .withVolumeMounts(config(), models(true), tmp())
                .addNewPort()
                .withName("http")
                .withContainerPort(RuntimePod.HTTP_PORT)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("management")
                .withContainerPort(RuntimePod.MANAGEMENT_PORT)
                .withProtocol("TCP")
                .endPort()
                // Ten minutes for a large model; a small one is not made to wait.
                .withStartupProbe(probe("/health/started", 1, 600))
                .withReadinessProbe(probe("/health/ready", 2, 2))
                .withLivenessProbe(probe("/health/live", 10, 6))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep()
                .withSeconds(RuntimePod.BEFORE_STOP.toSeconds())
                .endSleep()
                .endPreStop()
                .endLifecycle()
                .build();
    }

    private static ContainerBuilder common(String name, Target target) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(target.installation().runtimeImage())
                .withImagePullPolicy("IfNotPresent")
                .withArgs(argumentFile(name))
                .withTerminationMessagePath("/dev/termination-log")
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withSecurityContext(locked());
    }

    private static String argumentFile(String name) {
        return "@/opt/kerasguard/%s.args".formatted(name);
    }

    // On one processor, compiling well takes from the requests of the first minutes what they need themselves.
    private static List<String> serverArgs(Wanted wanted) {
        Quantity cpu = wanted.limits().cpu();
        boolean single = cpu != null && cpu.getNumericalAmount().compareTo(BigDecimal.ONE) <= 0;
        return single
                ? List.of("-XX:TieredStopAtLevel=1", argumentFile(RuntimePod.SERVER))
                : List.of(argumentFile(RuntimePod.SERVER));
    }

    private static SecurityContext locked() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static ResourceRequirements serverResources(Wanted wanted) {
        Map<String, Quantity> gpus =
                wanted.gpus() == 0 ? Map.of() : Map.of(RuntimePod.GPU, new Quantity(Integer.toString(wanted.gpus())));
        return new ResourceRequirementsBuilder()
                .withRequests(amounts(wanted.requests()))
                .addToRequests(gpus)
                .withLimits(amounts(wanted.limits()))
                .addToLimits(gpus)
                .build();
    }

    // Never more than the server's: a quota counts the larger of the two, and that must be what the spec says.
    private static ResourceRequirements fetchResources(Wanted wanted) {
        Quantity memory = least(FETCH_MEMORY, wanted.limits().memory());
        return new ResourceRequirementsBuilder()
                .withRequests(amounts(new Amounts(
                        least(FETCH_CPU_REQUEST, wanted.requests().cpu()),
                        least(memory, wanted.requests().memory()))))
                .withLimits(amounts(
                        new Amounts(least(FETCH_CPU_LIMIT, wanted.limits().cpu()), memory)))
                .build();
    }

    private static Quantity least(Quantity first, @Nullable Quantity second) {
        return second == null || first.getNumericalAmount().compareTo(second.getNumericalAmount()) <= 0
                ? first
                : second;
    }

    private static Map<String, Quantity> amounts(Amounts amounts) {
        Map<String, Quantity> map = new TreeMap<>();
        if (amounts.cpu() != null) {
            map.put("cpu", amounts.cpu());
        }
        if (amounts.memory() != null) {
            map.put("memory", amounts.memory());
        }
        return map;
    }

    private static Probe probe(String path, int period, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort("management")
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(2)
                .withFailureThreshold(failures)
                .withSuccessThreshold(1)
                .build();
    }

    private static VolumeMount config() {
        return mount("config", "/etc/kerasguard", true);
    }

    private static VolumeMount models(boolean readOnly) {
        return mount("models", RuntimePod.MODELS, readOnly);
    }

    private static VolumeMount tmp() {
        return mount("tmp", "/tmp", false);
    }

    private static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }
}
