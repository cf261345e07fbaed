package dev.kerasguard.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook as the API server calls it: over TLS, with the shipped configuration and the shipped RBAC. */
@QuarkusTest
@QuarkusTestResource(InstalledCluster.class)
class WebhookTest {

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    /** How long is waited for what must come: longer than any machine takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KubernetesClient admin = InstalledCluster.admin();

    @Inject
    KubernetesClient webhook;

    @BeforeEach
    void waitUntilReady() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(management("/health/ready").statusCode()).isEqualTo(200));
    }

    @AfterEach
    void deleteEverything() {
        admin.resources(KerasInferenceService.class).inNamespace("vision").delete();
        admin.resources(KerasInferencePolicy.class).delete();
    }

    @Test
    void safeSpecIsAdmitted() {
        assertThat(create(service("flowers", "pvc://models/flowers.keras", DIGEST, "1"))
                        .getSpec()
                        .model()
                        .uri())
                .isEqualTo("pvc://models/flowers.keras");
    }

    @Test
    void unsafeSpecIsRefusedWithEveryViolationAndItsField() {
        KubernetesClientException refusal = refusalOf(service("flowers", "http://127.1/a.keras", null, "64"));

        assertThat(refusal.getCode()).isEqualTo(422);
        assertThat(refusal.getStatus().getReason()).isEqualTo("Invalid");
        assertThat(refusal.getStatus().getMessage())
                .contains("4 violations:")
                .contains("- spec.model.digest: is missing, and the built-in policy requires it");
        assertThat(refusal.getStatus().getDetails().getCauses())
                .extracting(StatusCause::getField, StatusCause::getReason)
                .containsExactly(
                        tuple("spec.model.uri", "UriPrefixAllowed"),
                        tuple("spec.model.uri", "UriHostIsName"),
                        tuple("spec.model.digest", "DigestRequired"),
                        tuple("spec.resources.limits.cpu", "CpuWithinPolicy"));
    }

    @Test
    void policyIsTakenUpWithoutARestart() {
        String waived = service("flowers", "pvc://models/flowers.keras", null, "1");
        assertThat(refusalOf(waived).getMessage()).contains("DigestRequired");

        admin.resource(policy("requireDigest: false")).create();

        await().atMost(PATIENCE)
                .ignoreException(KubernetesClientException.class)
                .until(() -> {
                    create(waived);
                    return true;
                });
    }

    @Test
    void stricterPolicyDoesNotStandInTheWayOfOtherChanges() {
        create(service("flowers", "pvc://models/flowers.keras", DIGEST, "4"));
        admin.resource(policy("formats: []}\n  limits: {maxCpu: \"2\"")).create();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(refusalOf(service("other", "pvc://models/flowers.keras", DIGEST, "4"))
                                .getMessage())
                        .contains("CpuWithinPolicy"));

        assertThat(update("pvc://models/flowers-2.keras", "4").getSpec().model().uri())
                .isEqualTo("pvc://models/flowers-2.keras");
        assertThat(catchThrowableOfType(
                        KubernetesClientException.class, () -> update("pvc://models/flowers-2.keras", "5")))
                .hasMessageContaining("CpuWithinPolicy");
    }

    @Test
    void malformedPolicyIsRefused() {
        KubernetesClientException refusal = catchThrowableOfType(
                KubernetesClientException.class,
                () -> admin.resource(policy("allowedUriPrefixes: [\"s3://models/\"]"))
                        .create());

        assertThat(refusal)
                .hasMessageContaining("spec.models.allowedUriPrefixes[0]")
                .hasMessageContaining("PrefixesWellFormed");
    }

    @Test
    void shippedRoleIsAllThatTheWebhookHas() {
        assertThat(webhook.resources(KerasInferencePolicy.class).list().getItems())
                .isEmpty();

        KubernetesClientException refusal = catchThrowableOfType(
                KubernetesClientException.class,
                () -> webhook.secrets().inNamespace("vision").list());

        assertThat(refusal.getCode()).isEqualTo(403);
    }

    @Test
    void reviewsAndViolationsAreCounted() throws Exception {
        refusalOf(service("flowers", "file:///etc/passwd", DIGEST, "1"));

        assertThat(management("/metrics").body())
                .contains("kerasguard_admission_reviews_total{allowed=\"false\"}")
                .contains("kerasguard_admission_violations_total{rule=\"UriSchemeAllowed\"}");
    }

    private KubernetesClientException refusalOf(String yaml) {
        return catchThrowableOfType(KubernetesClientException.class, () -> create(yaml));
    }

    private KerasInferenceService create(String yaml) {
        return admin.resource(admin.getKubernetesSerialization().unmarshal(yaml, KerasInferenceService.class))
                .inNamespace("vision")
                .create();
    }

    private KerasInferenceService update(String uri, String cpu) {
        KerasInferenceService changed = admin.getKubernetesSerialization()
                .unmarshal(service("flowers", uri, DIGEST, cpu), KerasInferenceService.class);
        return admin.resource(changed).inNamespace("vision").update();
    }

    private KerasInferencePolicy policy(String models) {
        return admin.getKubernetesSerialization().unmarshal("""
                        apiVersion: kerasguard.dev/v1alpha1
                        kind: KerasInferencePolicy
                        metadata: {name: vision}
                        spec:
                          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: vision}}
                          models: {%s}
                        """.formatted(models), KerasInferencePolicy.class);
    }

    private static String service(String name, String uri, @Nullable String digest, String cpu) {
        return """
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferenceService
                metadata: {name: %s, namespace: vision}
                spec:
                  model: {uri: "%s"%s}
                  resources: {limits: {cpu: "%s", memory: 1Gi}}
                """.formatted(name, uri, digest == null ? "" : ", digest: \"" + digest + "\"", cpu);
    }

    private static HttpResponse<String> management(String path) throws Exception {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
