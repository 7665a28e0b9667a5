package org.sealpost.app;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/** Certificates in the forms that people and programs want. */
public final class Certificates {
    private static final int LINE = 64;

    private Certificates() {}

    static X509Certificate parse(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate of our own cannot be read", e);
        }
    }

    /** When the first of them ends. */
    static Instant firstEnd(List<byte[]> certificates) {
        return certificates.stream()
                .map(der -> parse(der).getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** RFC 7468. */
    public static String pem(byte[] der) {
        return pem("CERTIFICATE", der);
    }

    /** As above, of another kind: {@code CERTIFICATE REQUEST}. */
    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
