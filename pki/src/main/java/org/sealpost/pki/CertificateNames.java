package org.sealpost.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.MailAddress;

/** Reads the mail addresses in the subject alternative name of a certificate. */
final class CertificateNames {
    private static final int RFC822_NAME = 1;

    private CertificateNames() {}

    static List<MailAddress> addresses(X509Certificate certificate) {
        List<MailAddress> addresses = new ArrayList<>();
        try {
            var names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? new ArrayList<List<?>>() : names) {
                if (name.getFirst() instanceof Integer type && type == RFC822_NAME) {
                    addresses.add(MailAddress.parse(String.valueOf(name.get(1))));
                }
            }
        } catch (CertificateParsingException | IllegalArgumentException e) {
            // A name that cannot be read proves nothing.
            return addresses;
        }
        return addresses;
    }
}
