package dev.kerasguard.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A real API server with RBAC on and nothing else: no controllers, no kubelet. The build's system properties
 * {@code kube-api-test.dir} and {@code kubernetes.version} say where its programs lie.
 */
public final class ApiServer implements AutoCloseable {

    /** How long is waited for what must come: longer than any machine takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final KubeAPIServer server;
    private final KubernetesClient admin;

    private ApiServer(KubeAPIServer server) {
        this.server = server;
        this.admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
    }

    /** Starts one, with a store of its own; the user's kubeconfig is left alone. */
    public static ApiServer start() {
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(System.getProperty("kube-api-test.dir"))
                .withApiServerVersion(System.getProperty("kubernetes.version"))
                .withOfflineMode(true)
                .withUpdateKubeConfig(false)
                .withStartupTimeout((int) PATIENCE.toMillis())
                .build());
        server.start();
        return new ApiServer(server);
    }

    /** A client of the administrator, who may do anything; closed with the server. */
    public KubernetesClient admin() {
        return admin;
    }

    /** How the administrator reaches the server, as YAML. */
    public String kubeconfig() {
        return server.getKubeConfigYaml();
    }

    /** Applies the objects of a file; returns when the API server serves what its CRDs define. */
    public void install(Path manifest) {
        try (InputStream yaml = Files.newInputStream(manifest)) {
            for (HasMetadata object : admin.load(yaml).items()) {
                HasMetadata applied = admin.resource(object).forceConflicts().serverSideApply();
                if (applied instanceof CustomResourceDefinition crd) {
                    admin.resource(crd)
                            .waitUntilCondition(ApiServer::isEstablished, PATIENCE.toSeconds(), TimeUnit.SECONDS);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(manifest + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        admin.close();
        server.stop();
    }

    // A CRD that was just made has no status at all, and then one without conditions.
    private static boolean isEstablished(CustomResourceDefinition crd) {
        return crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
