package dev.kerasguard.webhook;

import dev.kerasguard.testing.ApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with the shipped CRDs, RBAC and webhook configuration; only the address in the configuration is the
 * test's. The webhook under test speaks as its shipped service account.
 */
public final class InstalledCluster implements QuarkusTestResourceLifecycleManager {

    private static final Path BASE = Path.of("../deploy/base");
    private static final String IMPERSONATE = "kubernetes.impersonate.username";
    private static @Nullable KubernetesClient admin;

    private @Nullable ApiServer server;

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
            ApiServer started = ApiServer.start();
            server = started;
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), started.kubeconfig());
            admin = started.admin();
            int port = freePort();
            install(started, certificate, port);
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
        if (server != null) {
            server.close();
        }
    }

    private static void install(ApiServer server, TestCertificate certificate, int port) throws IOException {
        for (String namespace : new String[] {"kerasguard-system", "vision"}) {
            server.admin()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        server.install(BASE.resolve("crds/kerasinferenceservices.kerasguard.dev.yaml"));
        server.install(BASE.resolve("crds/kerasinferencepolicies.kerasguard.dev.yaml"));
        server.install(BASE.resolve("webhook/rbac.yaml"));
        register(server.admin(), certificate, port);
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
}
