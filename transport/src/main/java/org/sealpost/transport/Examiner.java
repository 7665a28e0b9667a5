package org.sealpost.transport;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DomainCertificates;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.identity.RelayDomains;
import org.sealpost.identity.SealedMail;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailboxList;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.mail.Ruling;
import org.sealpost.policy.GatewayFacts;
import org.sealpost.policy.InspectionFacts;
import org.sealpost.policy.LearnedFacts;
import org.sealpost.policy.OpenPgpMail;
import org.sealpost.policy.ProtectionFacts;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RoutingFacts;
import org.sealpost.policy.RuleBook;
import org.sealpost.policy.RuleFacts;
import org.sealpost.policy.Wish;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.Smime;
import org.sealpost.transport.files.DocumentReader;

/** Gathers what the policies look at. Reads only, and reads the same for a preview as for the real thing. */
public final class Examiner {
    private static final String SIGN = "X-Sealpost-Sign";
    private static final String ENCRYPT = "X-Sealpost-Encrypt";

    private final Directory directory;
    private final CertificateRepository certificates;
    private final KeyAccess keys;
    private final PrivateContacts contacts;
    private final Correspondents correspondents;
    private final RuleBook rules;
    private final Smime smime;
    private final Outward outward;
    private final Clock clock;
    private final RuleTraits traits;
    private final Optional<OpenPgpMails> openPgp;
    private final Optional<Inspection> inspection;
    private final Answers answers;
    private final RelayDomains behind;
    private final DocumentReader documents;

    /** Certificates of recipients: those of the organisation, and those that senders keep for themselves, and those learned from mail. */
    public record Known(CertificateRepository certificates, PrivateContacts contacts, Correspondents correspondents) {}

    /**
     * How mail leaves.
     *
     * @param smartHost {@code host:port} of the way out, if it is not the recipients' mail exchangers
     * @param hidesSubject whether the subject of encrypted mail is hidden outside (RFC 9788)
     */
    public record Outward(Optional<String> smartHost, boolean hidesSubject) {}

    public Examiner(
            Directory directory,
            Known known,
            KeyAccess keys,
            RuleBook rules,
            Smime smime,
            Outward outward,
            Clock clock) {
        this(
                directory,
                known,
                keys,
                rules,
                smime,
                outward,
                clock,
                new More(
                        Optional.empty(),
                        Optional.empty(),
                        new Answers(SealedMail.NONE),
                        RelayDomains.NONE,
                        DocumentReader.NONE));
    }

    /** OpenPGP, who looks into messages, and what came encrypted: what not every house has. */
    private record More(
            Optional<OpenPgpMails> openPgp,
            Optional<Inspection> inspection,
            Answers answers,
            RelayDomains behind,
            DocumentReader documents) {}

    @SuppressWarnings("ParameterNumber") // What it reads.
    private Examiner(
            Directory directory,
            Known known,
            KeyAccess keys,
            RuleBook rules,
            Smime smime,
            Outward outward,
            Clock clock,
            More more) {
        this.openPgp = more.openPgp;
        this.inspection = more.inspection;
        this.answers = more.answers;
        this.behind = more.behind;
        this.documents = more.documents;
        this.directory = directory;
        this.certificates = known.certificates();
        this.contacts = known.contacts();
        this.correspondents = known.correspondents();
        this.keys = keys;
        this.rules = rules;
        this.smime = smime;
        this.outward = outward;
        this.clock = clock;
        this.traits = new RuleTraits(directory, smime, more.documents);
    }

    /** The same, looking at OpenPGP keys, too. */
    public Examiner with(OpenPgpMails mails) {
        return with(new More(Optional.of(mails), inspection, answers, behind, documents));
    }

    /** The same, looking into messages as is wanted. */
    public Examiner with(Inspection looking) {
        return with(new More(openPgp, Optional.of(looking), answers, behind, documents));
    }

    /** The same, knowing which mail came encrypted, whose answers must not go in clear. */
    public Examiner with(Answers sealed) {
        return with(new More(openPgp, inspection, sealed, behind, documents));
    }

