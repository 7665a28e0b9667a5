package org.sealpost.protection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MailAddress;

/**
 * The private keys of accounts whose custody is with the organisation. Whoever asks records the use in the audit log with
 * the fingerprint of the certificate, which names the key.
 */
public interface KeyAccess {
    /** With what mail to this account may be opened: every key it ever had, newest first. */
    List<DecryptionKey> decryptionKeys(MailAddress account);

    /**
     * The certificates with whose keys the house can sign for this account, in any status. Those whose keys lie on a device or a
     * card, and those that the service can no longer open, are missing: a message must not wait for them.
     */
    List<CertificateFacts> signing(MailAddress account);

    /**
     * With what to sign for this account: the key of the certificate that was decided on and recorded, and of no other. Empty
     * if it is not the account's, not for signing, not active any more or outside its dates.
     */
    Optional<SigningKey> signer(MailAddress account, String fingerprint, Instant now);
}
