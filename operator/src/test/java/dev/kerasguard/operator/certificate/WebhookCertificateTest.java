package dev.kerasguard.operator.certificate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.testing.ApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real API server. */
class WebhookCertificateTest {

    private static final String NAMESPACE = "kerasguard-system";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static ApiServer server;
    private static KubernetesClient client;

    @BeforeAll
    static void startServer() {
        server = ApiServer.start();
        client = server.admin();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void register() {
        client.resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName(WebhookCertificate.CONFIGURATION)
                        .endMetadata()
                        .withWebhooks(webhook("services.kerasguard.dev"), webhook("policies.kerasguard.dev"))
                        .build())
                .create();
    }

    @AfterEach
    void clean() {
        client.resource(configuration()).delete();
        client.secrets().inNamespace(NAMESPACE).delete();
    }

    @Test
    void issuesACertificateThatTheConfiguredBundleTrusts() throws Exception {
        // When
        int writes = at(NOW).check();

        // Then
        assertThat(writes).isEqualTo(3);
        X509Certificate serving = serving();
        serving.verify(bundle().getFirst().getPublicKey());
        assertThat(serving.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .contains("kerasguard-webhook.kerasguard-system.svc");
        assertThat(serving.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(text(WebhookCertificate.SERVING_SECRET, "ca.crt")).isEqualTo(Pem.of(bundle().getFirst()));
        assertThat(text(WebhookCertificate.SERVING_SECRET, "tls.key"))
                .isNotEqualTo(text(WebhookCertificate.AUTHORITY_SECRET, "tls.key"));
        assertThat(configuration().getWebhooks())
                .extracting(webhook -> webhook.getClientConfig().getCaBundle())
                .hasSize(2)
                .doesNotContainNull();
    }

    @Test
    void writesNothingWhileAllIsWell() throws Exception {
        // Given
        at(NOW).check();
        List<String> versions = versions();

        // When
        int writes = at(NOW).check() + at(NOW.plus(Duration.ofDays(59))).check();

        // Then
        assertThat(writes).isZero();
        assertThat(versions()).isEqualTo(versions);
    }

    @Test
    void renewsTheServingCertificateAfterTwoThirdsOfItsLife() throws Exception {
        // Given
        at(NOW).check();
        X509Certificate first = serving();
        String bundle =
                configuration().getWebhooks().getFirst().getClientConfig().getCaBundle();

        // When
        int writes = at(NOW.plus(Duration.ofDays(61))).check();

        // Then
        assertThat(writes).isEqualTo(1);
        assertThat(serving().getSerialNumber()).isNotEqualTo(first.getSerialNumber());
        assertThat(configuration().getWebhooks().getFirst().getClientConfig().getCaBundle())
                .isEqualTo(bundle);
    }

    @Test
    void trustsTheOldAuthorityBesideTheNewOneUntilItExpires() throws Exception {
        // Given
        at(NOW).check();
        X509Certificate old = bundle().getFirst();

        // When
        at(NOW.plus(Duration.ofDays(250))).check();
        List<X509Certificate> overlapping = bundle();
        at(NOW.plus(Duration.ofDays(366))).check();

        // Then
        assertThat(overlapping).hasSize(2).contains(old);
        serving().verify(overlapping.getFirst().getPublicKey());
        assertThat(bundle()).hasSize(1).doesNotContain(old);
    }

    @Test
    void repairsWhatSomebodyOverwrote() throws Exception {
        // Given
        CertificateKeeper keeper =
                new CertificateKeeper(client, Clock.fixed(NOW, ZoneOffset.UTC), Optional.of(NAMESPACE));
        keeper.start();
        try {
            await().atMost(PATIENCE).until(() -> secret(WebhookCertificate.SERVING_SECRET) != null);
            await().atMost(PATIENCE).until(() -> bundle().size() == 1);
            X509Certificate authority = bundle().getFirst();

            // When
            client.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName(WebhookCertificate.CONFIGURATION)
                    .edit(configuration -> {
                        configuration.getWebhooks().getFirst().getClientConfig().setCaBundle("");
                        return configuration;
                    });
            client.secrets()
                    .inNamespace(NAMESPACE)
                    .withName(WebhookCertificate.SERVING_SECRET)
                    .edit(secret -> {
                        secret.setData(Map.of("tls.crt", "AAAA", "tls.key", "AAAA"));
                        return secret;
                    });

            // Then
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                assertThat(bundle()).containsExactly(authority);
                serving().verify(authority.getPublicKey());
            });
        } finally {
            keeper.stop();
        }
    }

    private static WebhookCertificate at(Instant now) {
        return new WebhookCertificate(client, NAMESPACE, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static X509Certificate serving() throws Exception {
        return Pem.certificates(text(WebhookCertificate.SERVING_SECRET, "tls.crt"))
                .getFirst();
    }

    private static List<X509Certificate> bundle() throws Exception {
        String encoded =
                configuration().getWebhooks().getFirst().getClientConfig().getCaBundle();
        return encoded == null || encoded.isEmpty() ? List.of() : Pem.certificates(decode(encoded));
    }

    private static List<String> versions() {
        return List.of(
                secret(WebhookCertificate.AUTHORITY_SECRET).getMetadata().getResourceVersion(),
                secret(WebhookCertificate.SERVING_SECRET).getMetadata().getResourceVersion(),
                configuration().getMetadata().getResourceVersion());
    }

    private static ValidatingWebhookConfiguration configuration() {
        return client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(WebhookCertificate.CONFIGURATION)
                .get();
    }

    private static Secret secret(String name) {
        return client.secrets().inNamespace(NAMESPACE).withName(name).get();
    }

    private static String text(String secret, String entry) {
        return decode(requireNonNull(secret(secret).getData().get(entry)));
    }

    private static String decode(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    }

    private static ValidatingWebhook webhook(String name) {
        return new ValidatingWebhookBuilder()
                .withName(name)
                .withAdmissionReviewVersions("v1")
                .withSideEffects("None")
                .withFailurePolicy("Ignore")
                .withNewClientConfig()
                .withNewService()
                .withNamespace(NAMESPACE)
                .withName("kerasguard-webhook")
                .endService()
                .endClientConfig()
                .build();
    }
}
