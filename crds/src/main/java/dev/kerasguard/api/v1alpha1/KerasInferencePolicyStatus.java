package dev.kerasguard.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the policy reaches.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param namespaces namespaces that it selects
 * @param services services in them
 * @param conditions Ready
 */
public record KerasInferencePolicyStatus(
        @Nullable Long observedGeneration,
        @Nullable Integer namespaces,
        @Nullable Integer services,
        @Nullable List<Condition> conditions) {}
