package org.sealpost.transport;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailboxList;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.OpenPgpMail;
import org.sealpost.policy.ProtectionFacts;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RoutingFacts;
import org.sealpost.policy.RuleBook;
import org.sealpost.policy.Wish;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.Smime;

/** Gathers what the policies look at. Reads only, and reads the same for a preview as for the real thing. */
public final class Examiner {
    private static final String SIGN = "X-Sealpost-Sign";
    private static final String ENCRYPT = "X-Sealpost-Encrypt";

    private final Directory directory;
    private final CertificateRepository certificates;
    private final KeyAccess keys;
    private final PrivateContacts contacts;
    private final RuleBook rules;
    private final Smime smime;
    private final Optional<String> smartHost;
    private final Clock clock;
    private final Optional<OpenPgpMails> openPgp;

    /** Certificates of recipients: those of the organisation, and those that senders keep for themselves. */
    public record Known(CertificateRepository certificates, PrivateContacts contacts) {}

    /** {@code smartHost}: {@code host:port} of the way out, if it is not the recipients' mail exchangers. */
    public Examiner(
            Directory directory,
            Known known,
            KeyAccess keys,
            RuleBook rules,
            Smime smime,
            Optional<String> smartHost,
            Clock clock) {
        this.directory = directory;
        this.certificates = known.certificates();
        this.contacts = known.contacts();
        this.keys = keys;
        this.rules = rules;
        this.smime = smime;
        this.smartHost = smartHost;
        this.clock = clock;
        this.openPgp = Optional.empty();
    }

    private Examiner(Examiner other, OpenPgpMails openPgp) {
        this.directory = other.directory;
        this.certificates = other.certificates;
        this.contacts = other.contacts;
        this.keys = other.keys;
        this.rules = other.rules;
        this.smime = other.smime;
        this.smartHost = other.smartHost;
        this.clock = other.clock;
        this.openPgp = Optional.of(openPgp);
    }

    /** The same, looking at OpenPGP keys, too. */
    public Examiner with(OpenPgpMails mails) {
        return new Examiner(this, mails);
    }

    /** What is the same for all recipients of a message. */
    public MessageExamination message(MailObject mail) {
        return new MessageExamination(
                mail.origin(),
                smime.inspect(mail.content()),
                wish(mail.content()),
                senders(mail.origin(), Optional.of(mail.content())),
                rules.protection(),
                openPgpSenders(mail.origin(), author(mail.content())));
    }

    /** A message that is only thought of: clear, from this account, with this wish. */
    public MessageExamination imagined(MailAddress account, Wish wish) {
        Origin origin = new Origin.Submitted(account);
        return new MessageExamination(
                origin,
                new Protection.Clear(),
                wish,
                senders(origin, Optional.empty()),
                rules.protection(),
                openPgpSenders(origin, Optional.empty()));
    }

    private List<OpenPgpFacts> openPgpSenders(Origin origin, Optional<MailAddress> author) {
        return openPgp.map(one -> one.signing(origin, author)).orElse(List.of());
    }

    /** What is asked about one recipient; the directory is looked into once. */
    public RecipientExamination recipient(MessageExamination message, MailAddress recipient) {
        Optional<MailAddress> mailbox = directory.account(recipient).map(Account::address);
        List<CertificateFacts> known = certificates.find(mailbox.orElse(recipient)).stream()
                .map(Certificate::facts)
                .toList();
        ProtectionFacts protection = new ProtectionFacts(
                message.origin(),
                message.protection(),
                message.senderCertificates(),
                recipient,
                mailbox.isPresent(),
                known,
                mailbox.isPresent() ? List.of() : privately(message.origin(), recipient),
                message.wish(),
                message.rules(),
                clock.instant());
        OpenPgpMail keysOfBoth = openPgp.map(one -> one.facts(
                        message.senderKeys(),
                        recipient,
                        message.origin() instanceof Origin.Submitted && mailbox.isEmpty() && known.isEmpty()))
                .orElse(OpenPgpMail.NONE);
        return new RecipientExamination(protection.with(keysOfBoth), new RoutingFacts(recipient, mailbox, smartHost));
    }

    private List<CertificateFacts> privately(Origin origin, MailAddress recipient) {
        return origin instanceof Origin.Submitted(MailAddress account)
                ? contacts.find(account, recipient).stream()
                        .flatMap(contact -> contact.certificates().stream())
                        .map(Certificate::facts)
                        .toList()
                : List.of();
    }

    /** What the two judges of a recipient look at. */
    public record RecipientExamination(ProtectionFacts protection, RoutingFacts routing) {}

    /** What was found about a message before anybody looked at a recipient. */
    public record MessageExamination(
            Origin origin,
            Protection protection,
            Wish wish,
            List<CertificateFacts> senderCertificates,
            ProtectionRules rules,
            List<OpenPgpFacts> senderKeys) {
        public MessageExamination {
            senderCertificates = List.copyOf(senderCertificates);
            senderKeys = List.copyOf(senderKeys);
        }
    }

    /** Only those with whose keys the house can sign: what is decided must be possible to do. */
    private List<CertificateFacts> senders(Origin origin, Optional<Content> content) {
        if (!(origin instanceof Origin.Submitted(MailAddress account))) {
            return List.of();
        }
        MailAddress author = content.flatMap(Examiner::author).orElse(account);
        return keys.signing(account).stream()
                .filter(certificate -> isFor(certificate, author))
                .toList();
    }

    /** Ours follow the addresses of the account; one of another authority stays as it is, and signs only for whom it names. */
    private static boolean isFor(CertificateFacts certificate, MailAddress author) {
        return !certificate.template().isEmpty()
                || certificate.addresses().stream().anyMatch(author::isSameMailbox);
    }

    private static Optional<MailAddress> author(Content content) {
        return HeaderSection.of(content).value("From").flatMap(value -> {
            try {
                return MailboxList.parse(value).stream().findFirst();
            } catch (IllegalArgumentException e) {
                // Who wrote it nobody can say; the message was taken only if the account did.
                return Optional.empty();
            }
        });
    }

    private static Wish wish(Content content) {
        HeaderSection header = HeaderSection.of(content);
        return new Wish(answer(header, SIGN), answer(header, ENCRYPT));
    }

    private static Optional<Boolean> answer(HeaderSection header, String field) {
        return header.value(field).flatMap(value -> switch (value.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "yes", "true", "1" -> Optional.of(true);
            case "no", "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        });
    }
}
