package org.sealpost.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;

/** Decides whether the house takes a message for a recipient. */
public final class RecipientPolicy {
    private static final EnhancedStatus DISABLED = new EnhancedStatus(5, 2, 1);
    private static final EnhancedStatus INNER_SILENT = new EnhancedStatus(4, 4, 1);
    private static final EnhancedStatus GROUP_PROBLEM = new EnhancedStatus(5, 2, 4);

    /** Addresses that every domain has, without case: RFC 5321 section 4.5.1 and RFC 2142 section 5. */
    public static final List<String> ROLES = List.of("postmaster", "abuse");

    private RecipientPolicy() {}

    /**
     * Who reads the mail of a role that the directory does not know, first choice first: the postmaster of the domain, then
     * those of our other domains. Nobody for an address that is no role.
     */
    public static List<MailAddress> readersOf(MailAddress address, List<Domain> ours) {
        boolean isRole = ROLES.stream().anyMatch(address.localPart()::equalsIgnoreCase);
        return isRole
                ? Stream.concat(Stream.of(address.domain()), ours.stream())
                        .distinct()
                        .map(domain -> new MailAddress(ROLES.getFirst(), domain))
                        .toList()
                : List.of();
    }

    public static Decision<AcceptanceVerdict> decide(RecipientFacts facts) {
        MailAddress recipient = facts.recipient();
        if (facts.inner().isPresent()) {
            return behind(recipient, facts.inner().get());
        }
        if (!facts.domainIsOurs()) {
            return outside(facts);
        }
        return facts.entry().map(entry -> inHouse(facts, entry)).orElseGet(() -> unknown(recipient));
    }

    private static Decision<AcceptanceVerdict> outside(RecipientFacts facts) {
        MailAddress recipient = facts.recipient();
        if (facts.loggedIn()) {
            return accept(RecipientRule.RECIPIENT_OUTSIDE, recipient);
        }
        return switch (facts.trust()) {
            case ClientTrust.InnerHost() -> accept(RecipientRule.RECIPIENT_OUTSIDE_FOR_INNER_HOST, recipient);
            case ClientTrust.Machine machine
            when machine.rights().relay() ->
                accept(RecipientRule.RECIPIENT_OUTSIDE_FOR_MACHINE, recipient, machine.connector());
            case ClientTrust.Machine machine -> noRelay(recipient);
            case ClientTrust.Stranger() -> noRelay(recipient);
        };
    }

    private static Decision<AcceptanceVerdict> noRelay(MailAddress recipient) {
        return refuse(
                EnhancedStatus.POLICY_REFUSED,
                "no relaying: " + recipient.domain() + " is not served here",
                RecipientRule.NO_RELAY,
                recipient);
    }

    /** Of a domain whose mailboxes lie on another server. */
    private static Decision<AcceptanceVerdict> behind(MailAddress recipient, InnerAnswer answer) {
        return switch (answer) {
            case TAKES -> accept(RecipientRule.RECIPIENT_IS_INSIDE, recipient);
            case NOT_ASKED -> accept(RecipientRule.RECIPIENT_INSIDE_NOT_ASKED, recipient, recipient.domain());
            case REFUSES ->
                refuse(
                        EnhancedStatus.BAD_MAILBOX,
                        "there is no mailbox " + recipient,
                        RecipientRule.RECIPIENT_UNKNOWN_INSIDE,
                        recipient);
            case SILENT ->
                Decision.of(
                        new AcceptanceVerdict.Refuse(
                                451, INNER_SILENT, "the mailbox cannot be verified now, try again later"),
                        RecipientRule.INNER_HOST_SILENT,
                        recipient);
        };
    }

    private static boolean answersTo(DirectoryEntry entry, MailAddress address) {
        return entry instanceof DirectoryEntry.Account account
                ? account.owns(address)
                : entry.address().isSameMailbox(address);
    }

    private static Decision<AcceptanceVerdict> inHouse(RecipientFacts facts, DirectoryEntry entry) {
        Decision<AcceptanceVerdict> decision = ofEntry(facts, entry);
        if (answersTo(entry, facts.recipient())) {
            return decision;
        }
        List<Finding> because = new ArrayList<>(
                List.of(Finding.of(RecipientRule.RECIPIENT_IS_ROLE, facts.recipient(), entry.address())));
        because.addAll(decision.because());
        return new Decision<>(decision.verdict(), because);
    }

    private static Decision<AcceptanceVerdict> ofEntry(RecipientFacts facts, DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Account account ->
                account.enabled()
                        ? accept(RecipientRule.RECIPIENT_IS_ACCOUNT, facts.recipient(), account.address())
                        : refuse(
                                DISABLED,
                                facts.recipient() + " does not take mail any more",
                                RecipientRule.RECIPIENT_DISABLED,
                                facts.recipient());
            case DirectoryEntry.Group group -> group(facts, group);
            // A contact under one of our own domains has no mailbox here, and there is nowhere else to take it.
            case DirectoryEntry.Contact contact -> unknown(facts.recipient());
        };
    }

    private static Decision<AcceptanceVerdict> group(RecipientFacts facts, DirectoryEntry.Group group) {
        if (facts.groupSize() == 0) {
            return refuse(
                    GROUP_PROBLEM,
                    "the group " + group.address() + " has no member who takes mail",
                    RecipientRule.GROUP_IS_EMPTY,
                    group.address());
        }
        if (facts.groupSize() > facts.groupLimit()) {
            return refuse(
                    GROUP_PROBLEM,
                    "the group " + group.address() + " has more than " + facts.groupLimit() + " members",
                    RecipientRule.GROUP_IS_TOO_LARGE,
                    group.address(),
                    facts.groupLimit());
        }
        return facts.expandedLater()
                ? accept(RecipientRule.GROUP_IS_EXPANDED_LATER, group.address())
                : accept(RecipientRule.RECIPIENT_IS_GROUP, group.address(), facts.groupSize());
    }

    private static Decision<AcceptanceVerdict> unknown(MailAddress recipient) {
        return refuse(
                EnhancedStatus.BAD_MAILBOX,
                "there is no mailbox " + recipient,
                RecipientRule.RECIPIENT_UNKNOWN,
                recipient);
    }

    private static Decision<AcceptanceVerdict> accept(RecipientRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Accept(), rule, facts);
    }

    private static Decision<AcceptanceVerdict> refuse(
            EnhancedStatus status, String text, RecipientRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Refuse(550, status, text), rule, facts);
    }
}
