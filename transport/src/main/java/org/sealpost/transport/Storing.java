package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.SealedStorage;
import org.sealpost.identity.SharedCircle;
import org.sealpost.identity.SharedCircle.Person;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.SharedRule;
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
    private final SharedMailboxes shared;

    public Storing(
            SealedStorage storage,
            SharedMailboxes shared,
            Directory directory,
            CertificateRepository certificates,
            Smime smime,
            Clock clock) {
        this.storage = storage;
        this.shared = shared;
        this.directory = directory;
        this.certificates = certificates;
        this.smime = smime;
        this.clock = clock;
    }

    /** Who reads what lies in a shared mailbox; nothing to tell of the mailbox of one person. */
    Optional<Finding> readers(Account account) {
        return shared.isShared(account.address())
                ? Optional.of(Finding.of(
                        SharedRule.SHARED_MAILBOX_READ_BY,
                        account.address(),
                        people(account).stream()
                                .map(one -> one.account().address().toString())
                                .collect(Collectors.joining(", "))))
                : Optional.empty();
    }

    private List<Person> people(Account account) {
        return SharedCircle.of(directory, shared.members(account.address())).stream()
                .filter(Person::reads)
                .toList();
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
        Map<MailAddress, List<Certificate>> ofReaders = new LinkedHashMap<>();
        people(account)
                .forEach(one -> ofReaders.put(
                        one.account().address(), certificates.find(one.account().address())));
        Decision<StorageVerdict> decision =
                StoragePolicy.decide(new StorageFacts(wanted, secrecy, facts(known), readers(ofReaders), now));
        return switch (decision.verdict()) {
            case StorageVerdict.Keep() -> readable;
            case StorageVerdict.Defer() ->
                throw new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY,
                        Explanation.sentences(decision.because(), java.util.Locale.ENGLISH));
            case StorageVerdict.Seal(CertificateFacts own, List<CertificateFacts> others) -> {
                List<Certificate> all = Stream.concat(
                                known.stream(), ofReaders.values().stream().flatMap(List::stream))
                        .toList();
                List<Certificate> chosen = Stream.concat(Stream.of(own), others.stream())
                        .map(facts -> all.stream()
                                .filter(one -> one.facts().equals(facts))
                                .findFirst()
                                .orElseThrow())
                        .toList();
                events.add(new AuditEvent(
                        now,
                        AuditAction.ENCRYPT,
                        "transport",
                        mail.queueId(),
                        "sealed in the mailbox of " + account.address(),
                        decision.because()));
                yield smime.encrypt(readable, chosen, EncryptionFormat.CONSERVATIVE);
            }
        };
    }

    private static List<CertificateFacts> facts(List<Certificate> known) {
        return known.stream().map(Certificate::facts).toList();
    }

    private static List<StorageFacts.Reader> readers(Map<MailAddress, List<Certificate>> ofReaders) {
        return ofReaders.entrySet().stream()
                .map(one -> new StorageFacts.Reader(one.getKey(), facts(one.getValue())))
                .toList();
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
