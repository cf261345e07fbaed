package dev.kerasguard.operator.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates: an authority of its own, and serving certificates under it. Keys are EC P-256. */
final class Issuer {

    static final Duration AUTHORITY_LIFE = Duration.ofDays(365);
    static final Duration SERVING_LIFE = Duration.ofDays(90);

    /** The API server's clock may be a little behind. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final SecureRandom random = new SecureRandom();

    KeyAndCertificate authority(Instant now) throws GeneralSecurityException {
        KeyPair pair = keyPair();
        // Two authorities that overlap need different names, or verifiers may pick the wrong one of them.
        X500Principal name = new X500Principal("CN=kerasguard-webhook-ca-" + now.getEpochSecond());
        try {
            JcaX509v3CertificateBuilder builder = builder(name, name, pair, now, AUTHORITY_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new KeyAndCertificate(pair.getPrivate(), sign(builder, pair.getPrivate()));
        } catch (CertIOException impossible) {
            throw new GeneralSecurityException("An extension could not be encoded", impossible);
        }
    }

    /**
     * A certificate for a server.
     *
     * @param dnsNames all its names, the first of which is the common name
     */
    KeyAndCertificate serving(KeyAndCertificate authority, List<String> dnsNames, Instant now)
            throws GeneralSecurityException {
        KeyPair pair = keyPair();
        X500Principal subject = new X500Principal("CN=" + dnsNames.getFirst());
        X500Principal issuer = authority.certificate().getSubjectX500Principal();
        GeneralName[] names = dnsNames.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        try {
            JcaX509v3CertificateBuilder builder = builder(issuer, subject, pair, now, SERVING_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
            return new KeyAndCertificate(pair.getPrivate(), sign(builder, authority.key()));
        } catch (CertIOException impossible) {
            throw new GeneralSecurityException("An extension could not be encoded", impossible);
        }
    }

    private KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, KeyPair pair, Instant now, Duration life)
            throws GeneralSecurityException, CertIOException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(life)),
                subject,
                pair.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return builder;
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException failed) {
            throw new GeneralSecurityException("The certificate could not be signed", failed);
        }
    }
}
