package dev.kerasguard.operator.desired;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Limits;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Quota;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.LimitRangeItemBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a policy's quota becomes in each namespace that the policy selects. */
public final class PolicyChildren {

    private static final Quantity DEFAULT_CPU = new Quantity("500m");
    private static final Quantity DEFAULT_MEMORY = new Quantity("512Mi");

    private PolicyChildren() {}

    /** The name of both children. */
    public static String name(KerasInferencePolicy policy) {
        return "kerasguard-" + policy.getMetadata().getName();
    }

    /** What a namespace should hold; nothing when the policy has no quota. */
    public static List<HasMetadata> of(KerasInferencePolicy policy, String namespace) {
        Quota quota = policy.getSpec().quota();
        if (quota == null) {
            return List.of();
        }
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withName(name(policy))
                .withNamespace(namespace)
                .withLabels(Labels.ofPolicy())
                .withOwnerReferences(Owned.reference(policy))
                .build();
        return Stream.<Optional<? extends HasMetadata>>of(
                        resourceQuota(quota, metadata),
                        limitRange(quota, policy.getSpec().limits(), metadata))
                .<HasMetadata>flatMap(Optional::stream)
                .toList();
    }

    private static Optional<ResourceQuota> resourceQuota(Quota quota, ObjectMeta metadata) {
        Map<String, Quantity> hard = new TreeMap<>();
        put(hard, "limits.cpu", quota.cpu());
        put(hard, "limits.memory", quota.memory());
        put(hard, "requests." + RuntimePod.GPU, count(quota.gpus()));
        put(hard, "count/kerasinferenceservices.kerasguard.dev", count(quota.services()));
        return hard.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResourceQuotaBuilder()
                        .withMetadata(metadata)
                        .withNewSpec()
                        .withHard(hard)
                        .endSpec()
                        .build());
    }

    // A quota on limits makes the API server refuse every pod without them, whoever it belongs to: give those a
    // default.
    private static Optional<LimitRange> limitRange(Quota quota, @Nullable Limits limits, ObjectMeta metadata) {
        Quantity maxCpu = limits == null ? null : limits.maxCpu();
        Quantity maxMemory = limits == null ? null : limits.maxMemory();
        Map<String, Quantity> defaults = new TreeMap<>();
        put(defaults, "cpu", quota.cpu() == null ? null : least(DEFAULT_CPU, maxCpu));
        put(defaults, "memory", quota.memory() == null ? null : least(DEFAULT_MEMORY, maxMemory));
        if (defaults.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Quantity> max = new TreeMap<>();
        put(max, "cpu", quota.cpu() == null ? null : maxCpu);
        put(max, "memory", quota.memory() == null ? null : maxMemory);
        return Optional.of(new LimitRangeBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withLimits(new LimitRangeItemBuilder()
                        .withType("Container")
                        .withDefault(defaults)
                        .withMax(max)
                        .build())
                .endSpec()
                .build());
    }

    private static void put(Map<String, Quantity> amounts, String resource, @Nullable Quantity amount) {
        if (amount != null) {
            amounts.put(resource, amount);
        }
    }

    private static @Nullable Quantity count(@Nullable Integer number) {
        return number == null ? null : new Quantity(number.toString());
    }

    private static Quantity least(Quantity preferred, @Nullable Quantity max) {
        return max == null || preferred.getNumericalAmount().compareTo(max.getNumericalAmount()) <= 0 ? preferred : max;
    }
}
