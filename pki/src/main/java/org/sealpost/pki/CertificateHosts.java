package org.sealpost.pki;

import java.security.cert.CertificateParsingException;
import java.util.List;
import java.util.stream.Stream;

/** Reads the host names and IP addresses in the subject alternative name of a certificate. */
public final class CertificateHosts {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateHosts() {}

    /** In the order in which they stand in the certificate, DER; empty if there are none or they cannot be read. */
    public static List<String> of(byte[] der) {
        try {
            var names = CertificateAuthority.certificate(der).getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().flatMap(CertificateHosts::host).toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static Stream<String> host(List<?> name) {
        return name.getFirst() instanceof Integer type && (type == DNS_NAME || type == IP_ADDRESS)
                ? Stream.of(String.valueOf(name.get(1)))
                : Stream.empty();
    }
}
