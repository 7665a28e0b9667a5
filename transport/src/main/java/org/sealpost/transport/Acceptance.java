package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.SendingRight;
import org.sealpost.identity.SharedCircle;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailboxList;
import org.sealpost.mail.Origin;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.AuthorPolicy;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.MessageFacts;
import org.sealpost.policy.MessagePolicy;
import org.sealpost.policy.RecipientFacts;
import org.sealpost.policy.RecipientPolicy;
import org.sealpost.policy.SenderFacts;
import org.sealpost.policy.SenderPolicy;

/**
 * Where a message enters the house, from whichever door: judges its sender, its recipients and its header section, and puts
 * it into the queue. What it has accepted is on disk.
 */
public final class Acceptance {
    /** More people than this do not get one message through one group. */
    public static final int GROUP_LIMIT = 10_000;
    /** Whose client waits does not wait for more people than this to be found out. */
    public static final int GROUP_AT_ONCE = 100;
    /** So many members of a large group are looked at before a message to it is accepted. */
    private static final int GROUP_TRIED = 20;
    /** RFC 5321 section 6.3: a server that counts hops lets at least 100 pass. */
    public static final int HOP_LIMIT = 100;

    private final Directory directory;
    private final MailQueue queue;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Supplier<String> queueIds;
    private final NewMail newMail;
    private final SubmissionGate gate;
    private final SharedMailboxes shared;
    private final GroupMembers members;
    private final ServersBehind behind;

    public Acceptance(
            Directory directory,
            MailQueue queue,
            AuditLog auditLog,
            Clock clock,
            Supplier<String> queueIds,
            NewMail newMail,
            SubmissionGate gate) {
        this.directory = directory;
        this.queue = queue;
        this.auditLog = auditLog;
        this.clock = clock;
        this.queueIds = queueIds;
        this.newMail = newMail;
        this.gate = gate;
        this.shared = SharedMailboxes.NONE;
        this.members = new GroupMembers(directory);
        this.behind = ServersBehind.NONE;
    }

    private Acceptance(Acceptance other, SharedMailboxes shared, ServersBehind behind) {
        this.directory = other.directory;
        this.queue = other.queue;
        this.auditLog = other.auditLog;
        this.clock = other.clock;
        this.queueIds = other.queueIds;
        this.newMail = other.newMail;
        this.gate = other.gate;
        this.shared = shared;
        this.members = other.members;
        this.behind = behind;
    }

    /** The same; people may also write in the name of mailboxes that they share. */
    public Acceptance with(SharedMailboxes mailboxes) {
        return new Acceptance(this, mailboxes, behind);
    }

    /** The same in front of other mail servers. */
    public Acceptance with(ServersBehind servers) {
        return new Acceptance(this, shared, servers);
    }

    /** The name that the next message will have; its trace field holds it before the message is accepted. */
    public String newQueueId() {
        return queueIds.get();
    }

    /** {@code trust}: of a client that did not log in. */
    public Decision<AcceptanceVerdict> sender(Origin origin, Optional<MailAddress> reversePath, ClientTrust trust) {
        boolean ours = reversePath
                .map(MailAddress::domain)
                .filter(domain -> directory.isAccepted(domain) || behind.has(domain))
                .isPresent();
        return SenderPolicy.decide(
                new SenderFacts(account(origin), reversePath, ours, sharedBy(origin, reversePath), trust));
    }

    /** Whether the client with this address is a server behind this one that may send for the sender. */
    public boolean isFromBehind(String address, Optional<MailAddress> reversePath) {
        return behind.sends(address, reversePath);
    }

    /**
     * Who wrote the message, if the machine that brought it is believed when it names somebody of that domain. It must name the same
     * person as sender: what a stranger wrote in somebody's name and a filter there sends on has another one, or none.
     *
     * @param address of the machine
     * @param trust of it; a login counts for itself
     */
    public Optional<MailAddress> believedAuthor(
            ClientTrust trust, String address, Optional<MailAddress> reversePath, HeaderSection header) {
        return Author.of(header)
                .filter(author -> reversePath.filter(author::isSameMailbox).isPresent())
                .filter(author -> AuthorPolicy.isBelieved(
                        trust,
                        behind.sends(address, Optional.of(author)),
                        directory.isAccepted(author.domain()) || behind.has(author.domain())));
    }

