package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.DomainCertificates;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.HeaderMode;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.ReceiptRequest;
import org.sealpost.protection.ReceiptWish;
import org.sealpost.protection.SigningKey;
import org.sealpost.protection.Smime;

/** Signs and encrypts as decided. A message is signed once, however many recipients it is encrypted to. */
public final class Sealer {
    private final Smime smime;
    private final KeyAccess keys;
    private final Examiner.Known known;
    private final Clock clock;

    private final Optional<OpenPgpMails> openPgp;

    public Sealer(Smime smime, KeyAccess keys, Examiner.Known known, Clock clock) {
        this(smime, keys, known, clock, Optional.empty());
    }

    /** The same, for OpenPGP, too. */
    public Sealer with(OpenPgpMails mails) {
        return new Sealer(smime, keys, known, clock, Optional.of(mails));
    }

    private Sealer(Smime smime, KeyAccess keys, Examiner.Known known, Clock clock, Optional<OpenPgpMails> openPgp) {
        this.openPgp = openPgp;
        this.smime = smime;
        this.keys = keys;
        this.known = known;
        this.clock = clock;
    }

    /** In which form the message is signed. */
    private record Form(String signer, HeaderMode mode) {}

    private static HeaderMode mode(ProtectionVerdict.Encryption encryption) {
        return switch (encryption.headers()) {
            case HIDDEN -> HeaderMode.HIDDEN;
            case SHOWN -> HeaderMode.ENCRYPTED;
        };
    }

    /** {@code subjectTags}: what is taken out of the subject before anything else is done. */
    public Sealing start(MailObject mail, List<String> subjectTags) {
        return start(mail, subjectTags, List.of());
    }

    /** {@code marks}: what those say who looked into the message, a field of the house for each. */
    Sealing start(MailObject mail, List<String> subjectTags, List<String> marks) {
        return new Sealing(mail, subjectTags, marks);
    }

    /** The sealing of one message. Not for more than one thread. */
    public final class Sealing {
        private static final String RECEIPT = "X-Sealpost-Receipt";

        private final List<ReceiptRequest> receiptsAsked = new ArrayList<>();
        private final MailObject mail;
        private final Content clean;
        private final Map<Form, Content> signed = new HashMap<>();

        private Sealing(MailObject mail, List<String> subjectTags, List<String> marks) {
            this.mail = mail;
            Content clear = marked(SubjectTags.without(HeaderFirewall.clean(mail), subjectTags), marks);
            this.clean = mail.origin() instanceof Origin.Submitted(MailAddress account)
                    ? openPgp.map(one -> one.announcing(clear, account)).orElse(clear)
                    : clear;
        }

        private static Content marked(Content content, List<String> marks) {
            return marks.isEmpty()
                    ? content
                    : HeaderSection.prepend(
                            content,
                            marks.stream()
                                    .map(mark -> "X-Sealpost-Inspection: " + EncodedWords.encode(mark))
                                    .toList());
        }

        /** The message as it came, without what is only for the house. */
        public Content untouched() {
            return clean;
        }

        public Content seal(ProtectionVerdict.Seal seal) {
            HeaderMode mode = seal.encryption().map(Sealer::mode).orElse(HeaderMode.SIGNED);
            Content content = seal.signer()
                    .map(signer -> signed.computeIfAbsent(
                            new Form(signer.fingerprint(), mode), form -> sign(form.signer(), form.mode())))
                    .orElse(clean);
            return seal.encryption()
                    .map(encryption -> encrypt(content, encryption, mode))
                    .orElse(content);
        }

        public Content seal(ProtectionVerdict.SealOpenPgp seal) {
            OpenPgpMails mails = openPgp.orElseThrow(
                    () -> new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "OpenPGP is not set up here"));
            Content content = seal.certificate()
                    .map(signer -> signed.computeIfAbsent(
                            new Form(signer.fingerprint(), HeaderMode.NONE), form -> sign(form.signer(), form.mode())))
                    .orElse(clean);
            return mails.seal(content, seal, author(), clock.instant());
        }

        /** With the key that the audit log names. If it was replaced in the meantime, the next try decides anew. */
        private Content sign(String fingerprint, HeaderMode mode) {
            SigningKey key = author().flatMap(account -> keys.signer(account, fingerprint, clock.instant()))
                    .or(() -> ofDomain(fingerprint))
                    .orElseThrow(() ->
                            new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the sender's signing key is not at hand"));
            Optional<ReceiptWish> receipt = receipt();
            Content content = smime.sign(clean, key, clock.instant(), mode, receipt);
            receipt.flatMap(asked -> smime.receiptAsked(content)).ifPresent(receiptsAsked::add);
            return content;
        }

        /** For the person who signs, if they ask for it; each signature is named apart. */
        private Optional<ReceiptWish> receipt() {
            return author().filter(account -> HeaderSection.of(mail.content())
                            .value(RECEIPT)
                            .filter(word -> word.equalsIgnoreCase("yes"))
                            .isPresent())
                    .map(account -> new ReceiptWish(
                            mail.queueId() + ":" + UUID.randomUUID(),
                            Author.of(HeaderSection.of(mail.content())).orElse(account)));
        }

        /** What signatures that were made since somebody asked this last ask for: a receipt is compared with it. */
        List<Finding> receiptsAsked() {
            List<Finding> asked = receiptsAsked.stream().map(Receipts::asked).toList();
            receiptsAsked.clear();
            return asked;
        }

        /** Of the author's domain, for somebody who has none. */
        private Optional<SigningKey> ofDomain(String fingerprint) {
            return Author.of(HeaderSection.of(mail.content()))
                    .filter(author -> mail.origin() instanceof Origin.Submitted)
                    .flatMap(author ->
                            keys.signer(DomainCertificates.nameOf(author.domain()), fingerprint, clock.instant()));
        }

        private Content encrypt(Content content, ProtectionVerdict.Encryption encryption, HeaderMode mode) {
            String fingerprint = encryption.recipient().fingerprint();
            Certificate certificate = known.certificates()
                    .byFingerprint(fingerprint)
                    .or(() -> ofSender(encryption.recipient()))
                    .or(() -> known.correspondents().byFingerprint(fingerprint))
                    .orElseThrow(() -> new MailFailure(
                            EnhancedStatus.OTHER_TEMPORARY, "the recipient's certificate is gone: " + fingerprint));
            EncryptionFormat format = switch (encryption.format()) {
                case MODERN -> EncryptionFormat.AUTHENTICATED;
                case CONSERVATIVE -> EncryptionFormat.CONSERVATIVE;
            };
            return smime.encrypt(content, List.of(certificate), format, mode);
        }

        /** One that the sender alone knows. */
        private Optional<Certificate> ofSender(CertificateFacts wanted) {
            return author().stream()
                    .flatMap(account -> wanted.addresses().stream()
                            .flatMap(address -> known.contacts().find(account, address).stream()))
                    .flatMap(contact -> contact.certificates().stream())
                    .filter(one -> one.facts().fingerprint().equals(wanted.fingerprint()))
                    .findFirst();
        }

        private Optional<MailAddress> author() {
            return mail.origin() instanceof Origin.Submitted submitted
                    ? Optional.of(submitted.account())
                    : Optional.empty();
        }
    }
}
