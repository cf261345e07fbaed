package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What tests of services have in common: how they make, change and look at them. */
abstract class ServiceSteps {

    static final String DIGEST = "sha256:" + "0".repeat(64);

    final TestCluster cluster;
    final KubernetesClient admin;

    ServiceSteps(TestCluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
    }

    void claim(String namespace) {
        admin.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("models")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadOnlyMany")
                        .withNewResources()
                        .withRequests(Map.of("storage", new Quantity("1Gi")))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
    }

    KerasInferenceService apply(String namespace, String name, String maxReplicas) {
        return applyYaml("""
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferenceService
                metadata: {name: %s, namespace: %s}
                spec:
                  model:
                    uri: pvc://models/flowers.keras
                    digest: %s
                    version: "1"
                  resources:
                    requests: {cpu: 500m, memory: 256Mi}
                    limits: {cpu: "1", memory: 1Gi}
                  scaling:
                    minReplicas: %s
                    maxReplicas: %s
                """.formatted(name, namespace, DIGEST, maxReplicas.equals("1") ? "1" : "2", maxReplicas));
    }

    /** Applies a policy for one namespace. */
    void policy(String namespace, String maxMemory, String maxBytes) {
        admin.resource(admin.getKubernetesSerialization()
                        .unmarshal("""
                        apiVersion: kerasguard.dev/v1alpha1
                        kind: KerasInferencePolicy
                        metadata: {name: %1$s}
                        spec:
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                          limits: {maxMemory: %2$s}
                          models: {maxBytes: %3$s}
                        """.formatted(namespace, maxMemory, maxBytes), KerasInferencePolicy.class))
                .forceConflicts()
                .serverSideApply();
    }

    private KerasInferenceService applyYaml(String yaml) {
        return admin.resource(admin.getKubernetesSerialization().unmarshal(yaml, KerasInferenceService.class))
                .forceConflicts()
                .serverSideApply();
    }

    /** Replaces texts, given in pairs, in the YAML of a spec. */
    void edit(String namespace, String name, String... pairs) {
        KerasInferenceService service = service(namespace, name);
        KerasInferenceService bare = new KerasInferenceService();
        bare.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        bare.setSpec(service.getSpec());
        String yaml = admin.getKubernetesSerialization().asYaml(bare);
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(yaml).contains(pairs[i]);
            yaml = yaml.replace(pairs[i], pairs[i + 1]);
        }
        applyYaml(yaml);
    }

    Map<String, HasMetadata> awaitChildren(String namespace, int count) {
        TestCluster.await().untilAsserted(() -> assertThat(children(namespace)).hasSize(count));
        return children(namespace);
    }

    Map<String, HasMetadata> children(String namespace) {
        Predicate<HasMetadata> managed = object -> object.getMetadata().getLabels() != null
                && "kerasguard".equals(object.getMetadata().getLabels().get("app.kubernetes.io/managed-by"));
        Map<String, HasMetadata> children = new TreeMap<>();
        Stream.<List<? extends HasMetadata>>of(
                        admin.configMaps().inNamespace(namespace).list().getItems(),
                        admin.services().inNamespace(namespace).list().getItems(),
                        admin.apps().deployments().inNamespace(namespace).list().getItems(),
                        admin.network()
                                .networkPolicies()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        admin.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        admin.autoscaling()
                                .v2()
                                .horizontalPodAutoscalers()
                                .inNamespace(namespace)
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .filter(managed)
                .forEach(child ->
                        children.put(child.getKind() + "/" + child.getMetadata().getName(), child));
        return children;
    }

    List<String> events(String namespace) {
        return admin.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .map(event -> event.getType() + " " + event.getReason())
                .toList();
    }

    Condition awaitCondition(String namespace, String name, ConditionType type, String status) {
        TestCluster.await()
                .untilAsserted(() -> assertThat(condition(namespace, name, type).getStatus())
                        .as("%s of %s", type, service(namespace, name).getStatus())
                        .isEqualTo(status));
        return condition(namespace, name, type);
    }

    Condition condition(String namespace, String name, ConditionType type) {
        KerasInferenceService service = service(namespace, name);
        return Conditions.find(
                        service.getStatus() == null ? null : service.getStatus().conditions(), type)
                .orElseGet(Condition::new);
    }

    KerasInferenceService service(String namespace, String name) {
        return admin.resources(KerasInferenceService.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    Deployment deployment(String namespace, String name) {
        return admin.apps().deployments().inNamespace(namespace).withName(name).get();
    }

    String checksum(String namespace, String name) {
        return deployment(namespace, name)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("kerasguard.dev/config-checksum", "");
    }
}
