package dev.kerasguard.operator.certificate;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the webhook's certificate in order: the authority's Secret, the API server's trust in it, and the Secret that
 * the webhook serves from. In that order, so that nothing is served before it is trusted. Writes nothing while all is
 * well.
 */
final class WebhookCertificate {

    static final String AUTHORITY_SECRET = "kerasguard-webhook-ca";
    static final String SERVING_SECRET = "kerasguard-webhook-tls";
    static final String CONFIGURATION = "kerasguard-webhook";

    private static final String BUNDLE = "ca.crt";
    private static final String BEFORE = "previous.crt";

    private final KubernetesClient client;
    private final String namespace;
    private final Clock clock;
    private final Issuer issuer = new Issuer();

    WebhookCertificate(KubernetesClient client, String namespace, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * Puts in order what is not.
     *
     * @return how many writes it took
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server refuses, also because somebody
     *     else wrote at the same time; checking again is right then
     */
    int check() throws GeneralSecurityException {
        TlsSecret authority = TlsSecret.read(client, namespace, AUTHORITY_SECRET);
        TlsSecret serving = TlsSecret.read(client, namespace, SERVING_SECRET);
        Chain chain = Chain.renewed(
                issuer,
                authority.content(),
                authority.certificate(BEFORE),
                serving.content(),
                Chain.dnsNames(namespace),
                clock.instant());
        int writes = authority.write(authorityTexts(chain)) ? 1 : 0;
        writes += trust(chain.bundle()) ? 1 : 0;
        writes += serving.write(Map.of(
                        TlsSecret.CERTIFICATE,
                        Pem.of(chain.serving().certificate()),
                        TlsSecret.KEY,
                        Pem.of(chain.serving().key()),
                        BUNDLE,
                        chain.bundle()))
                ? 1
                : 0;
        return writes;
    }

    private static Map<String, String> authorityTexts(Chain chain) throws GeneralSecurityException {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(TlsSecret.CERTIFICATE, Pem.of(chain.authority().certificate()));
        texts.put(TlsSecret.KEY, Pem.of(chain.authority().key()));
        X509Certificate before = chain.before();
        if (before != null) {
            texts.put(BEFORE, Pem.of(before));
        }
        return texts;
    }

    private boolean trust(String bundle) {
        ValidatingWebhookConfiguration configuration = client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(CONFIGURATION)
                .get();
        if (configuration == null) {
            return false;
        }
        String encoded = Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII));
        List<ValidatingWebhook> webhooks = configuration.getWebhooks();
        if (webhooks.stream()
                .allMatch(webhook -> encoded.equals(webhook.getClientConfig().getCaBundle()))) {
            return false;
        }
        ValidatingWebhookConfiguration trusting = new ValidatingWebhookConfigurationBuilder(configuration).build();
        trusting.getWebhooks().forEach(webhook -> webhook.getClientConfig().setCaBundle(encoded));
        client.resource(trusting).update();
        return true;
    }
}
