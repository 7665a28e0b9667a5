package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.SealedMail;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Mailboxes;
import org.sealpost.mail.Mailboxes.Place;
import org.sealpost.mail.OrganizationMarks;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RoutingRule;
import org.sealpost.protection.Smime;

/**
 * Puts a message into a mailbox: opens it if the person's key is in the house's custody, verifies its signature, and writes
 * in front what was found, for any mail program to show.
 */
public final class LocalDelivery {
    private static final String INBOX = "INBOX";
    private static final String JUNK = "Junk";

    private final Directory directory;
    private final Mailboxes mailboxes;
    private final Reading reading;
    private final Harvest harvest;
    private final AuditLog auditLog;
    private final String hostName;
    private final Clock clock;
    private final More more;

    /** Our own keys, and the certificates of others that are learned. */
    public record Keys(DomainGateway gateway, Correspondents correspondents) {}

    public LocalDelivery(
            Directory directory,
            Mailboxes mailboxes,
            Smime smime,
            Keys keys,
            AuditLog auditLog,
            String hostName,
            Clock clock) {
        this.directory = directory;
        this.mailboxes = mailboxes;
        this.reading = new Reading(smime, keys.gateway(), clock);
        this.harvest = new Harvest(directory, keys.correspondents(), smime, clock);
        this.auditLog = auditLog;
        this.hostName = hostName;
        this.clock = clock;
        this.more = More.NONE;
    }

