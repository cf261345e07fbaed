package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Amounts;
import dev.kerasguard.rules.Rule.Problem;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about CPU, memory and GPUs: that one service cannot take what its neighbours need. */
final class ResourceRules {

    /** A replica without a memory limit takes its node down; one without a CPU limit slows its neighbours. */
    static final Rule<Candidate> LIMITS_REQUIRED = new Rule<>("LimitsRequired", ResourceRules::limitsRequired);

    /** The API server would refuse the pods, where nobody looks. */
    static final Rule<Candidate> REQUESTS_WITHIN_LIMITS =
            new Rule<>("RequestsWithinLimits", ResourceRules::requestsWithinLimits);

    /** What cannot be read as an amount cannot be bounded. */
    static final Rule<Candidate> AMOUNTS_WELL_FORMED =
            new Rule<>("AmountsWellFormed", ResourceRules::amountsWellFormed);

    /** The platform team's bound on one replica's CPU. */
    static final Rule<Candidate> CPU_WITHIN_POLICY = new Rule<>(
            "CpuWithinPolicy",
            c -> within(
                    "spec.resources.limits.cpu", c.limits().cpu(), c.policy().maxCpu()));

    /** The platform team's bound on one replica's memory. */
    static final Rule<Candidate> MEMORY_WITHIN_POLICY = new Rule<>(
            "MemoryWithinPolicy",
            c -> within(
                    "spec.resources.limits.memory",
                    c.limits().memory(),
                    c.policy().maxMemory()));

    /** GPUs are few; a replica holds its own even when idle. */
    static final Rule<Candidate> GPUS_WITHIN_POLICY = new Rule<>("GpusWithinPolicy", ResourceRules::gpusWithinPolicy);

    /** A service whose replicas at rest alone overflow the namespace's quota can never be ready. */
    static final Rule<Candidate> FITS_QUOTA = new Rule<>("FitsQuota", ResourceRules::fitsQuota);

    private ResourceRules() {}

    private static Stream<Problem> limitsRequired(Candidate candidate) {
        Setting<Boolean> cpuRequired = candidate.policy().requireCpuLimit();
        return Stream.of(
                        candidate.limits().memory() == null
                                ? new Problem("spec.resources.limits.memory", "is missing; write such as 1Gi")
                                : null,
                        cpuRequired.value() && candidate.limits().cpu() == null
                                ? new Problem(
                                        "spec.resources.limits.cpu",
                                        "is missing, and %s requires it; write such as \"1\" or 500m"
                                                .formatted(cpuRequired.source()))
                                : null)
                .flatMap(Stream::ofNullable);
    }

    private static Stream<Problem> requestsWithinLimits(Candidate candidate) {
        @Nullable Amounts requests = candidate.spec().resources().requests();
        if (requests == null) {
            return Stream.empty();
        }
        return Stream.of(
                        aboveLimit("cpu", requests.cpu(), candidate.limits().cpu()),
                        aboveLimit(
                                "memory", requests.memory(), candidate.limits().memory()))
                .flatMap(Stream::ofNullable);
    }

    private static @Nullable Problem aboveLimit(String resource, @Nullable Quantity request, @Nullable Quantity limit) {
        return Amount.exceeds(request, limit)
                ? new Problem(
                        "spec.resources.requests." + resource,
                        "%s is above the limit %s; write at most the limit".formatted(request, limit))
                : null;
    }

    private static Stream<Problem> amountsWellFormed(Candidate candidate) {
        Map<String, @Nullable Quantity> amounts = new TreeMap<>();
        amounts.put("spec.resources.limits.cpu", candidate.limits().cpu());
        amounts.put("spec.resources.limits.memory", candidate.limits().memory());
        @Nullable Amounts requests = candidate.spec().resources().requests();
        if (requests != null) {
            amounts.put("spec.resources.requests.cpu", requests.cpu());
            amounts.put("spec.resources.requests.memory", requests.memory());
        }
        if (candidate.spec().gpu() != null) {
            amounts.put("spec.gpu.memoryLimit", candidate.spec().gpu().memoryLimit());
        }
        if (candidate.serving().payload() != null) {
            amounts.put(
                    "spec.serving.payload.maxBytes",
                    candidate.serving().payload().maxBytes());
        }
        return amounts.entrySet().stream()
                .filter(amount -> amount.getValue() != null && !isPositive(amount.getValue()))
                .map(amount -> new Problem(
                        amount.getKey(),
                        "%s is not an amount above zero; write such as 500m or 1Gi"
                                .formatted(Quoted.text(Objects.toString(amount.getValue())))));
    }

    private static boolean isPositive(@Nullable Quantity quantity) {
        BigDecimal amount = Amount.of(quantity);
        return amount != null && amount.signum() > 0;
    }

    private static Stream<Problem> within(String field, @Nullable Quantity amount, Setting<Quantity> most) {
        return Amount.exceeds(amount, most.value())
                ? Stream.of(new Problem(
                        field,
                        "%s is more than %s allows; write at most %s".formatted(amount, most.source(), most.value())))
                : Stream.empty();
    }

    private static Stream<Problem> gpusWithinPolicy(Candidate candidate) {
        Setting<Integer> most = candidate.policy().maxGpus();
        return candidate.gpus() > most.value()
                ? Stream.of(new Problem(
                        "spec.gpu.count",
                        "%d is more than %s allows; write at most %d"
                                .formatted(candidate.gpus(), most.source(), most.value())))
                : Stream.empty();
    }

    private static Stream<Problem> fitsQuota(Candidate candidate) {
        EffectivePolicy.NamespaceQuota quota = candidate.policy().quota();
        BigDecimal replicas = BigDecimal.valueOf(candidate.minReplicas());
        return Stream.of(
                        overflow("cpu", replicas, Amount.of(candidate.limits().cpu()), quota.cpu()),
                        overflow(
                                "memory", replicas, Amount.of(candidate.limits().memory()), quota.memory()),
                        overflow("gpus", replicas, BigDecimal.valueOf(candidate.gpus()), asQuantity(quota.gpus())))
                .flatMap(Stream::ofNullable);
    }

    private static @Nullable Problem overflow(
            String resource, BigDecimal replicas, @Nullable BigDecimal each, @Nullable Setting<Quantity> quota) {
        if (quota == null
                || each == null
                || replicas.multiply(each).compareTo(Quantity.getAmountInBytes(quota.value())) <= 0) {
            return null;
        }
        return new Problem(
                "spec.scaling.minReplicas",
                "%s replicas together take more %s than the namespace's quota of %s by %s; write fewer replicas or smaller limits"
                        .formatted(replicas, resource, quota.value(), quota.source()));
    }

    private static @Nullable Setting<Quantity> asQuantity(@Nullable Setting<Integer> count) {
        return count == null ? null : new Setting<>(new Quantity(count.value().toString()), count.source());
    }
}
