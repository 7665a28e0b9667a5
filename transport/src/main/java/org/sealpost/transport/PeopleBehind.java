package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Change;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.AccessPolicy;
import org.sealpost.policy.AccessVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.protection.Smime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what comes encrypted for people whose keys are kept here and whose mailboxes lie on a server behind, before it goes there. What
 * was encrypted never goes on in clear: it is opened only where the connection to that server must be encrypted. What comes to them
 * signed teaches the house how to answer it.
 */
public final class PeopleBehind {
    private static final Logger LOG = LoggerFactory.getLogger(PeopleBehind.class);

    private final Directory directory;
    private final RelayDomains domains;
    private final Reading reading;
    private final Smime smime;
    private final Answers answers;
    private final String hostName;
    private final Clock clock;
    private final Optional<Harvest> harvest;

    /** {@code hostName}: under which the house says what it found. */
    public PeopleBehind(
            Directory directory,
            RelayDomains domains,
            Smime smime,
            DomainGateway gateway,
            Answers answers,
            String hostName,
            Clock clock) {
        this.directory = directory;
        this.domains = domains;
        this.reading = new Reading(smime, gateway, clock);
        this.smime = smime;
        this.answers = answers;
        this.hostName = hostName;
        this.clock = clock;
        this.harvest = Optional.empty();
    }

    private PeopleBehind(PeopleBehind other, Reading reading, Optional<Harvest> harvest) {
        this.directory = other.directory;
        this.domains = other.domains;
        this.reading = reading;
        this.smime = other.smime;
        this.answers = other.answers;
        this.hostName = other.hostName;
        this.clock = other.clock;
        this.harvest = harvest;
    }

    /** The same, that opens what is encrypted with OpenPGP, too. */
    public PeopleBehind with(OpenPgpMails openPgp) {
        return new PeopleBehind(this, reading.with(openPgp), harvest);
    }

    /** The same, that learns from signed mail how to encrypt to its author. */
    public PeopleBehind learning(Correspondents correspondents) {
        return new PeopleBehind(this, reading, Optional.of(new Harvest(directory, correspondents, smime, clock)));
    }

    /**
     * One form in which a message goes on.
     *
     * @param opened what was done for it, to be written down with what became of it
     * @param lesson what it teaches once somebody has it
     */
    record Form(MailObject mail, List<MailAddress> recipients, List<AuditEvent> opened, Lesson lesson) {
        Form {
            recipients = List.copyOf(recipients);
            opened = List.copyOf(opened);
        }

        static Form same(MailObject mail, List<MailAddress> recipients) {
            return new Form(mail, recipients, List.of(), Lesson.NONE);
        }
    }

    /**
     * What a message teaches, kept in the step that writes down that somebody has it. At another try it must teach the same.
     *
     * @param keys OpenPGP keys that it brings are looked at after that
     */
    record Lesson(List<AuditEvent> events, Change change, Runnable keys) {
        static final Lesson NONE = new Lesson(List.of(), Change.none(), () -> {});

        Lesson {
            events = List.copyOf(events);
        }
    }

    /** Everybody for whom it is opened gets it apart; {@code protectedWay}: whether connections to these servers are never in clear. */
    List<Form> forms(
            MailObject mail,
            List<MailAddress> recipients,
            List<AuditEvent> decided,
            Predicate<RelayDomain> protectedWay) {
        if (!(smime.inspect(mail.content()) instanceof Protection.Encrypted)) {
            return readable(mail, recipients);
        }
        List<Form> forms = new ArrayList<>();
        List<MailAddress> closed = new ArrayList<>();
        for (MailAddress recipient : recipients) {
            account(recipient)
                    .map(account -> form(mail, recipient, account, decided, protectedWay))
                    .ifPresentOrElse(forms::add, () -> closed.add(recipient));
        }
        if (!closed.isEmpty()) {
            forms.add(Form.same(mail, closed));
        }
        return forms;
    }

