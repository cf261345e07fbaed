package dev.kerasguard.operator;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.Installation;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real API server with RBAC on, the shipped manifests applied, and the operator running as its own service account.
 * There are no controllers: tests play the kubelet and the Deployment controller.
 */
final class TestCluster implements AutoCloseable {

    private static final Path DEPLOY = Path.of("..", "deploy", "base");
    private static final String NAMESPACE = "kerasguard-system";
    private static final Installation INSTALLATION = new Installation("docker.io/kerasguard/runtime:test", NAMESPACE);

    private final KubeAPIServer server;
    private final Config config;
    private final KubernetesClient admin;
    private final MeasuredByTest observations = new MeasuredByTest();
    private Operator operator;

    TestCluster() {
        server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(System.getProperty("kube-api-test.dir"))
                .withApiServerVersion(System.getProperty("kubernetes.version"))
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout(180_000)
                .build());
        server.start();
        config = Config.fromKubeconfig(server.getKubeConfigYaml());
        admin = new KubernetesClientBuilder().withConfig(config).build();
        for (String manifest : List.of(
                "namespace.yaml",
                "crds/kerasinferenceservices.kerasguard.dev.yaml",
                "crds/kerasinferencepolicies.kerasguard.dev.yaml",
                "operator/serviceaccount.yaml",
                "operator/rbac.yaml")) {
            apply(DEPLOY.resolve(manifest));
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            admin.resources(KerasInferenceService.class).inAnyNamespace().list();
            admin.resources(KerasInferencePolicy.class).list();
            return true;
        });
        operator = startOperator();
    }

    KubernetesClient admin() {
        return admin;
    }

    MeasuredByTest observations() {
        return observations;
    }

    /** A client with the rights of the operator's service account and no others. */
    KubernetesClient asOperator() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withImpersonateUsername("system:serviceaccount:%s:kerasguard-operator".formatted(NAMESPACE))
                        .withImpersonateGroups(
                                "system:serviceaccounts", "system:serviceaccounts:" + NAMESPACE, "system:authenticated")
                        .build())
                .build();
    }

    String namespace(String name) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("team", name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    void restartOperator() {
        operator.stop();
        operator = startOperator();
    }

    @Override
    public void close() {
        operator.stop();
        admin.close();
        server.stop();
    }

    private Operator startOperator() {
        Operator started = Controllers.of(asOperator(), INSTALLATION, observations, Metrics.NOOP, Clock.systemUTC());
        started.start();
        return started;
    }

    private void apply(Path manifest) {
        try (InputStream yaml = Files.newInputStream(manifest)) {
            List<HasMetadata> objects = admin.load(yaml).items();
            objects.forEach(object -> admin.resource(object).forceConflicts().serverSideApply());
        } catch (IOException e) {
            throw new IllegalStateException(manifest + " is missing", e);
        }
    }
}
