package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.SealedStorage;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.StorageFacts;
import org.sealpost.policy.StoragePolicy;
import org.sealpost.policy.StorageVerdict;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Smime;

/** Gives a message the form in which it lies in the mailbox: readable, or sealed to its owner. */
public final class Storing {
    private final SealedStorage storage;
    private final Directory directory;
    private final CertificateRepository certificates;
    private final Smime smime;
    private final Clock clock;

    public Storing(
            SealedStorage storage, Directory directory, CertificateRepository certificates, Smime smime, Clock clock) {
        this.storage = storage;
        this.directory = directory;
        this.certificates = certificates;
        this.smime = smime;
        this.clock = clock;
    }

    /**
     * The content as it is stored; that it was sealed goes into the events.
     *
     * @throws MailFailure 4.3.0 if it must be sealed and there is no certificate yet
     */
    Content stored(MailObject mail, Account account, Content readable, Secrecy secrecy, List<AuditEvent> events) {
        Optional<Trustee> wanted = wantedFor(account);
        if (wanted.isEmpty()) {
            return readable;
        }
        Instant now = clock.instant();
        List<Certificate> known = certificates.find(account.address());
        Decision<StorageVerdict> decision = StoragePolicy.decide(new StorageFacts(
                wanted, secrecy, known.stream().map(Certificate::facts).toList(), now));
        return switch (decision.verdict()) {
            case StorageVerdict.Keep() -> readable;
            case StorageVerdict.Defer() ->
                throw new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY,
                        Explanation.sentences(decision.because(), java.util.Locale.ENGLISH));
            case StorageVerdict.Seal(var chosen) -> {
                Certificate certificate = known.stream()
                        .filter(one -> one.facts().equals(chosen))
                        .findFirst()
                        .orElseThrow();
                events.add(new AuditEvent(
                        now,
                        AuditAction.ENCRYPT,
                        "transport",
                        mail.queueId(),
                        "sealed in the mailbox of " + account.address(),
                        decision.because()));
                yield smime.encrypt(readable, List.of(certificate), EncryptionFormat.CONSERVATIVE);
            }
        };
    }

    private Optional<Trustee> wantedFor(Account account) {
        List<Trustee> all = storage.sealed();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        boolean asksForGroups = all.stream().anyMatch(one -> one.kind() == Trustee.Kind.GROUP);
        Enrollee enrollee = Enrollee.of(account, asksForGroups ? directory.groupsOf(account) : Set.of());
        return all.stream().filter(one -> one.includes(enrollee)).findFirst();
    }
}
