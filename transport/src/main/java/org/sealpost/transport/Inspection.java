package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.AccessFacts;
import org.sealpost.policy.AccessPolicy;
import org.sealpost.policy.AccessVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionFacts.Release;
import org.sealpost.policy.InspectionRule;
import org.sealpost.policy.InspectionSettings;
import org.sealpost.policy.InspectionSettings.Encrypted;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.Quarantine;
import org.sealpost.policy.Scan;
import org.sealpost.policy.Sight;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.LayeredMessage;
import org.sealpost.protection.SignedMessage;
import org.sealpost.protection.SignedParts;
import org.sealpost.protection.Smime;
import org.sealpost.protection.VerifiedFor;

/**
 * Looks into messages on their way: opens a copy of encrypted ones if that is wanted, and shows it to the scanners. What goes on is
 * never the copy. Each opening is written down before anybody sees what was opened.
 */
public final class Inspection {
    /** Keys of more people than this are not tried for one message. */
    private static final int PEOPLE_LIMIT = 20;

    private final Wanted wanted;
    private final Keys keys;
    private final Smime smime;
    private final Quarantine quarantine;
    private final AuditLog auditLog;
    private final Clock clock;

    /**
     * What is set up.
     *
     * @param inspectors accounts whose keys open for inspection what is encrypted to them, whoever else it is for
     */
    public record Wanted(InspectionSettings settings, List<Scanner> scanners, List<MailAddress> inspectors) {
        public Wanted {
            scanners = List.copyOf(scanners);
            inspectors = List.copyOf(inspectors);
        }
    }

    /** With what copies are opened. */
    public record Keys(Directory directory, DomainGateway gateway, KeyAccess access, Optional<OpenPgpMails> openPgp) {}

    public Inspection(Wanted wanted, Keys keys, Smime smime, Quarantine quarantine, AuditLog auditLog, Clock clock) {
        this.wanted = wanted;
        this.keys = keys;
        this.smime = smime;
        this.quarantine = quarantine;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * What was seen of a message.
     *
     * @param readable the message, or the copy of it that was opened; for those who look, never to be delivered
     */
    record Seen(
            Sight sight, Content readable, List<Scan> scans, Optional<Release> release, InspectionSettings settings) {
        Seen {
            scans = List.copyOf(scans);
        }

        /** Nobody looked. */
        static Seen nothingOf(Content content) {
            return new Seen(new Sight.Clear(), content, List.of(), Optional.empty(), InspectionSettings.STANDARD);
        }
    }

    /** Whether messages are looked into at all. */
    boolean looks(ProtectionRules rules) {
        return !wanted.scanners().isEmpty()
                || RuleTraits.asksForParts(rules)
                || wanted.settings().encrypted() == Encrypted.QUARANTINE;
    }

    Seen look(MailObject mail, ProtectionRules rules) {
        Optional<Release> release =
                QuarantineDesk.mayBeReleased(mail) ? quarantine.releaseOf(mail.queueId()) : Optional.empty();
        if (mail.origin() instanceof Origin.Internal || !looks(rules)) {
            return new Seen(new Sight.Clear(), mail.content(), List.of(), release, wanted.settings());
        }
        Opened opened = opened(mail);
        List<Scan> scans = wanted.scanners().stream()
                .map(scanner -> scanner.scan(opened.readable()))
                .toList();
        return new Seen(opened.sight(), opened.readable(), scans, release, wanted.settings());
    }

    private record Opened(Sight sight, Content readable) {}

    private Opened opened(MailObject mail) {
        // What is signed in one block is no secret: anybody can take it out.
        Content unwrapped =
                smime.signed(mail.content()).flatMap(SignedMessage::inner).orElse(mail.content());
        if (!isEncrypted(mail.content()) && !SignedParts.isAnySealed(unwrapped)) {
            return new Opened(new Sight.Clear(), unwrapped);
        }
        return wanted.settings().encrypted() == Encrypted.INSPECT
                ? withKeys(mail).orElseGet(() -> new Opened(new Sight.Closed(), unwrapped))
                : new Opened(new Sight.LeftClosed(), unwrapped);
    }

    private boolean isEncrypted(Content content) {
        return smime.inspect(content) instanceof Protection.Encrypted;
    }

    /** With the keys of those for whom it is, one after the other, as far as the organisation keeps them; then the inspectors'. */
    private Optional<Opened> withKeys(MailObject mail) {
        for (Account account : people(mail)) {
            LayeredMessage message = smime.layers(
                    mail.content(),
                    Optional.of(() -> decryptionKeys(account)),
                    new VerifiedFor(mail.receivedAt(), Optional.empty()),
                    keys.openPgp().map(one -> one.layers(account.address(), true)));
            Optional<String> key = lastKey(message);
            if (key.isPresent()) {
                record(mail, account, key.get());
                boolean whole = isOpen(message) && !SignedParts.isAnySealed(message.readable());
                return Optional.of(
                        new Opened(whole ? new Sight.Opened(key.get()) : new Sight.Closed(), message.readable()));
            }
        }
        return Optional.empty();
    }

    private List<DecryptionKey> decryptionKeys(Account account) {
        List<DecryptionKey> all = new ArrayList<>(keys.gateway().keysFor(account.address()));
        wanted.inspectors().forEach(inspector -> all.addAll(keys.access().decryptionKeys(inspector)));
        return all;
    }

    private List<Account> people(MailObject mail) {
        Map<String, Account> people = new LinkedHashMap<>();
        Stream.of(mail.envelope().recipients().stream(), mail.origin().ours().stream(), wanted.inspectors().stream())
                .flatMap(some -> some)
                .flatMap(address -> keys.directory().account(address).stream())
                .filter(Inspection::mayBeOpened)
                .limit(PEOPLE_LIMIT)
                .forEach(account -> people.putIfAbsent(account.address().key(), account));
        return List.copyOf(people.values());
    }

    private static boolean mayBeOpened(Account account) {
        return AccessPolicy.decide(new AccessFacts(account.custody(), new Protection.Encrypted()))
                        .verdict()
                == AccessVerdict.OPEN;
    }

    private static Optional<String> lastKey(LayeredMessage message) {
        return message.layers().stream()
                .flatMap(layer -> layer instanceof MessageLayer.Encrypted(EncryptionCheck.Opened opened)
                        ? Stream.of(opened.certificate())
                        : Stream.empty())
                .reduce((first, second) -> second);
    }

    /** Whether every encryption around it was opened. */
    private static boolean isOpen(LayeredMessage message) {
        return message.layers().stream()
                .allMatch(layer -> !(layer instanceof MessageLayer.Encrypted(EncryptionCheck check))
                        || check instanceof EncryptionCheck.Opened);
    }

    private void record(MailObject mail, Account account, String key) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.DECRYPT,
                "inspection",
                mail.queueId(),
                "a copy was opened for inspection, with a key for mail to " + account.address(),
                List.of(Finding.of(InspectionRule.OPENED_FOR_INSPECTION, key))));
    }
}
