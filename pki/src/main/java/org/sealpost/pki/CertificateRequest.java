package org.sealpost.pki;

import java.security.PublicKey;
import java.util.List;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.SubjectNames;
import org.sealpost.mail.MailAddress;

/**
 * What somebody wants certified. Every name comes from the directory, never from the applicant.
 *
 * @param owner whose key it is: an account's address, a computer's name or a part of the house
 */
public record CertificateRequest(CertificateTemplate template, SubjectNames names, PublicKey key, String owner) {
    public static CertificateRequest mail(
            CertificateTemplate template, String name, List<MailAddress> addresses, PublicKey key, String owner) {
        return new CertificateRequest(template, SubjectNames.mail(name, addresses), key, owner);
    }
}