    /**
     * What comes from the author's own server behind, for somebody whose keys are kept here, goes on as if the author had brought it. Not if
     * it could not have been submitted so: then nobody's key signs.
     */
    public Origin ofPersonBehind(Origin.Received received, HeaderSection header, Content content) {
        return received.author()
                .filter(author -> behind.has(author.domain()))
                .flatMap(directory::account)
                .filter(DirectoryEntry.Account::enabled)
                .<Origin>map(account -> new Origin.Submitted(account.address()))
                .filter(origin -> message(origin, header, content).verdict() instanceof AcceptanceVerdict.Accept)
                .orElse(received);
    }

    /** Judges one recipient, and says who will get the message: the members, if it is a group. */
    public Admission recipient(Origin origin, MailAddress recipient) {
        return recipient(origin, recipient, GROUP_LIMIT, ClientTrust.stranger());
    }

    /** As above, for somebody who waits: of a large group the members are found out later. */
    public Admission recipientAtOnce(Origin origin, MailAddress recipient) {
        return recipientAtOnce(origin, recipient, false, ClientTrust.stranger());
    }

    /**
     * As above.
     *
     * @param asGroup whether each group stays one recipient for now, so that the sender is told of it as one
     * @param trust of a client that did not log in
     */
    public Admission recipientAtOnce(Origin origin, MailAddress recipient, boolean asGroup, ClientTrust trust) {
        return recipient(origin, recipient, asGroup ? 1 : GROUP_AT_ONCE, trust);
    }

    private Admission recipient(Origin origin, MailAddress recipient, int countedTo, ClientTrust trust) {
        boolean ours = directory.isAccepted(recipient.domain());
        Optional<DirectoryEntry> entry =
                ours ? directory.find(recipient).or(() -> readerOf(recipient)) : Optional.empty();
        List<MailAddress> people = entry.map(one -> members.of(one, countedTo)).orElse(List.of(recipient));
        boolean later = countedTo < GROUP_LIMIT && people.size() > countedTo;
        Decision<AcceptanceVerdict> decision = RecipientPolicy.decide(new RecipientFacts(
                        recipient, account(origin).isPresent(), ours, entry, people.size(), GROUP_LIMIT, later)
                .behind(behind.answer(recipient), trust));
        return new Admission(decision, later ? List.of(entry.orElseThrow().address()) : people, later);
    }

    private Optional<DirectoryEntry> readerOf(MailAddress recipient) {
        return RecipientPolicy.readersOf(recipient, directory.domains()).stream()
                .flatMap(reader -> directory.find(reader).stream())
                .findFirst();
    }

    /** Whether another server could deliver to this address now. */
    public boolean takesMailFor(MailAddress address) {
        return recipient(new Origin.Received(""), address).decision().verdict() instanceof AcceptanceVerdict.Accept;
    }

    /**
     * What was decided about one recipient, and to whom the message goes for it.
     *
     * @param isGroup whether that is a group whose members are found out later
     */
    public record Admission(Decision<AcceptanceVerdict> decision, List<MailAddress> deliverTo, boolean isGroup) {
        public Admission {
            deliverTo = List.copyOf(deliverTo);
        }
    }

    public Decision<AcceptanceVerdict> message(Origin origin, HeaderSection header, Content content) {
        Optional<List<MailAddress>> authors = mailboxes(header, "From");
        return MessagePolicy.decide(new MessageFacts(
                account(origin),
                isWhole(header, content),
                authors,
                mailboxes(header, "Sender"),
                header.all("Received").size(),
                HOP_LIMIT,
                sharedBy(origin, authors.flatMap(all -> all.stream().findFirst()))));
    }

    /**
     * Puts the message into the queue. It is on disk, with a line in the audit log, when this returns.
     *
     * @throws MailFailure 5.7.1 if a submitted message cannot go to all its recipients as it must; nothing was sent then
     */
    public void accept(MailObject mail, List<Finding> because) {
        MailObject entering = inNameOfAuthor(mail);
        List<Preview.Plan> plans = entering.origin() instanceof Origin.Submitted ? admitted(entering) : List.of();
        AuditEvent event = new AuditEvent(
                clock.instant(),
                AuditAction.ACCEPT,
                actor(mail.origin()),
                mail.queueId(),
                outcome(mail),
                Stream.of(because, FiveLegs.came(mail, because), HopsBefore.of(mail))
                        .flatMap(List::stream)
                        .toList());
        newMail.enter(
                queue,
                entering,
                plans,
                (change, decided) -> auditLog.append(
                        Stream.concat(Stream.of(event), decided.stream()).toList(), change));
    }

