package org.sealpost.protection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.protection.openpgp.Reading.SecretSource;

/** The secret OpenPGP keys of accounts whose custody is with the organisation, as {@link KeyAccess} has those of certificates. */
public interface OpenPgpAccess {
    /** Nobody has one. */
    OpenPgpAccess NONE = new OpenPgpAccess() {
        @Override
        public List<SecretSource> decryptionKeys(MailAddress account) {
            return List.of();
        }

        @Override
        public List<OpenPgpFacts> signing(MailAddress account) {
            return List.of();
        }

        @Override
        public Optional<OpenPgpSecret> signer(MailAddress account, String fingerprint, Instant now) {
            return Optional.empty();
        }
    };

    /** With what mail to this account may be opened: every key it ever had, newest first. */
    List<SecretSource> decryptionKeys(MailAddress account);

    /** The keys with which the house can sign for this account, in any status. */
    List<OpenPgpFacts> signing(MailAddress account);

    /** The key that was decided on, and no other; empty if it cannot sign now. */
    Optional<OpenPgpSecret> signer(MailAddress account, String fingerprint, Instant now);
}
