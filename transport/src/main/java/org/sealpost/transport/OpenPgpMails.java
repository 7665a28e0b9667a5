package org.sealpost.transport;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.Origin;
import org.sealpost.policy.OpenPgpMail;
import org.sealpost.policy.OpenPgpSettings;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.protection.OpenPgp;
import org.sealpost.protection.OpenPgpAccess;
import org.sealpost.protection.OpenPgpLayers;
import org.sealpost.protection.openpgp.OpenPgpSecret;

/**
 * All that mail needs for OpenPGP: the craft, the keyring, the secret keys of our people, and what is wanted.
 *
 * @param correspondents learns the keys of people outside
 */
public record OpenPgpMails(
        OpenPgp craft,
        OpenPgpKeys keys,
        OpenPgpAccess secrets,
        OpenPgpSettings.Book settings,
        Correspondents correspondents) {
    /** Learns the keys of people outside. */
    public interface Correspondents {
        /** Learns nothing. */
        Correspondents NONE = new Correspondents() {
            @Override
            public void offer(MailAddress author, byte[] key, String source, boolean proven) {
                // Nothing is kept.
            }

            @Override
            public void ask(MailAddress recipient) {
                // Nobody is asked.
            }
        };

        /**
         * A key, armoured or not, said to be the author's.
         *
         * @param proven whether a good signature says who the author is
         */
        void offer(MailAddress author, byte[] key, String source, boolean proven);

        /** Nothing is known of a recipient: the domain may be asked, if that is wanted. Returns in some seconds. */
        void ask(MailAddress recipient);
    }

    /** For a house without OpenPGP keys. */
    public static OpenPgpMails without(OpenPgp craft) {
        return new OpenPgpMails(
                craft, OpenPgpKeys.NONE, OpenPgpAccess.NONE, OpenPgpSettings.Book.UNCHANGED, Correspondents.NONE);
    }

    /** How layers of OpenPGP are taken off for one of our people. */
    OpenPgpLayers layers(MailAddress account, boolean opens) {
        return new OpenPgpLayers(
                craft, opens ? Optional.of(() -> secrets.decryptionKeys(account)) : Optional.empty(), keys);
    }

    /** Keys that came with a message are offered to the keyring, if it is to learn. */
    void learn(Content message, boolean proven) {
        if (settings.openPgp().learn()) {
            for (CarriedKeys.Carried key : CarriedKeys.of(message)) {
                correspondents.offer(key.author(), key.bytes(), key.source(), proven);
            }
        }
    }

    /** The message with its author's key in the header (Autocrypt level 1), if there is one and it is wanted. */
    Content announcing(Content message, MailAddress account) {
        if (!settings.openPgp().autocrypt()
                || HeaderSection.of(message).first("Autocrypt").isPresent()) {
            return message;
        }
        Optional<MailAddress> author = Author.of(HeaderSection.of(message));
        return keys.owned(account.key()).stream()
                .map(OpenPgpKeys.Owned::key)
                .filter(key -> author.filter(key.facts()::names).isPresent())
                .filter(key -> key.facts().status() == CertificateStatus.ACTIVE)
                .findFirst()
                .map(key -> HeaderSection.prepend(message, List.of(CarriedKeys.autocrypt(author.orElseThrow(), key))))
                .orElse(message);
    }

    /** The keys of the author with which the house can sign. */
    List<OpenPgpFacts> signing(Origin origin, Optional<MailAddress> author) {
        return origin instanceof Origin.Submitted(MailAddress account)
                ? secrets.signing(account).stream()
                        .filter(key -> key.names(author.orElse(account)))
                        .toList()
                : List.of();
    }

    /**
     * What the policy looks at.
     *
     * @param isStranger whether nothing at all is known of the recipient, who is outside
     */
    OpenPgpMail facts(List<OpenPgpFacts> signing, MailAddress recipient, boolean isStranger) {
        List<OpenPgpKey> found = keys.find(recipient);
        if (found.isEmpty() && isStranger) {
            correspondents.ask(recipient);
            found = keys.find(recipient);
        }
        List<OpenPgpMail.Known> known = found.stream()
                .map(key -> new OpenPgpMail.Known(key.facts(), key.vouching()))
                .toList();
        return new OpenPgpMail(signing, known, settings.openPgp().first());
    }

    /** Signs and encrypts with the keys that were decided on; what is to be signed with a certificate came here signed. */
    Content seal(Content message, ProtectionVerdict.SealOpenPgp seal, Optional<MailAddress> author, Instant now) {
        Optional<OpenPgpSecret> signer = seal.signer().map(key -> signer(key, author, now));
        return seal.recipient()
                .map(key -> craft.encrypt(message, signer, List.of(recipient(key)), now))
                .orElseGet(() -> craft.sign(message, signer.orElseThrow(), now));
    }

    private OpenPgpSecret signer(OpenPgpFacts key, Optional<MailAddress> author, Instant now) {
        return author.flatMap(account -> secrets.signer(account, key.fingerprint(), now))
                .orElseThrow(() -> new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY,
                        "the sender's OpenPGP key is not at hand: " + key.fingerprint()));
    }

    private OpenPgpKey recipient(OpenPgpFacts key) {
        return keys.withFingerprint(key.fingerprint()).stream()
                .findFirst()
                .orElseThrow(() -> new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY, "the recipient's OpenPGP key is gone: " + key.fingerprint()));
    }
}
