package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Mailboxes;
import org.sealpost.policy.AccessFacts;
import org.sealpost.policy.AccessPolicy;
import org.sealpost.policy.AccessRule;
import org.sealpost.policy.AccessVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RoutingRule;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.Opening;
import org.sealpost.protection.SignedMessage;
import org.sealpost.protection.Smime;
import org.sealpost.protection.Verification;

/**
 * Puts a message into a mailbox: opens it if the person's key is in the house's custody, verifies its signature, and writes
 * in front what was found, for any mail program to show.
 */
public final class LocalDelivery {
    private static final String INBOX = "INBOX";

    private final Directory directory;
    private final Mailboxes mailboxes;
    private final Smime smime;
    private final KeyAccess keys;
    private final AuditLog auditLog;
    private final String hostName;
    private final Clock clock;

    public LocalDelivery(
            Directory directory,
            Mailboxes mailboxes,
            Smime smime,
            KeyAccess keys,
            AuditLog auditLog,
            String hostName,
            Clock clock) {
        this.directory = directory;
        this.mailboxes = mailboxes;
        this.smime = smime;
        this.keys = keys;
        this.auditLog = auditLog;
        this.hostName = hostName;
        this.clock = clock;
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
        Decision<AccessVerdict> access =
                AccessPolicy.decide(new AccessFacts(account.custody(), smime.inspect(mail.content())));
        List<AuditEvent> events = new ArrayList<>(decided);
        Read read = read(mail, account, access, events);
        events.add(new AuditEvent(
                clock.instant(),
                AuditAction.DELIVER,
                "transport",
                mail.queueId(),
                "into the mailbox of " + account.address(),
                List.of(Finding.of(RoutingRule.RECIPIENT_HAS_MAILBOX, account.address()))));
        Change appending = mailboxes.appending(
                account.address(),
                INBOX,
                HeaderSection.prepend(read.content, marks(mail, read)),
                mail.queueId() + " " + address.key());
        auditLog.append(events, appending.and(completing));
    }

    private Read read(MailObject mail, Account account, Decision<AccessVerdict> access, List<AuditEvent> events) {
        Instant now = clock.instant();
        return switch (access.verdict()) {
            case LEAVE -> verified(new Read(mail.content(), "", ""), mail, account, events);
            case OPEN -> {
                Opening opening = smime.open(mail.content(), keys.decryptionKeys(account.address()));
                events.add(new AuditEvent(
                        now,
                        AuditAction.DECRYPT,
                        "transport",
                        mail.queueId(),
                        outcome(opening, account),
                        access.because()));
                yield opening instanceof Opening.Opened opened
                        ? verified(
                                new Read(opened.content(), "encrypted with " + opened.cipher(), ""),
                                mail,
                                account,
                                events)
                        : new Read(mail.content(), "encrypted, not opened here", "");
            }
        };
    }

    /** OpenPGP signatures are not ours to judge: to say that they cannot be read would make good mail look bad. */
    private Read verified(Read read, MailObject mail, Account account, List<AuditEvent> events) {
        Optional<SignedMessage> signed = smime.signed(read.content);
        if (signed.isEmpty()) {
            return read;
        }
        Verification verification = signed.get()
                .verify(mail.receivedAt(), Optional.of(account.address().domain()));
        Decision<AccessVerdict> unwrapping = AccessPolicy.decideOpaque(account.custody());
        // The verdict stands in front of the message; a mail program without S/MIME sees nothing of an opaque
        // signature.
        Optional<Content> inner =
                unwrapping.verdict() == AccessVerdict.OPEN ? signed.get().inner() : Optional.empty();
        List<Finding> because = new ArrayList<>(List.of(Finding.of(AccessRule.SIGNATURE_FOUND)));
        verification.chain().map(TrustPolicy::finding).ifPresent(because::add);
        inner.ifPresent(ignored -> because.addAll(unwrapping.because()));
        events.add(new AuditEvent(
                clock.instant(),
                AuditAction.VERIFY,
                "transport",
                mail.queueId(),
                Signatures.words(verification.check()),
                because));
        return new Read(inner.orElse(read.content), read.encryption, Signatures.result(verification.check()));
    }

    /** RFC 5321 section 4.4 wants the reverse path in front; RFC 8601 and 7281 tell how to write a verdict down. */
    private List<String> marks(MailObject mail, Read read) {
        List<String> lines = new ArrayList<>();
        lines.add("Return-Path: <"
                + mail.envelope().reversePath().map(MailAddress::toString).orElse("") + ">");
        lines.add("Authentication-Results: " + hostName + "; "
                + (read.signature.isEmpty() ? "smime=none" : read.signature));
        if (!read.encryption.isEmpty()) {
            lines.add("X-Sealpost-Encryption: " + read.encryption);
        }
        return lines;
    }

    private static String outcome(Opening opening, Account account) {
        return switch (opening) {
            case Opening.Opened opened ->
                "opened for " + account.address() + " with the key of certificate " + opened.keyFingerprint();
            case Opening.NoKey() -> "not opened for " + account.address() + ": encrypted to no key of this account";
            case Opening.Unreadable() -> "not opened for " + account.address() + ": damaged or in an unknown form";
            case Opening.NotEncrypted() -> "not opened for " + account.address() + ": not encrypted with S/MIME";
        };
    }

    /** The message as the person gets it, and what was found on the way to it. */
    private record Read(Content content, String encryption, String signature) {}
}
