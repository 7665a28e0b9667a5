package org.sealpost.pki;

import java.security.PublicKey;
import java.util.List;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.mail.MailAddress;

/**
 * What somebody wants certified. Every name comes from the directory, never from the applicant.
 *
 * @param commonName a person's display name or a host name
 * @param addresses mail addresses, the main one first
 * @param hosts host names and IP addresses, for servers
 * @param owner whose key it is: an account's address or a part of the house
 */
public record CertificateRequest(
        CertificateTemplate template,
        String commonName,
        List<MailAddress> addresses,
        List<String> hosts,
        PublicKey key,
        String owner) {
    public CertificateRequest {
        addresses = List.copyOf(addresses);
        hosts = List.copyOf(hosts);
    }

    public static CertificateRequest mail(
            CertificateTemplate template, String name, List<MailAddress> addresses, PublicKey key, String owner) {
        return new CertificateRequest(template, name, addresses, List.of(), key, owner);
    }
}