    /** The same in front of other mail servers. */
    public Examiner with(RelayDomains servers) {
        return with(new More(openPgp, inspection, answers, servers, documents));
    }

    /** The same, reading documents in these. */
    public Examiner with(DocumentReader reader) {
        return with(new More(openPgp, inspection, answers, behind, reader));
    }

    private Examiner with(More more) {
        return new Examiner(directory, known(), keys, rules, smime, outward, clock, more);
    }

    private Known known() {
        return new Known(certificates, contacts, correspondents);
    }

    /** What is the same for all recipients of a message. */
    MessageExamination message(MailObject mail) {
        ProtectionRules inForce = rules.protection();
        Inspection.Seen seen = inspection
                .map(one -> one.look(mail, inForce))
                .orElseGet(() -> Inspection.Seen.nothingOf(mail.content()));
        Optional<MailAddress> author =
                author(mail.content()).or(() -> mail.envelope().reversePath());
        return new MessageExamination(
                mail.origin(),
                smime.inspect(mail.content()),
                wish(mail),
                senders(mail.origin(), Optional.of(mail.content())),
                domainSigners(mail.origin(), Author.of(HeaderSection.of(mail.content()))),
                inForce,
                traits.of(mail.origin(), author, Optional.of(seen.readable()), inForce),
                openPgpSenders(mail.origin(), author(mail.content())),
                seen);
    }

    /** Whether nobody has to be waited for to examine it: mail for servers behind that nobody looks into. */
    boolean isExaminedAtOnce(MailObject mail) {
        return mail.origin() instanceof Origin.Received
                && mail.envelope().recipients().stream()
                        .allMatch(one -> behind.of(one.domain()).isPresent())
                && inspection.filter(one -> one.looks(rules.protection())).isEmpty();
    }

    /** A message that is only thought of: clear, from this account, with this wish. */
    MessageExamination imagined(MailAddress account, Wish wish) {
        Origin origin = new Origin.Submitted(account);
        ProtectionRules inForce = rules.protection();
        return new MessageExamination(
                origin,
                new Protection.Clear(),
                wish,
                senders(origin, Optional.empty()),
                domainSigners(origin, Optional.of(account)),
                inForce,
                traits.of(origin, Optional.empty(), Optional.empty(), inForce),
                openPgpSenders(origin, Optional.empty()),
                Inspection.Seen.nothingOf(Content.of(new byte[0])));
    }

    private List<OpenPgpFacts> openPgpSenders(Origin origin, Optional<MailAddress> author) {
        return openPgp.map(one -> one.signing(origin, author)).orElse(List.of());
    }

    /** What is asked about one recipient; {@code ruling}: what an administrator decided about the message that waits for it. */
    RecipientExamination recipient(MessageExamination message, MailAddress recipient, Optional<Ruling> ruling) {
        Optional<MailAddress> mailbox = directory.account(recipient).map(Account::address);
        List<Certificate> known = certificates.find(mailbox.orElse(recipient));
        List<Certificate> ofSender = mailbox.isPresent() ? List.of() : privately(message.origin(), recipient);
        RuleFacts mail = traits.facts(message.traits(), recipient);
        ProtectionFacts protection = new ProtectionFacts(
                message.origin(),
                message.protection(),
                message.senderCertificates(),
                recipient,
                mailbox.isPresent(),
                facts(known),
                facts(ofSender),
                mailbox.isPresent() ? LearnedFacts.NONE : learned(recipient, known, ofSender),
                outward.hidesSubject(),
                message.wish(),
                message.rules(),
                new GatewayFacts(
                        mail, mailbox.isPresent() ? List.of() : ofDomain(recipient), message.domainSigners(), ruling),
                clock.instant());
        boolean isStranger = message.origin() instanceof Origin.Submitted
                && mailbox.isEmpty()
                && known.isEmpty()
                && ofSender.isEmpty();
        OpenPgpMail keysOfBoth = openPgp.map(one -> one.facts(message.senderKeys(), recipient, isStranger))
                .orElse(OpenPgpMail.NONE);
        return new RecipientExamination(
                protection.with(keysOfBoth),
                new RoutingFacts(recipient, here(mailbox), outward.smartHost()).behind(behind.of(recipient.domain())),
                inspection(message, mail));
    }

