package org.sealpost.identity;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/**
 * People outside whom one person of the house knows with certificates, for that person's own mail only. They stand apart from the
 * contacts of the organisation: nobody else sees them, and nothing is published of them.
 */
public interface PrivateContacts {
    /**
     * Somebody outside, as one person knows them.
     *
     * @param owner the account's address
     * @param certificates newest first
     */
    record PrivateContact(
            MailAddress owner,
            MailAddress address,
            String displayName,
            Optional<String> organisation,
            List<Certificate> certificates) {
        public PrivateContact {
            certificates = List.copyOf(certificates);
        }
    }

    /** All of a person, in order of address. */
    List<PrivateContact> of(MailAddress owner);

    Optional<PrivateContact> find(MailAddress owner, MailAddress address);

    /** Adds the contact or replaces the one of the same address, certificates included. */
    Change putting(PrivateContact contact);

    Change removing(MailAddress owner, MailAddress address);
}
