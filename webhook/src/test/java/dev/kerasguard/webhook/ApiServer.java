package dev.kerasguard.webhook;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with the shipped CRDs, RBAC and webhook configuration; only the address in the configuration is the
 * test's. The webhook under test speaks as its shipped service account.
 */
public final class ApiServer implements QuarkusTestResourceLifecycleManager {

    private static final Path BASE = Path.of("../deploy/base");
    private static final String IMPERSONATE = "kubernetes.impersonate.username";
    private static @Nullable KubernetesClient admin;

    private final KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
            .withTestDir(System.getProperty("kube-api-test.dir"))
            .withApiServerVersion(System.getProperty("kubernetes.version"))
            .withOfflineMode(true)
            .withUpdateKubeConfig(false)
            .build());

    /** A client of the cluster's administrator. */
    static KubernetesClient admin() {
        if (admin == null) {
            throw new IllegalStateException("the API server has not started");
        }
        return admin;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("kerasguard-webhook");
            TestCertificate certificate = TestCertificate.in(folder);
            server.start();
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.getKubeConfigYaml());
            admin = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                    .build();
            int port = freePort();
            install(admin, certificate, port);
            System.setProperty("kubeconfig", kubeconfig.toString());
            System.setProperty(IMPERSONATE, "system:serviceaccount:kerasguard-system:kerasguard-webhook");
            return Map.of(
                    "quarkus.http.test-ssl-port", String.valueOf(port),
                    "quarkus.management.test-port", String.valueOf(freePort()),
                    "quarkus.tls.webhook.key-store.pem.webhook.cert",
                            folder.resolve("tls.crt").toString(),
                    "quarkus.tls.webhook.key-store.pem.webhook.key",
                            folder.resolve("tls.key").toString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        System.clearProperty(IMPERSONATE);
        System.clearProperty("kubeconfig");
        if (admin != null) {
            admin.close();
        }
        server.stop();
    }

    private static void install(KubernetesClient client, TestCertificate certificate, int port) throws IOException {
        for (String plural : new String[] {"kerasinferenceservices", "kerasinferencepolicies"}) {
            CustomResourceDefinition crd = client.getKubernetesSerialization()
                    .unmarshal(
                            Files.readString(BASE.resolve("crds/%s.kerasguard.dev.yaml".formatted(plural))),
                            CustomResourceDefinition.class);
            client.resource(crd).create();
            client.resource(crd).waitUntilCondition(ApiServer::isEstablished, 30, TimeUnit.SECONDS);
        }
        for (String namespace : new String[] {"kerasguard-system", "vision"}) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        try (InputStream rbac = Files.newInputStream(BASE.resolve("webhook/rbac.yaml"))) {
            for (HasMetadata object : client.load(rbac).items()) {
                client.resource(object).create();
            }
        }
        register(client, certificate, port);
    }

    private static void register(KubernetesClient client, TestCertificate certificate, int port) throws IOException {
        ValidatingWebhookConfiguration shipped = client.getKubernetesSerialization()
                .unmarshal(
                        Files.readString(BASE.resolve("webhook/validatingwebhookconfiguration.yaml")),
                        ValidatingWebhookConfiguration.class);
        shipped.getWebhooks().forEach(webhook -> {
            webhook.getClientConfig().setUrl("https://127.0.0.1:%d/validate".formatted(port));
            webhook.getClientConfig().setService(null);
            webhook.getClientConfig()
                    .setCaBundle(Base64.getEncoder()
                            .encodeToString(certificate.certificate().getBytes(StandardCharsets.UTF_8)));
        });
        client.resource(shipped).create();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isEstablished(CustomResourceDefinition crd) {
        return crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }
}