    /** One of ours may have the mailbox on a server behind. */
    private Optional<MailAddress> here(Optional<MailAddress> account) {
        return account.filter(one -> behind.of(one.domain()).isEmpty());
    }

    private static InspectionFacts inspection(MessageExamination message, RuleFacts mail) {
        Inspection.Seen seen = message.seen();
        return new InspectionFacts(
                message.origin(), seen.sight(), seen.scans(), seen.release(), seen.settings(), message.rules(), mail);
    }

    private static List<CertificateFacts> facts(List<Certificate> certificates) {
        return certificates.stream().map(Certificate::facts).toList();
    }

    private List<CertificateFacts> ofDomain(MailAddress recipient) {
        return certificates.find(DomainCertificates.nameOf(recipient.domain())).stream()
                .map(Certificate::facts)
                .toList();
    }

    private List<Certificate> privately(Origin origin, MailAddress recipient) {
        return origin instanceof Origin.Submitted(MailAddress account)
                ? contacts.find(account, recipient).stream()
                        .flatMap(contact -> contact.certificates().stream())
                        .toList()
                : List.of();
    }

    /** What the recipient's mail told, and what certificates say themselves, whoever knows them. */
    private LearnedFacts learned(MailAddress recipient, List<Certificate> known, List<Certificate> ofSender) {
        List<Correspondents.Correspondent> told = correspondents.find(recipient);
        List<Certificate> learned =
                told.stream().map(Correspondents.Correspondent::certificate).toList();
        Map<String, List<String>> ciphers = new HashMap<>();
        Stream.of(known, ofSender, learned)
                .flatMap(List::stream)
                .forEach(one -> ciphers.put(one.facts().fingerprint(), smime.ciphers(one)));
        told.stream()
                .filter(one -> !one.ciphers().isEmpty())
                .forEach(one -> ciphers.put(one.certificate().facts().fingerprint(), one.ciphers()));
        return new LearnedFacts(facts(learned), ciphers);
    }

    /** What the judges of a recipient look at. */
    record RecipientExamination(ProtectionFacts protection, RoutingFacts routing, InspectionFacts inspection) {}

    /** What was found about a message before anybody looked at a recipient. */
    record MessageExamination(
            Origin origin,
            Protection protection,
            Wish wish,
            List<CertificateFacts> senderCertificates,
            List<CertificateFacts> domainSigners,
            ProtectionRules rules,
            RuleTraits.OfMessage traits,
            List<OpenPgpFacts> senderKeys,
            Inspection.Seen seen) {
        MessageExamination {
            senderCertificates = List.copyOf(senderCertificates);
            domainSigners = List.copyOf(domainSigners);
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

    /** Those of the gateway of the one author's domain, who is one of our people. */
    private List<CertificateFacts> domainSigners(Origin origin, Optional<MailAddress> author) {
        return origin instanceof Origin.Submitted
                ? author.map(one -> keys.signing(DomainCertificates.nameOf(one.domain())))
                        .orElse(List.of())
                : List.of();
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

    private Wish wish(MailObject mail) {
        HeaderSection header = HeaderSection.of(mail.content());
        Wish wish = new Wish(answer(header, SIGN), answer(header, ENCRYPT));
        return mail.origin() instanceof Origin.Submitted(MailAddress account)
                        && answers.answersSealed(account, mail.content())
                ? wish.answeringSealed()
                : wish;
    }

    private static Optional<Boolean> answer(HeaderSection header, String field) {
        return header.value(field).flatMap(value -> switch (value.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "yes", "true", "1" -> Optional.of(true);
            case "no", "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        });
    }
}
