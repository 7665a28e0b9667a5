package org.sealpost.transport;

import java.time.Clock;
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
import org.sealpost.identity.SharedRight;
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
import org.sealpost.policy.DraftFacts;
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
        Decided decided = decided(account, wanted, secrecy);
        Content stored = decided.give(readable);
        if (decided.decision().verdict() instanceof StorageVerdict.Seal) {
            events.add(new AuditEvent(
                    clock.instant(),
                    AuditAction.ENCRYPT,
                    "transport",
                    mail.queueId(),
                    "sealed in the mailbox of " + account.address(),
                    decided.decision().because()));
        }
        return stored;
    }

    /** Whether anybody's mail is stored sealed. */
    boolean wantsAnything() {
        return !storage.sealed().isEmpty();
    }

    /** What somebody writes on, sealed to its author if that is wanted; otherwise as it is. */
    Content draft(Account author, Content content, boolean encrypted, boolean answersSealed) {
        List<Certificate> known = certificates.find(author.address());
        Decision<StorageVerdict> decision = StoragePolicy.decideDraft(
                new DraftFacts(author.custody(), encrypted, answersSealed, facts(known), clock.instant()));
        return new Decided(decision, known, Map.of()).give(content);
    }

    /** What is wanted for readable mail of somebody who is asked about now. */
    Decided decided(Account account) {
        return decided(account, wantedFor(account), Secrecy.CLEAR);
    }

    private Decided decided(Account account, Optional<Trustee> wanted, Secrecy secrecy) {
        List<Certificate> known = wanted.isEmpty() ? List.of() : certificates.find(account.address());
        Map<MailAddress, List<Certificate>> ofReaders = new LinkedHashMap<>();
        if (wanted.isPresent()) {
            people(account)
                    .forEach(one -> ofReaders.put(
                            one.account().address(),
                            certificates.find(one.account().address())));
        }
        return new Decided(
                StoragePolicy.decide(
                        new StorageFacts(wanted, secrecy, facts(known), readers(ofReaders), clock.instant())),
                known,
                ofReaders);
    }

    /** A decision, with the certificates that it is about. */
    final class Decided {
        private final Decision<StorageVerdict> decision;
        private final List<Certificate> known;
        private final Map<MailAddress, List<Certificate>> ofReaders;

        private Decided(
                Decision<StorageVerdict> decision,
                List<Certificate> known,
                Map<MailAddress, List<Certificate>> ofReaders) {
            this.decision = decision;
            this.known = known;
            this.ofReaders = ofReaders;
        }

        Decision<StorageVerdict> decision() {
            return decision;
        }

        /** For whom it is sealed beside its owner. */
        List<MailAddress> readers() {
            return decision.verdict() instanceof StorageVerdict.Seal seal
                    ? ofReaders.entrySet().stream()
                            .filter(one -> one.getValue().stream()
                                    .anyMatch(certificate -> seal.readers().contains(certificate.facts())))
                            .map(Map.Entry::getKey)
                            .toList()
                    : List.of();
        }

        /** Readable content in the form that was decided on. */
        Content give(Content readable) {
            return switch (decision.verdict()) {
                case StorageVerdict.Keep() -> readable;
                case StorageVerdict.Defer() ->
                    throw new MailFailure(
                            EnhancedStatus.OTHER_TEMPORARY,
                            Explanation.sentences(decision.because(), java.util.Locale.ENGLISH));
                case StorageVerdict.Seal(CertificateFacts own, List<CertificateFacts> others) -> {
                    List<Certificate> chosen = Stream.concat(
                                    Stream.of(certificate(known.stream(), own)),
                                    others.stream()
                                            .map(one -> certificate(
                                                    ofReaders.values().stream().flatMap(List::stream), one)))
                            .toList();
                    yield SealedForm.marked(
                            smime.encrypt(SealedForm.remembering(readable), chosen, EncryptionFormat.CONSERVATIVE),
                            readers());
                }
            };
        }

        private static Certificate certificate(Stream<Certificate> certificates, CertificateFacts chosen) {
            return certificates
                    .filter(one -> one.facts().equals(chosen))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<CertificateFacts> facts(List<Certificate> known) {
        return known.stream().map(Certificate::facts).toList();
    }

    private static List<StorageFacts.Reader> readers(Map<MailAddress, List<Certificate>> ofReaders) {
        return ofReaders.entrySet().stream()
                .map(one -> new StorageFacts.Reader(one.getKey(), facts(one.getValue())))
                .toList();
    }

    /** Everybody whose mail may be wanted sealed now; who shares no trait with those that are named is not among them. */
    List<Account> meant() {
        Map<String, Account> found = new LinkedHashMap<>();
        for (Trustee trustee : storage.sealed()) {
            for (Account account : meant(trustee)) {
                found.putIfAbsent(account.address().key(), account);
            }
        }
        return List.copyOf(found.values());
    }

    private List<Account> meant(Trustee trustee) {
        return switch (trustee.kind()) {
            case USER ->
                directory.account(MailAddress.parse(trustee.name())).stream().toList();
            case GROUP ->
                SharedCircle.of(
                                directory,
                                List.of(new SharedMailboxes.Member(
                                        MailAddress.parse(trustee.name()), Set.of(SharedRight.READ))))
                        .stream()
                        .map(Person::account)
                        .toList();
            case EVERYONE, USERS, UNIT, COMPUTER, COMPUTERS ->
                directory.accounts().stream()
                        .filter(account -> trustee.includes(Enrollee.of(account, Set.of())))
                        .toList();
        };
    }

    /** Groups are asked for last: who is in one is not looked up for those who are meant anyway. */
    private Optional<Trustee> wantedFor(Account account) {
        List<Trustee> all = storage.sealed();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Enrollee alone = Enrollee.of(account, Set.of());
        boolean asksForGroups = all.stream().anyMatch(one -> one.kind() == Trustee.Kind.GROUP);
        Optional<Trustee> first =
                all.stream().filter(one -> one.includes(alone)).findFirst();
        if (first.isPresent() || !asksForGroups) {
            return first;
        }
        Enrollee inGroups = Enrollee.of(account, directory.groupsOf(account));
        return all.stream().filter(one -> one.includes(inGroups)).findFirst();
    }
}
