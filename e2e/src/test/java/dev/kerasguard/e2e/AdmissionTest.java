package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An unsafe spec is refused at once, with every reason. */
@OnCluster
class AdmissionTest {

    @Test
    void refusesAnUnsafeSpecWithAllReasonsAndFieldPaths(Sandbox sandbox) {
        var result = sandbox.tryApply("""
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferenceService
                metadata: {name: unsafe}
                spec:
                  model: {uri: "http://169.254.169.254/latest/meta-data/model.keras"}
                  resources:
                    limits: {cpu: "64", memory: 1Ti}
                  gpu: {count: 8}
                """);

        assertThat(result.status()).isNotZero();
        assertThat(result.output())
                .contains(
                        "spec.model.uri",
                        "spec.model.digest",
                        "spec.resources.limits.cpu",
                        "spec.resources.limits.memory")
                .contains("spec.gpu.count");
        assertThat(sandbox.service("unsafe")).isEmpty();
    }

    @Test
    void refusesWhatThePodCouldEscapeWith(Sandbox sandbox) {
        var result = sandbox.tryApply("""
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferenceService
                metadata: {name: escape}
                spec:
                  model: {uri: "pvc://models/a.keras"}
                  resources: {limits: {cpu: "1", memory: 1Gi}}
                  hostNetwork: true
                """);

        assertThat(result.status()).isNotZero();
        assertThat(result.output()).contains("hostNetwork");
    }
}
