package dev.kerasguard.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate with its private key.
 *
 * @param key never logged: {@link #toString()} leaves it out
 */
record KeyAndCertificate(PrivateKey key, X509Certificate certificate) {

    /** Whether two thirds of its life are over, or it is not valid yet. */
    boolean due(Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        Duration life = Duration.between(from, to);
        return now.isBefore(from)
                || !now.isBefore(from.plus(life.multipliedBy(2).dividedBy(3)));
    }

    @Override
    public String toString() {
        return "KeyAndCertificate[" + certificate.getSubjectX500Principal() + "]";
    }
}
