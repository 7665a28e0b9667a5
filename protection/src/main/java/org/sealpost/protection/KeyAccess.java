package org.sealpost.protection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.MailAddress;

/**
 * The private keys of accounts whose custody is with the organisation. Whoever asks records the use in the audit log with
 * the fingerprint of the certificate, which names the key.
 */
public interface KeyAccess {
    /** With what mail to this account may be opened: every key it ever had, newest first. */
    List<DecryptionKey> decryptionKeys(MailAddress account);

    /**
     * With what to sign for this account: the key of the certificate that was decided on and recorded, and of no other. Empty
     * if it is not the account's, not for signing, not active any more or outside its dates.
     */
    Optional<SigningKey> signer(MailAddress account, String fingerprint, Instant now);

    /**
     * Fingerprints of the certificates of this account with which {@link #signer} can sign now. Those whose keys lie on a device or
     * a card, and those that the service can no longer open, are missing: a message must not wait for them.
     */
    Set<String> signers(MailAddress account, Instant now);
}
