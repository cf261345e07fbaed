package dev.kerasguard.operator;

import dev.kerasguard.operator.desired.Installation;
import dev.kerasguard.testing.ApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with RBAC on, the shipped manifests applied, and the operator running as its own service account.
 * There are no controllers: tests play the kubelet and the Deployment controller.
 */
final class TestCluster implements AutoCloseable {

    /** How long a test waits for what must come: longer than any machine takes. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    static final String NAMESPACE = "kerasguard-system";

    private static final Path DEPLOY = Path.of("..", "deploy", "base");
    static final Installation INSTALLATION = new Installation("docker.io/kerasguard/runtime:test", NAMESPACE);

    private final ApiServer server;
    private final Config config;
    private final KubernetesClient admin;
    private final MeasuredByTest observations = new MeasuredByTest();
    private final Writes writes = new Writes();
    private final Reconciliations reconciliations = new Reconciliations();
    private @Nullable Operator operator;

    /** A cluster that the operator runs on. */
    static TestCluster withOperator() {
        TestCluster cluster = new TestCluster();
        cluster.operator = cluster.startOperator();
        return cluster;
    }

    /** A cluster without an operator. */
    TestCluster() {
        server = ApiServer.start();
        config = Config.fromKubeconfig(server.kubeconfig());
        admin = server.admin();
        for (String manifest : List.of(
                "namespace.yaml",
                "crds/kerasinferenceservices.kerasguard.dev.yaml",
                "crds/kerasinferencepolicies.kerasguard.dev.yaml",
                "operator/serviceaccount.yaml",
                "operator/rbac.yaml")) {
            server.install(DEPLOY.resolve(manifest));
        }
    }

    /** Waits, with patience for slow machines, for what may not be there yet at all. */
    static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(PATIENCE).ignoreException(NullPointerException.class);
    }

    static ConditionFactory await() {
        return await("the cluster");
    }

    /** Tells a client how the API server is reached, as its administrator. */
    String kubeconfig() {
        return server.kubeconfig();
    }

    /** What the operator has written. */
    Writes writes() {
        return writes;
    }

    Reconciliations reconciliations() {
        return reconciliations;
    }

    /** Has the operator look at a service once more, and waits until it has. */
    void lookAgain(String namespace, String service) {
        reconciliations.awaitAfter(
                () -> observations.tell(namespace, service), Reconciliations.service(namespace, service));
    }

    /** Waits until the operator looks at a service without writing anything. */
    void settle(String namespace, String service) {
        await(service + " has settled").until(() -> {
            int before = writes.in(namespace).size();
            lookAgain(namespace, service);
            return writes.in(namespace).size() == before;
        });
    }

    KubernetesClient admin() {
        return admin;
    }

    MeasuredByTest observations() {
        return observations;
    }

    /** A client with the rights of the operator's service account and no others. */
    KubernetesClient asOperator() {
        return asOperator(new Writes());
    }

    /** The same, its requests seen by an interceptor. */
    KubernetesClient asOperator(Interceptor interceptor) {
        return asOperator(config, interceptor);
    }

    /** The same, of an API server that is reached by this configuration. */
    static KubernetesClient asOperator(Config config, Interceptor interceptor) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withImpersonateUsername("system:serviceaccount:%s:kerasguard-operator".formatted(NAMESPACE))
                        .withImpersonateGroups(
                                "system:serviceaccounts", "system:serviceaccounts:" + NAMESPACE, "system:authenticated")
                        .build())
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("test", interceptor))
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
        if (operator != null) {
            operator.stop();
        }
        operator = startOperator();
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.stop();
        }
        server.close();
    }

    private Operator startOperator() {
        Operator started = Controllers.of(
                asOperator(config, writes), INSTALLATION, observations, reconciliations, Clock.systemUTC(), () -> {});
        started.start();
        return started;
    }
}
