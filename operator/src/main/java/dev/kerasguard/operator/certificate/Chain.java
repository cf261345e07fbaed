package dev.kerasguard.operator.certificate;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The webhook's certificates as they should be: pure decisions, from what there is to what there must be.
 *
 * @param authority signs serving certificates
 * @param before the authority before it, trusted until it expires so that no request fails while the webhook's pods
 *     still serve what it signed; null: there was none
 * @param serving what the webhook serves
 */
record Chain(KeyAndCertificate authority, @Nullable X509Certificate before, KeyAndCertificate serving) {

    /** DNS names of the webhook's Service in a namespace. */
    static List<String> dnsNames(String namespace) {
        String service = "kerasguard-webhook." + namespace;
        return List.of(service + ".svc", service + ".svc.cluster.local");
    }

    /**
     * The chain that should be in force now; equal to the one there is while that one is fine.
     *
     * @param authority null: there is none that can be read
     * @param serving null: there is none that can be read
     */
    static Chain renewed(
            Issuer issuer,
            @Nullable KeyAndCertificate authority,
            @Nullable X509Certificate before,
            @Nullable KeyAndCertificate serving,
            List<String> dnsNames,
            Instant now)
            throws GeneralSecurityException {
        KeyAndCertificate signer;
        X509Certificate trusted;
        if (authority != null && pair(authority) && !authority.due(now)) {
            signer = authority;
            trusted = before;
        } else {
            signer = issuer.authority(now);
            trusted = authority == null ? null : authority.certificate();
        }
        if (trusted != null && now.isAfter(trusted.getNotAfter().toInstant())) {
            trusted = null;
        }
        if (serving != null
                && !serving.due(now)
                && pair(serving)
                && signed(serving.certificate(), signer.certificate())
                && names(serving.certificate()).containsAll(dnsNames)) {
            return new Chain(signer, trusted, serving);
        }
        return new Chain(signer, trusted, issuer.serving(signer, dnsNames, now));
    }

    /** What the API server must trust, as PEM: the authority and, while it is valid, the one before. */
    String bundle() throws GeneralSecurityException {
        StringBuilder pem = new StringBuilder(Pem.of(authority.certificate()));
        if (before != null) {
            pem.append(Pem.of(before));
        }
        return pem.toString();
    }

    private static boolean signed(X509Certificate certificate, X509Certificate signer) {
        try {
            certificate.verify(signer.getPublicKey());
            return true;
        } catch (GeneralSecurityException no) {
            return false;
        }
    }

    /** Whether the key is the certificate's: a Secret may hold halves of two pairs. */
    private static boolean pair(KeyAndCertificate both) {
        try {
            byte[] probe = {1};
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(both.key());
            signature.update(probe);
            byte[] signed = signature.sign();
            PublicKey publicKey = both.certificate().getPublicKey();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException no) {
            return false;
        }
    }

    private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new HashSet<>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                names.add(String.valueOf(alternative.get(1)));
            }
        }
        return names;
    }
}
