package dev.kerasguard.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One Secret with a key and a certificate, as it was read; written only when it would change, and only if nobody else
 * did.
 */
final class TlsSecret {

    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final @Nullable Secret current;

    private TlsSecret(KubernetesClient client, String namespace, String name, @Nullable Secret current) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.current = current;
    }

    static TlsSecret read(KubernetesClient client, String namespace, String name) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        return new TlsSecret(client, namespace, name, secret);
    }

    /** Null when it is not there or cannot be read. */
    @Nullable KeyAndCertificate content() {
        X509Certificate certificate = certificate(CERTIFICATE);
        String key = text(KEY);
        if (certificate == null || key == null) {
            return null;
        }
        try {
            return new KeyAndCertificate(Pem.key(key), certificate);
        } catch (GeneralSecurityException unreadable) {
            return null;
        }
    }

    /** The first certificate of an entry; null when there is none that can be read. */
    @Nullable X509Certificate certificate(String entry) {
        String pem = text(entry);
        if (pem == null || pem.isEmpty()) {
            return null;
        }
        try {
            List<X509Certificate> certificates = Pem.certificates(pem);
            return certificates.isEmpty() ? null : certificates.getFirst();
        } catch (GeneralSecurityException unreadable) {
            return null;
        }
    }

    /**
     * Makes the Secret hold exactly these texts.
     *
     * @return whether that took a write
     */
    boolean write(Map<String, String> texts) {
        Map<String, String> data = texts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> encode(entry.getValue())));
        if (current == null) {
            Secret created = new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .addToLabels("app.kubernetes.io/managed-by", "kerasguard-operator")
                    .addToLabels("app.kubernetes.io/part-of", "kerasguard")
                    .endMetadata()
                    .withType("kubernetes.io/tls")
                    .withData(data)
                    .build();
            client.resource(created).create();
            return true;
        }
        if (data.equals(current.getData())) {
            return false;
        }
        // The resource version it was read with stays in: a write in between is a conflict, not a loss.
        client.resource(new SecretBuilder(current).withData(data).build()).update();
        return true;
    }

    private @Nullable String text(String entry) {
        Map<String, String> data = current == null ? null : current.getData();
        String encoded = data == null ? null : data.get(entry);
        try {
            return encoded == null ? null : new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