    /** What was decided for each recipient; nothing if that is found out later. */
    private List<Preview.Plan> admitted(MailObject mail) {
        MailObject asked = previewed(mail);
        SubmissionGate.Answer answer = gate.ask(asked);
        answer.refusal().ifPresent(refusal -> refuse(mail, refusal));
        return asked.equals(mail) ? answer.plans() : List.of();
    }

    /** The first members of large groups stand for all; what is refused for others later comes back to the sender. */
    private MailObject previewed(MailObject mail) {
        Envelope envelope = mail.envelope();
        if (envelope.groups().isEmpty()) {
            return mail;
        }
        List<MailAddress> tried = envelope.recipients().stream()
                .flatMap(recipient -> envelope.groups().contains(recipient)
                        ? directory.find(recipient).stream().flatMap(group -> members.of(group, GROUP_TRIED).stream())
                        : Stream.of(recipient))
                .distinct()
                .toList();
        return tried.isEmpty() ? mail : mail.withEnvelope(envelope.to(tried));
    }

    /** What is written in the name of a shared mailbox is from here on that mailbox's mail, signed with its key. */
    private MailObject inNameOfAuthor(MailObject mail) {
        Optional<MailAddress> author = Author.of(HeaderSection.of(mail.content()));
        return sharedBy(mail.origin(), author).stream()
                .filter(right -> author.filter(right.mailbox()::owns).isPresent())
                .findFirst()
                .map(right ->
                        mail.withOrigin(new Origin.Submitted(right.mailbox().address())))
                .orElse(mail);
    }

    /** The shared mailboxes in whose name somebody may write; nobody asks where they write in their own. */
    private List<SendingRight> sharedBy(Origin origin, Optional<MailAddress> named) {
        if (named.isEmpty() || shared.memberships().isEmpty()) {
            return List.of();
        }
        return account(origin)
                .filter(account -> !account.owns(named.get()))
                .map(account -> SharedCircle.sending(directory, shared, account))
                .orElse(List.of());
    }

    /** Notes that one of our own people was refused, so that it can be explained to them. */
    public void recordRefusal(Origin origin, AcceptanceVerdict.Refuse refusal, List<Finding> because) {
        auditLog.append(new AuditEvent(
                clock.instant(), AuditAction.REFUSE, actor(origin), actor(origin), refusal.text(), because));
    }

    /** Where a postmaster without domain lives, RFC 5321 section 4.5.1. */
    public Optional<Domain> mainDomain() {
        return directory.domains().stream().findFirst();
    }

    private void refuse(MailObject mail, SubmissionGate.Refusal refusal) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.REFUSE,
                actor(mail.origin()),
                mail.queueId(),
                refusal.words(),
                refusal.because()));
        throw new MailFailure(EnhancedStatus.POLICY_REFUSED, refusal.words());
    }

    private Optional<DirectoryEntry.Account> account(Origin origin) {
        return switch (origin) {
            case Origin.Submitted(MailAddress account) ->
                Optional.of(directory
                        .account(account)
                        .orElseThrow(() -> new IllegalStateException("no account " + account)));
            case Origin.Received received -> Optional.empty();
            case Origin.Forwarded forwarded -> directory.account(forwarded.account());
            case Origin.Internal internal -> Optional.empty();
        };
    }

    /** Whether the fields end at an empty line or with the content; else a line in between was no field. */
    private static boolean isWhole(HeaderSection header, Content content) {
        long fields =
                header.fields().stream().mapToLong(field -> field.raw().length).sum();
        return fields < header.lengthBytes() || header.lengthBytes() == content.sizeBytes();
    }

    /** All mailboxes in all fields of this name; empty if one of them cannot be read. */
    private static Optional<List<MailAddress>> mailboxes(HeaderSection header, String name) {
        List<MailAddress> found = new ArrayList<>();
        try {
            for (HeaderField field : header.all(name)) {
                found.addAll(MailboxList.parse(field.value()));
            }
            return Optional.of(found);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String actor(Origin origin) {
        return switch (origin) {
            case Origin.Submitted(MailAddress account) -> account.toString();
            case Origin.Received received -> received.peer();
            case Origin.Forwarded forwarded -> forwarded.account().toString();
            case Origin.Internal() -> "transport";
        };
    }

    private static String outcome(MailObject mail) {
        int recipients = mail.envelope().recipients().size();
        String sender = mail.envelope().reversePath().map(MailAddress::toString).orElse("<>");
        String to = recipients == 1 ? mail.envelope().recipients().getFirst().toString() : recipients + " recipients";
        return "accepted from " + sender + " to " + to + ", " + mail.content().sizeBytes() + " bytes";
    }
}