    /** What is done besides. */
    private record More(
            Optional<Storing> storing,
            Optional<Filters> filters,
            Answers answers,
            Reports reports,
            Optional<OrganizationSeal> seal,
            Optional<Receipts> receipts) {
        static final More NONE = new More(
                Optional.empty(),
                Optional.empty(),
                new Answers(SealedMail.NONE),
                new Reports(id -> Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    private LocalDelivery(LocalDelivery other, Reading reading, More more) {
        this.directory = other.directory;
        this.mailboxes = other.mailboxes;
        this.reading = reading;
        this.harvest = other.harvest;
        this.auditLog = other.auditLog;
        this.hostName = other.hostName;
        this.clock = other.clock;
        this.more = more;
    }

    private LocalDelivery with(More other) {
        return new LocalDelivery(this, reading, other);
    }

    /** The same, with a say in which form a message lies in its mailbox. */
    public LocalDelivery storing(Storing how) {
        return with(new More(Optional.of(how), more.filters, more.answers, more.reports, more.seal, more.receipts));
    }

    /** The same, reading mail of OpenPGP, too. */
    public LocalDelivery with(OpenPgpMails openPgp) {
        return new LocalDelivery(this, reading.with(openPgp), more);
    }

    /** The same, with people's own filters. */
    public LocalDelivery filtering(Filters own) {
        return with(new More(more.storing, Optional.of(own), more.answers, more.reports, more.seal, more.receipts));
    }

    /** The same, telling what reports say about mail of ours. */
    public LocalDelivery with(Reports known) {
        return with(new More(more.storing, more.filters, more.answers, known, more.seal, more.receipts));
    }

    /** The same, with the mark of Domain Security on what bears it. */
    public LocalDelivery sealing(OrganizationSeal own) {
        return with(new More(more.storing, more.filters, more.answers, more.reports, Optional.of(own), more.receipts));
    }

    /** The same, remembering what came encrypted. */
    public LocalDelivery remembering(Answers known) {
        return with(new More(more.storing, more.filters, known, more.reports, more.seal, more.receipts));
    }

    /** The same, signing for people that a message came. */
    public LocalDelivery with(Receipts signed) {
        return with(new More(more.storing, more.filters, more.answers, more.reports, more.seal, Optional.of(signed)));
    }

    /**
     * In one step the message lies in the INBOX, its recipients have left the queue, and it is written down what was decided
     * for them, opened and verified.
     *
     * @param decided what goes in front in the audit log
     * @param completing the end of the recipients in the queue
     * @throws MailFailure if there is no such mailbox, or it is full; then nothing of all this has happened
     */
    public void deliver(MailObject mail, MailAddress address, List<AuditEvent> decided, Change completing) {
        Account account = directory
                .account(address)
                .orElseThrow(() -> new MailFailure(EnhancedStatus.BAD_MAILBOX, "no mailbox " + address));
        List<AuditEvent> events = new ArrayList<>(decided);
        Reading.Read read = new DeliveredForm(mail, clock.instant(), events).of(reading.read(mail, account, events));
        Harvest.Learned learned = harvest.learn(mail, read, account.address().domain(), events);
        Filters.Filtered filtered = filtered(
                new Filters.Arrival(mail, address, account, read, sender(mail).suspected()), events);
        if (filtered.rejection().isPresent()) {
            // What was decided before is written down with what becomes of the recipient.
            auditLog.append(events.subList(decided.size(), events.size()), learned.change());
            throw new MailFailure(
                    EnhancedStatus.POLICY_REFUSED, filtered.rejection().get());
        }
        Change change = filtered.change()
                .and(more.answers.noting(
                        account.address(), mail, read.security().secrecy(), decided, clock.instant()));
        Optional<Receipts.Told> told = more.receipts.flatMap(one -> one.told(mail, account, read));
        told.ifPresent(one -> events.add(one.event()));
        List<String> marks = marks(mail, read, learned);
        told.ifPresent(one -> marks.add("X-Sealpost-Notice: " + one.notice()));
        marks.addAll(more.seal
                .map(own -> own.fields(mail, account.address(), read.content()))
                .orElse(List.of()));
        Content marked = HeaderSection.prepend(read.content(), marks);
        Content stored = more.storing
                .map(how -> how.stored(mail, account, marked, read.security().secrecy(), events))
                .orElse(marked);
        for (Place place : filtered.places()) {
            events.add(delivered(mail, account, place));
            String first = filtered.places().getFirst().equals(place) ? "" : " " + place.folder();
            change = change.and(mailboxes.appending(
                    account.address(), flagged(place, mail), stored, mail.queueId() + " " + address.key() + first));
        }
        events.addAll(more.reports.told(mail, read, clock.instant()));
        change = change.and(more.reports.keeping(mail, read));
        change = change.and(more.receipts
                .map(one -> one.answering(mail, account, read, events))
                .orElseGet(Change::none));
        auditLog.append(events, change.and(completing).and(learned.change()));
        reading.learnKeys(mail, read);
    }

    /** Only delivery sets the keyword, whatever a filter says. */
    private static Place flagged(Place place, MailObject mail) {
        Stream<String> own = place.flags().stream().filter(flag -> !OrganizationMarks.isKeyword(flag));
        Stream<String> ours = isDomainSecured(mail) ? Stream.of(OrganizationMarks.KEYWORD) : Stream.of();
        return new Place(place.folder(), Stream.concat(own, ours).toList());
    }

    private static boolean isDomainSecured(MailObject mail) {
        return mail.receivedOver() instanceof SessionSecurity.MutualTls mutual
                && mutual.peer().author();
    }

    /** What is suspected lies in the Junk folder, whatever a filter would say. */
    private Filters.Filtered filtered(Filters.Arrival arrival, List<AuditEvent> events) {
        return arrival.suspected()
                ? new Filters.Filtered(List.of(new Place(JUNK, List.of())), Change.none(), Optional.empty())
                : more.filters.map(own -> own.apply(arrival, events)).orElse(Filters.Filtered.INBOX);
    }

    private AuditEvent delivered(MailObject mail, Account account, Place place) {
        return new AuditEvent(
                clock.instant(),
                AuditAction.DELIVER,
                "transport",
                mail.queueId(),
                "into the mailbox of " + account.address()
                        + (place.folder().equals(INBOX) ? "" : ", folder " + place.folder()),
                Stream.concat(
                                Stream.of(Finding.of(RoutingRule.RECIPIENT_HAS_MAILBOX, account.address())),
                                more.storing.flatMap(how -> how.readers(account)).stream())
                        .toList());
    }

    private static AuthenticationResults sender(MailObject mail) {
        return mail.origin() instanceof Origin.Received received ? received.sender() : AuthenticationResults.NONE;
    }

    /** RFC 5321 section 4.4 wants the reverse path in front; RFC 8601 and 7281 tell how to write a verdict down. */
    private List<String> marks(MailObject mail, Reading.Read read, Harvest.Learned learned) {
        List<String> lines = new ArrayList<>();
        lines.add("Return-Path: <"
                + mail.envelope().reversePath().map(MailAddress::toString).orElse("") + ">");
        List<String> results = new ArrayList<>(sender(mail).results());
        results.add(read.result());
        if (mail.receivedOver() instanceof SessionSecurity.MutualTls mutual) {
            results.add("x-tls=pass (" + (isDomainSecured(mail) ? "Domain Secured by " : "the author is not of ")
                    + mutual.peer().domain() + ") x-tls.version=" + mutual.version());
        }
        lines.add("Authentication-Results: " + hostName + "; " + String.join(";\r\n\t", results));
        lines.addAll(read.fields());
        if (!learned.notice().isEmpty()) {
            lines.add("X-Sealpost-Notice: " + learned.notice());
        }
        return lines;
    }
}
