package org.sealpost.store;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKeys.Owned;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.KeyArchive;
import org.sealpost.protection.OpenPgpAccess;
import org.sealpost.protection.openpgp.OpenPgpSecret;
import org.sealpost.protection.openpgp.Reading.SecretSource;

/** Finds the secret halves of our people's OpenPGP keys in the archive of keys, as far as the service itself opens them. */
public final class OpenPgpSecrets implements OpenPgpAccess {
    private final OpenPgpStore keys;
    private final KeyArchive archive;

    public OpenPgpSecrets(OpenPgpStore keys, KeyArchive archive) {
        this.keys = keys;
        this.archive = archive;
    }

    @Override
    public List<SecretSource> decryptionKeys(MailAddress account) {
        return keys.owned(account.key()).stream()
                .filter(owned -> secret(owned).isPresent())
                .map(owned -> new SecretSource(
                        owned.facts().fingerprint(),
                        owned.key().keyIds(),
                        () -> secret(owned)
                                .orElseThrow(() -> new IllegalStateException(
                                        "the secret key " + owned.facts().fingerprint()
                                                + " is missing; restore the database from the backup"))))
                .toList();
    }

    @Override
    public List<OpenPgpFacts> signing(MailAddress account) {
        return keys.owned(account.key()).stream()
                .filter(owned -> secret(owned).isPresent())
                .map(Owned::facts)
                .toList();
    }

    @Override
    public Optional<OpenPgpSecret> signer(MailAddress account, String fingerprint, Instant now) {
        return keys.owned(account.key()).stream()
                .filter(owned -> owned.facts().fingerprint().equals(fingerprint))
                .filter(owned -> owned.facts().isUsableFor(CertificateUse.SIGN, now))
                .findFirst()
                .flatMap(owned -> secret(owned).map(secret -> secret.saying(owned.key())));
    }

    private Optional<OpenPgpSecret> secret(Owned owned) {
        Optional<PrivateKey> found = archive.find(owned.holding().keyId());
        return found.flatMap(key -> key instanceof OpenPgpSecret secret ? Optional.of(secret) : Optional.empty());
    }
}
