package org.sealpost.protection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * The private keys of accounts whose custody is with the organisation. Whoever asks records the use in the audit log with
 * the fingerprint that the answer names.
 */
public interface KeyAccess {
    /** With what mail to this account may be opened: every key it ever had, newest first. */
    List<DecryptionKey> decryptionKeys(MailAddress account);

    /** With what to sign for this account now, if it has a certificate for signing that is active and inside its dates. */
    Optional<SigningKey> signer(MailAddress account, Instant now);
}
