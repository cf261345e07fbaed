package dev.kerasguard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectivePolicyTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void builtInPolicyHoldsWhereNoPolicySelects() {
        assertThat(EffectivePolicy.of(List.of())).isEqualTo(EffectivePolicy.DEFAULT);
    }

    @Test
    void strictestOfEachValueHoldsAndKnowsItsPolicy() {
        EffectivePolicy merged = EffectivePolicy.of(List.of(
                policy("a", "limits: {maxCpu: \"4\", maxReplicas: 3}, quota: {memory: 2Gi}"),
                policy("b", "limits: {maxCpu: 3500m, maxReplicas: 9}, quota: {memory: 1Gi, gpus: 2}")));

        assertThat(merged.maxCpu()).isEqualTo(new Setting<>(new Quantity("3500m"), "policy \"b\""));
        assertThat(merged.maxReplicas()).isEqualTo(new Setting<>(3, "policy \"a\""));
        assertThat(merged.quota().memory()).isEqualTo(new Setting<>(new Quantity("1Gi"), "policy \"b\""));
        assertThat(merged.quota().gpus()).isEqualTo(new Setting<>(2, "policy \"b\""));
        assertThat(merged.maxMemory()).isEqualTo(EffectivePolicy.DEFAULT.maxMemory());
    }

    @Test
    void prefixesOfTwoPoliciesAreWhatBothCover() {
        EffectivePolicy merged = EffectivePolicy.of(
                List.of(
                        policy("a", "models: {allowedUriPrefixes: [\"https://models.example/\", \"pvc://\"]}"),
                        policy(
                                "b",
                                "models: {allowedUriPrefixes: [\"https://models.example/team/\", \"http://\", \"pvc://store\"]}")));

        assertThat(merged.allowedUriPrefixes().value()).containsExactly("https://models.example/team/", "pvc://store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | true",
                "{matchLabels: {tier: gold}} | true",
                "{matchLabels: {tier: silver}} | false",
                "{matchExpressions: [{key: tier, operator: In, values: [gold, silver]}]} | true",
                "{matchExpressions: [{key: tier, operator: NotIn, values: [gold]}]} | false",
                "{matchExpressions: [{key: team, operator: NotIn, values: [gold]}]} | true",
                "{matchExpressions: [{key: team, operator: Exists}]} | false",
                "{matchExpressions: [{key: team, operator: DoesNotExist}]} | true",
                "{matchLabels: {tier: gold}, matchExpressions: [{key: team, operator: Exists}]} | false"
            })
    void selectorMatchesAsTheApiServerWould(String selector, boolean selects) {
        assertThat(PolicySelector.selects(
                        YAML.unmarshal("---\n" + selector, LabelSelector.class), Map.of("tier", "gold")))
                .isEqualTo(selects);
    }

    private static KerasInferencePolicy policy(String name, String spec) {
        return YAML.unmarshal(
                "---\n{metadata: {name: %s}, spec: {namespaceSelector: {}, %s}}".formatted(name, spec),
                KerasInferencePolicy.class);
    }
}
