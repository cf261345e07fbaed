package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Anomaly;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Traffic;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The reconciler on a real API server, with the rights that the shipped ClusterRole gives it and no others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceReconcilerTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    private final TestCluster cluster = new TestCluster();
    private final KubernetesClient admin = cluster.admin();

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void anAppliedServiceGetsEveryChildAndEveryChildIsOwned() {
        // Given
        String namespace = cluster.namespace("children");
        claim(namespace);

        // When
        KerasInferenceService service = apply(namespace, "flowers", "3");

        // Then
        awaitCondition(namespace, "flowers", ConditionType.Accepted, "True");
        awaitCondition(namespace, "flowers", ConditionType.ResolvedRefs, "True");
        Map<String, HasMetadata> children = awaitChildren(namespace, 6);
        assertThat(children.keySet())
                .containsExactly(
                        "ConfigMap/flowers-runtime",
                        "Deployment/flowers",
                        "HorizontalPodAutoscaler/flowers",
                        "NetworkPolicy/flowers",
                        "PodDisruptionBudget/flowers",
                        "Service/flowers");
        assertThat(children.values()).allSatisfy(child -> {
            assertThat(child.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
                assertThat(owner.getUid()).isEqualTo(service.getMetadata().getUid());
                assertThat(owner.getController()).isTrue();
                assertThat(owner.getBlockOwnerDeletion()).isTrue();
            });
        });
        assertThat(deployment(namespace, "flowers").getSpec().getReplicas())
                .as("what the autoscaler starts from")
                .isEqualTo(2);
    }

    @Test
    void aMissingClaimIsSaidInWordsAndNothingIsMadeUntilItIsThere() {
        // Given
        String namespace = cluster.namespace("claims");

        // When
        apply(namespace, "flowers", "1");

        // Then
        Condition resolved = awaitCondition(namespace, "flowers", ConditionType.ResolvedRefs, "False");
        assertThat(resolved.getReason()).isEqualTo("PersistentVolumeClaimNotFound");
        assertThat(resolved.getMessage())
                .startsWith("PersistentVolumeClaim models not found in namespace claims; create it or");
        assertThat(children(namespace)).isEmpty();

        // When
        claim(namespace);

        // Then
        awaitCondition(namespace, "flowers", ConditionType.ResolvedRefs, "True");
        awaitChildren(namespace, 5);
    }

    @Test
    void theSteadyStateMakesNoWritesEvenAfterARestart() throws InterruptedException {
        // Given
        String namespace = cluster.namespace("steady");
        claim(namespace);
        apply(namespace, "flowers", "3");
        awaitChildren(namespace, 6);
        new FakeKubelet(admin, namespace)
                .start(deployment(namespace, "flowers"), "flowers-1", FakeKubelet.serving(DIGEST));
        awaitCondition(namespace, "flowers", ConditionType.Ready, "True");
        Thread.sleep(2_000);
        Map<String, String> before = versions(namespace);

        // When
        cluster.restartOperator();
        Thread.sleep(5_000);

        // Then
        assertThat(versions(namespace)).isEqualTo(before);
    }

    @Test
    void aReplicaThatServesMakesTheServiceReady() {
        // Given
        String namespace = cluster.namespace("ready");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        new FakeKubelet(admin, namespace)
                .start(deployment(namespace, "flowers"), "flowers-1", FakeKubelet.serving(DIGEST));

        // Then
        awaitCondition(namespace, "flowers", ConditionType.Ready, "True");
        assertThat(condition(namespace, "flowers", ConditionType.ModelVerified).getMessage())
                .contains(DIGEST);
        KerasInferenceService service = service(namespace, "flowers");
        assertThat(service.getStatus().url()).isEqualTo("http://flowers.ready.svc");
        assertThat(service.getStatus().readyReplicas()).isEqualTo(1);
        assertThat(service.getStatus().observedGeneration())
                .isEqualTo(service.getMetadata().getGeneration());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events(namespace))
                        .contains("Normal Accepted", "Normal ModelVerified", "Normal Available"));
    }

    @Test
    void aWrongDigestIsSaidInTheWordsOfFetch() {
        // Given
        String namespace = cluster.namespace("digest");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        new FakeKubelet(admin, namespace)
                .start(
                        deployment(namespace, "flowers"),
                        "flowers-1",
                        FakeKubelet.refused("DigestMismatch", "the file is sha256:beef, not sha256:0000"));

        // Then
        Condition verified = awaitCondition(namespace, "flowers", ConditionType.ModelVerified, "False");
        assertThat(verified.getReason()).isEqualTo("DigestMismatch");
        assertThat(verified.getMessage()).isEqualTo("the file is sha256:beef, not sha256:0000");
        assertThat(condition(namespace, "flowers", ConditionType.Ready).getReason())
                .isEqualTo("DigestMismatch");
        await().atMost(SOON).untilAsserted(() -> assertThat(events(namespace)).contains("Warning ModelRefused"));
    }

    @Test
    void anImageThatCannotBePulledIsSaidInWords() {
        // Given
        String namespace = cluster.namespace("images");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        new FakeKubelet(admin, namespace)
                .start(deployment(namespace, "flowers"), "flowers-1", FakeKubelet.withoutImage("not found"));

        // Then
        await().atMost(SOON).untilAsserted(() -> {
            Condition available = condition(namespace, "flowers", ConditionType.Available);
            assertThat(available.getReason()).isEqualTo("ImagePullFailed");
            assertThat(available.getMessage())
                    .isEqualTo("flowers-1 cannot get the image docker.io/kerasguard/runtime:missing: not found");
        });
    }

    @Test
    void aRefusedSpecLeavesWhatRunsAsItIs() {
        // Given
        String namespace = cluster.namespace("refused");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);
        String image = deployment(namespace, "flowers").getMetadata().getResourceVersion();

        // When
        edit(namespace, "flowers", "version: \"1\"", "version: \"2\"", "    digest: \"%s\"\n".formatted(DIGEST), "");

        // Then
        Condition accepted = awaitCondition(namespace, "flowers", ConditionType.Accepted, "False");
        assertThat(accepted.getReason()).isEqualTo("InvalidSpec");
        assertThat(accepted.getMessage()).contains("spec.model.digest");
        assertThat(deployment(namespace, "flowers").getMetadata().getResourceVersion())
                .isEqualTo(image);
    }

    @Test
    void aChangedConfigRollsThePodsAndKeepsTheConfigThatTheOldOnesStartWith() {
        // Given
        String namespace = cluster.namespace("rolling");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);
        String before = checksum(namespace, "flowers");

        // When
        edit(namespace, "flowers", "version: \"1\"", "version: \"2\"");

        // Then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(checksum(namespace, "flowers")).isNotEqualTo(before));
        assertThat(admin.configMaps()
                        .inNamespace(namespace)
                        .withName("flowers-runtime")
                        .get()
                        .getData())
                .containsOnlyKeys("runtime-" + before + ".json", "runtime-" + checksum(namespace, "flowers") + ".json");
    }

    @Test
    void theLastOfManyQuickChangesWins() {
        // Given
        String namespace = cluster.namespace("quick");
        claim(namespace);
        apply(namespace, "flowers", "1");

        // When
        for (int version = 1; version < 20; version++) {
            edit(namespace, "flowers", "version: \"%d\"".formatted(version), "version: \"%d\"".formatted(version + 1));
        }

        // Then
        await().atMost(SOON).untilAsserted(() -> {
            String key = "runtime-" + checksum(namespace, "flowers") + ".json";
            assertThat(admin.configMaps()
                            .inNamespace(namespace)
                            .withName("flowers-runtime")
                            .get()
                            .getData()
                            .get(key))
                    .contains("\"version\" : \"20\"");
        });
    }

    @Test
    void whatSomebodyChangesOrDeletesIsRestored() {
        // Given
        String namespace = cluster.namespace("drift");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        admin.apps().deployments().inNamespace(namespace).withName("flowers").edit(deployment -> {
            deployment
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .setImage("evil");
            return deployment;
        });
        admin.services().inNamespace(namespace).withName("flowers").delete();

        // Then
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(deployment(namespace, "flowers")
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage())
                    .isEqualTo("docker.io/kerasguard/runtime:test");
            assertThat(children(namespace)).hasSize(5);
        });
    }

    @Test
    void anObjectOfSomebodyElseIsNotTakenOver() {
        // Given
        String namespace = cluster.namespace("taken");
        claim(namespace);
        admin.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("flowers")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(1234)
                        .endPort()
                        .endSpec()
                        .build())
                .create();

        // When
        apply(namespace, "flowers", "1");

        // Then
        Condition progressing = awaitCondition(namespace, "flowers", ConditionType.Progressing, "False");
        assertThat(progressing.getReason()).isEqualTo("NameTaken");
        assertThat(progressing.getMessage()).startsWith("Service flowers exists and is not this service's");
        assertThat(admin.services()
                        .inNamespace(namespace)
                        .withName("flowers")
                        .get()
                        .getSpec()
                        .getPorts()
                        .getFirst()
                        .getPort())
                .isEqualTo(1234);
    }

    @Test
    void theAutoscalersReplicasSurviveAChangeAndAFixedNumberIsHandedOver() {
        // Given
        String namespace = cluster.namespace("scaling");
        claim(namespace);
        apply(namespace, "flowers", "3");
        awaitChildren(namespace, 6);
        admin.apps().deployments().inNamespace(namespace).withName("flowers").scale(3);
        String config = checksum(namespace, "flowers");

        // When
        edit(namespace, "flowers", "version: \"1\"", "version: \"2\"");

        // Then
        await().atMost(SOON).until(() -> !checksum(namespace, "flowers").equals(config));
        assertThat(deployment(namespace, "flowers").getSpec().getReplicas()).isEqualTo(3);

        // When
        edit(namespace, "flowers", "maxReplicas: 3", "maxReplicas: 2");

        // Then
        awaitChildren(namespace, 5);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                deployment(namespace, "flowers").getSpec().getReplicas())
                        .isEqualTo(2));

        // When
        edit(namespace, "flowers", "maxReplicas: 2", "maxReplicas: 4");

        // Then
        awaitChildren(namespace, 6);
        assertThat(deployment(namespace, "flowers").getSpec().getReplicas()).isEqualTo(2);
    }

    @Test
    void anAnomalyBecomesAConditionAndAnEventOnce() {
        // Given
        String namespace = cluster.namespace("anomalies");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        cluster.observations()
                .observe(
                        namespace,
                        "flowers",
                        new Observation(
                                null,
                                new Traffic("80ms", 300L, 0),
                                new Anomaly("Warning", List.of("p99"), "2026-01-01T00:00:00Z"),
                                "p99 is 80ms, usually 20ms"));

        // Then
        Condition anomaly = awaitCondition(namespace, "flowers", ConditionType.AnomalyDetected, "True");
        assertThat(anomaly.getMessage()).isEqualTo("p99 is 80ms, usually 20ms");
        assertThat(service(namespace, "flowers").getStatus().traffic()).isEqualTo(new Traffic("80ms", 300L, 0));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events(namespace)).containsOnlyOnce("Warning AnomalyDetected"));

        // When
        cluster.observations()
                .observe(
                        namespace,
                        "flowers",
                        new Observation(null, new Traffic("20ms", 300L, 0), new Anomaly(null, null, null), null));

        // Then
        awaitCondition(namespace, "flowers", ConditionType.AnomalyDetected, "False");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events(namespace)).containsOnlyOnce("Normal AnomalyCleared"));
    }

    private void claim(String namespace) {
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

    private KerasInferenceService apply(String namespace, String name, String maxReplicas) {
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

    private KerasInferenceService applyYaml(String yaml) {
        return admin.resource(admin.getKubernetesSerialization().unmarshal(yaml, KerasInferenceService.class))
                .forceConflicts()
                .serverSideApply();
    }

    /** Replaces texts, given in pairs, in the YAML of a spec. */
    private void edit(String namespace, String name, String... pairs) {
        KerasInferenceService service = service(namespace, name);
        KerasInferenceService bare = new KerasInferenceService();
        bare.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName(name)
                .withNamespace(namespace)
                .build());
        bare.setSpec(service.getSpec());
        String yaml = admin.getKubernetesSerialization().asYaml(bare);
        for (int i = 0; i < pairs.length; i += 2) {
            assertThat(yaml).contains(pairs[i]);
            yaml = yaml.replace(pairs[i], pairs[i + 1]);
        }
        applyYaml(yaml);
    }

    private Map<String, HasMetadata> awaitChildren(String namespace, int count) {
        await().atMost(SOON).untilAsserted(() -> assertThat(children(namespace)).hasSize(count));
        return children(namespace);
    }

    private Map<String, HasMetadata> children(String namespace) {
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

    private Map<String, String> versions(String namespace) {
        Map<String, String> versions = new TreeMap<>();
        children(namespace)
                .forEach((name, child) -> versions.put(name, child.getMetadata().getResourceVersion()));
        admin.resources(KerasInferenceService.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(service -> versions.put(
                        service.getMetadata().getName(), service.getMetadata().getResourceVersion()));
        versions.put("events", String.valueOf(events(namespace).size()));
        return versions;
    }

    private List<String> events(String namespace) {
        return admin.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .map(event -> event.getType() + " " + event.getReason())
                .toList();
    }

    private Condition awaitCondition(String namespace, String name, ConditionType type, String status) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition(namespace, name, type).getStatus())
                        .as("%s of %s", type, service(namespace, name).getStatus())
                        .isEqualTo(status));
        return condition(namespace, name, type);
    }

    private Condition condition(String namespace, String name, ConditionType type) {
        KerasInferenceService service = service(namespace, name);
        return Conditions.find(
                        service.getStatus() == null ? null : service.getStatus().conditions(), type)
                .orElseGet(Condition::new);
    }

    private KerasInferenceService service(String namespace, String name) {
        return admin.resources(KerasInferenceService.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private Deployment deployment(String namespace, String name) {
        return admin.apps().deployments().inNamespace(namespace).withName(name).get();
    }

    private String checksum(String namespace, String name) {
        return deployment(namespace, name)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("kerasguard.dev/config-checksum", "");
    }
}
