package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Change;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Protection;
import org.sealpost.policy.AccessPolicy;
import org.sealpost.policy.AccessVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.protection.Smime;

/**
 * Opens what comes encrypted for people whose keys are kept here and whose mailboxes lie on a server behind, before it goes there. What
 * was encrypted never goes on in clear: it is opened only where the connection to that server must be encrypted.
 */
public final class PeopleBehind {
    private final Directory directory;
    private final RelayDomains domains;
    private final Reading reading;
    private final Smime smime;
    private final Answers answers;
    private final String hostName;
    private final Clock clock;

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
    }

    private PeopleBehind(PeopleBehind other, Reading reading) {
        this.directory = other.directory;
        this.domains = other.domains;
        this.reading = reading;
        this.smime = other.smime;
        this.answers = other.answers;
        this.hostName = other.hostName;
        this.clock = other.clock;
    }

    /** The same, that opens what is encrypted with OpenPGP, too. */
    public PeopleBehind with(OpenPgpMails openPgp) {
        return new PeopleBehind(this, reading.with(openPgp));
    }

    /**
     * One form in which a message goes on.
     *
     * @param opened what was done for it, to be written down when it is gone
     * @param remembering that it came encrypted
     */
    record Form(MailObject mail, List<MailAddress> recipients, List<AuditEvent> opened, Change remembering) {
        Form {
            recipients = List.copyOf(recipients);
            opened = List.copyOf(opened);
        }

        static Form same(MailObject mail, List<MailAddress> recipients) {
            return new Form(mail, recipients, List.of(), Change.none());
        }
    }

    /** Everybody for whom it is opened gets it apart; {@code protectedWay}: whether connections to these servers are never in clear. */
    List<Form> forms(
            MailObject mail,
            List<MailAddress> recipients,
            List<AuditEvent> decided,
            Predicate<RelayDomain> protectedWay) {
        if (!(smime.inspect(mail.content()) instanceof Protection.Encrypted)) {
            return List.of(Form.same(mail, recipients));
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
            return new Form(mail, List.of(recipient), List.of(left), Change.none());
        }
        List<AuditEvent> events = new ArrayList<>();
        Reading.Read read = new DeliveredForm(mail, clock.instant(), events).of(reading.read(mail, account, events));
        boolean opened = read.security().secrecy() == Secrecy.ENCRYPTED;
        return new Form(
                opened ? mail.withContent(HeaderSection.prepend(read.content(), marks(read))) : mail,
                List.of(recipient),
                events,
                answers.noting(account.address(), mail, read.security().secrecy(), decided, clock.instant()));
    }

    /** What was found, as in mailboxes that lie here. */
    private List<String> marks(Reading.Read read) {
        List<String> lines = new ArrayList<>();
        lines.add("Authentication-Results: " + hostName + "; " + read.result());
        lines.addAll(read.fields());
        return lines;
    }
}
