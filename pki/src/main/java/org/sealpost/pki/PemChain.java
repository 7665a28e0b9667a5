package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Several certificates as text, one after the other (RFC 7468). */
public final class PemChain {
    private static final int LINE = 64;

    private PemChain() {}

    public static String write(List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        Base64.Encoder encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        for (X509Certificate certificate : chain) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(encoder.encodeToString(CertificateAuthority.encoded(certificate)))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString();
    }

    /**
     * The certificates in a text, in their order; none in an empty one.
     *
     * @throws IllegalArgumentException if something in it is not a certificate
     */
    public static List<X509Certificate> read(String pem) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("expected certificates in PEM", e);
        }
    }
}
