package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.MailAddress;

/** Reads certificates of outsiders from files: PEM, DER or PKCS #7, one or several. */
public final class CertificateReader {
    private static final int LIMIT_BYTES = 1024 * 1024;
    private static final int LIMIT_CERTIFICATES = 100;
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    private static final String ANY_USE = "2.5.29.37.0";
    private static final int RFC822_NAME = 1;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    private CertificateReader() {}

    /**
     * All certificates in a file, authorities left out.
     *
     * @param source how they came here, for people
     * @throws IllegalArgumentException if the file holds none, or is none of the forms
     */
    public static List<Certificate> read(byte[] file, String source) {
        if (file.length > LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "a certificate file has at most " + LIMIT_BYTES + " bytes: " + file.length);
        }
        List<Certificate> found = certificates(file).stream()
                .filter(certificate -> certificate.getBasicConstraints() < 0)
                .limit(LIMIT_CERTIFICATES)
                .map(certificate -> certificate(certificate, source))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no certificate of a person in the file; expected PEM, DER or PKCS #7");
        }
        return found;
    }

    private static List<X509Certificate> certificates(byte[] file) {
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            Collection<? extends java.security.cert.Certificate> all =
                    x509.generateCertificates(new ByteArrayInputStream(file));
            return all.stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate; expected PEM, DER or PKCS #7", e);
        }
    }

    private static Certificate certificate(X509Certificate certificate, String source) {
        try {
            byte[] der = certificate.getEncoded();
            CertificateFacts facts = new CertificateFacts(
                    Fingerprint.of(der),
                    addresses(certificate),
                    uses(certificate),
                    "",
                    0,
                    KeyPairs.algorithm(certificate.getPublicKey()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    CertificateStatus.ACTIVE);
            return new Certificate(facts, der, source);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate cannot be read", e);
        }
    }

    /** Names in the subject alternative name only; a name elsewhere proves nothing (RFC 8550 section 3). */
    private static List<MailAddress> addresses(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> Objects.equals(name.getFirst(), RFC822_NAME))
                        .flatMap(name -> address(String.valueOf(name.get(1))).stream())
                        .toList();
    }

    private static Optional<MailAddress> address(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** No key usage means every usage (RFC 5280 section 4.2.1.3); an extended one must allow mail. */
    private static Set<CertificateUse> uses(X509Certificate certificate) throws CertificateParsingException {
        List<String> extended = certificate.getExtendedKeyUsage();
        boolean mail = extended == null || Stream.of(EMAIL_PROTECTION, ANY_USE).anyMatch(extended::contains);
        boolean[] usage = certificate.getKeyUsage();
        Set<CertificateUse> uses = EnumSet.noneOf(CertificateUse.class);
        if (mail && (usage == null || usage[DIGITAL_SIGNATURE] || usage[NON_REPUDIATION])) {
            uses.add(CertificateUse.SIGN);
        }
        if (mail && (usage == null || usage[KEY_ENCIPHERMENT] || usage[KEY_AGREEMENT])) {
            uses.add(CertificateUse.ENCRYPT);
        }
        return uses;
    }
}