    /** It goes on as it came, but for a warning that its author's certificate is another one than before. */
    @SuppressWarnings("IllegalCatch") // Whatever goes wrong while learning, the message goes on.
    private List<Form> readable(MailObject mail, List<MailAddress> recipients) {
        Map<MailAddress, Account> ours = new LinkedHashMap<>();
        recipients.forEach(recipient -> account(recipient).ifPresent(account -> ours.put(recipient, account)));
        if (harvest.isEmpty() || ours.isEmpty() || !(mail.origin() instanceof Origin.Received)) {
            return List.of(Form.same(mail, recipients));
        }
        Lesson lesson = Lesson.NONE;
        Harvest.Learned learned = Harvest.Learned.NOTHING;
        List<AuditEvent> events = new ArrayList<>();
        try {
            // Nothing is opened: it goes on as it came.
            Account reader = ours.values().iterator().next().in(Custody.DEVICE);
            Reading.Read read = reading.read(mail, reader, events);
            learned = learned(mail, read, reader, events);
            lesson = new Lesson(events, learned.change(), () -> reading.learnKeys(mail, read));
        } catch (RuntimeException e) {
            LOG.warn("nothing was learned from message {}", mail.queueId(), e);
        }
        if (learned.notice().isEmpty()) {
            return List.of(new Form(mail, recipients, List.of(), lesson));
        }
        MailObject warned = mail.withContent(HeaderSection.prepend(mail.content(), warning(learned)));
        List<MailAddress> others =
                recipients.stream().filter(one -> !ours.containsKey(one)).toList();
        List<Form> forms = new ArrayList<>(List.of(new Form(warned, List.copyOf(ours.keySet()), List.of(), lesson)));
        if (!others.isEmpty()) {
            forms.add(Form.same(mail, others));
        }
        return forms;
    }

    private Harvest.Learned learned(MailObject mail, Reading.Read read, Account reader, List<AuditEvent> events) {
        return harvest.map(one -> one.learn(mail, read, reader.address().domain(), events))
                .orElse(Harvest.Learned.NOTHING);
    }

    private static List<String> warning(Harvest.Learned learned) {
        return learned.notice().isEmpty() ? List.of() : List.of("X-Sealpost-Notice: " + learned.notice());
    }

    private Optional<Account> account(MailAddress recipient) {
        return directory
                .account(recipient)
                .filter(Account::enabled)
                .filter(account -> domains.of(account.address().domain()).isPresent());
    }

    private Form form(
            MailObject mail,
            MailAddress recipient,
            Account account,
            List<AuditEvent> decided,
            Predicate<RelayDomain> protectedWay) {
        boolean isProtected =
                domains.of(recipient.domain()).filter(protectedWay).isPresent();
        Decision<AccessVerdict> access = AccessPolicy.decideBehind(account.custody(), isProtected);
        if (access.verdict() == AccessVerdict.LEAVE) {
            AuditEvent left = new AuditEvent(
                    clock.instant(),
                    AuditAction.DECIDE,
                    "transport",
                    mail.queueId(),
                    "not opened for " + account.address(),
                    access.because());
            return new Form(mail, List.of(recipient), List.of(left), Lesson.NONE);
        }
        List<AuditEvent> events = new ArrayList<>();
        Reading.Read read = new DeliveredForm(mail, clock.instant(), events).of(reading.read(mail, account, events));
        boolean opened = read.security().secrecy() == Secrecy.ENCRYPTED;
        List<AuditEvent> lessons = new ArrayList<>();
        Harvest.Learned learned = learned(mail, read, account, lessons);
        Change remembering =
                answers.noting(account.address(), mail, read.security().secrecy(), decided, clock.instant());
        return new Form(
                opened ? mail.withContent(HeaderSection.prepend(read.content(), marks(read, learned))) : mail,
                List.of(recipient),
                events,
                new Lesson(lessons, remembering.and(learned.change()), () -> reading.learnKeys(mail, read)));
    }

    /** What was found, as in mailboxes that lie here. */
    private List<String> marks(Reading.Read read, Harvest.Learned learned) {
        List<String> lines = new ArrayList<>();
        lines.add("Authentication-Results: " + hostName + "; " + read.result());
        lines.addAll(read.fields());
        lines.addAll(warning(learned));
        return lines;
    }
}
