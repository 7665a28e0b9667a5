package org.sealpost.enrollment;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Publications;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.BroughtCertificates;
import org.sealpost.pki.BroughtCertificates.Brought;
import org.sealpost.pki.ImportedIdentity;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyHistory;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.KeyImportFacts;
import org.sealpost.policy.KeyImportPolicy;
import org.sealpost.policy.KeyImportVerdict;

/**
 * Takes in certificates of other authorities with their keys, as people bring them in a PKCS #12 file: kept like keys that the
 * house made, so that their mail is signed with them and opens, for ever. They leave the directory with the person.
 */
public final class IdentityImport {
    private static final String ACTOR = "enrollment";

    private final Directory directory;
    private final Publications publications;
    private final Book book;
    private final ChainTrust trust;
    private final AuditLog auditLog;
    private final Clock clock;

    /** Where certificates and keys are kept. */
    public record Book(
            IssuedCertificates issued, CertificateRepository all, BroughtCertificates brought, KeyArchive keys) {}

    public IdentityImport(
            Directory directory,
            Publications publications,
            Book book,
            ChainTrust trust,
            AuditLog auditLog,
            Clock clock) {
        this.directory = directory;
        this.publications = publications;
        this.book = book;
        this.trust = trust;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** What became of one certificate of the file. */
    public record Taken(Certificate certificate, Decision<KeyImportVerdict> decision) {}

    /**
     * Judges all that is in a file and takes in what is good; each decision is on record, and one that is refused does not
     * stop the next.
     *
     * @param passphrase of the file; nothing of it is kept
     * @throws DirectoryConflict if there is no such person
     * @throws IllegalArgumentException if the file cannot be opened
     */
    public List<Taken> take(MailAddress address, byte[] file, char[] passphrase, String actor) {
        Account account = directory
                .account(address)
                .filter(Account::enabled)
                .orElseThrow(() -> new DirectoryConflict("no person with the address " + address));
        List<Taken> taken = new ArrayList<>();
        for (ImportedIdentity one : ImportedIdentity.read(file, passphrase, "brought by " + actor)) {
            taken.add(take(account, one, actor));
        }
        return taken;
    }

    private Taken take(Account account, ImportedIdentity one, String actor) {
        Decision<KeyImportVerdict> decision = KeyImportPolicy.decide(facts(account, one));
        CertificateFacts facts = one.certificate().facts();
        String outcome = switch (decision.verdict()) {
            case PUBLISH -> "took in the own certificate " + facts.fingerprint() + " with its key";
            case KEEP_FOR_OLD_MAIL ->
                "took in the key of the own certificate " + facts.fingerprint() + ", for old mail only";
            case REFUSE -> "refused the own certificate " + facts.fingerprint();
        };
        List<Finding> because = new ArrayList<>(decision.because());
        because.add(Finding.of(AdministrationRule.ASKED_BY, actor));
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.PUBLISH,
                        actor,
                        account.address().toString(),
                        outcome,
                        because)),
                change(account, one, decision.verdict()));
        return new Taken(one.certificate(), decision);
    }

    private KeyImportFacts facts(Account account, ImportedIdentity one) {
        String fingerprint = one.certificate().facts().fingerprint();
        KeyHistory history = book.issued().keyHistory(one.keyId());
        return new KeyImportFacts(
                account,
                publications.of(account.address().domain()).ownCertificates(),
                one.certificate().facts(),
                book.issued().issued(fingerprint).isPresent(),
                one.fits(),
                history.compromised() ? "known to be in the wrong hands" : one.weakness(),
                history.owners(),
                verdict(account, one));
    }

    /** The verdict for what the certificate is used: for encryption if it encrypts, since others rely on that. */
    private ChainVerdict verdict(Account account, ImportedIdentity one) {
        List<byte[]> certificates = new ArrayList<>(List.of(one.certificate().der()));
        certificates.addAll(one.chain());
        ChainPurpose purpose = one.certificate().facts().uses().contains(CertificateUse.ENCRYPT)
                ? ChainPurpose.MAIL_ENCRYPTION
                : ChainPurpose.MAIL_SIGNING;
        return trust.judge(ChainQuestion.of(certificates, purpose, clock.instant())
                .forReader(Optional.of(account.address().domain())));
    }

    private Change change(Account account, ImportedIdentity one, KeyImportVerdict verdict) {
        if (verdict == KeyImportVerdict.REFUSE) {
            return Change.none();
        }
        Certificate certificate = owned(
                account,
                one.certificate(),
                verdict == KeyImportVerdict.PUBLISH ? CertificateStatus.ACTIVE : CertificateStatus.SUPERSEDED);
        String owner = account.address().key();
        Change keeping =
                book.keys().holds(one.keyId()) ? Change.none() : book.keys().putting(one.keyId(), owner, one.key());
        // The key first: a certificate that others encrypt to must never be without one.
        return keeping.and(book.brought().bringing(new Brought(certificate, one.keyId(), owner, one.chain(), true)));
    }

    /** Of the names in it only those that are the person's count here. */
    private static Certificate owned(Account account, Certificate certificate, CertificateStatus status) {
        CertificateFacts facts = certificate.facts();
        CertificateFacts own = new CertificateFacts(
                facts.fingerprint(),
                facts.addresses().stream().filter(account::owns).toList(),
                facts.uses(),
                facts.template(),
                facts.templateVersion(),
                facts.keyAlgorithm(),
                facts.notBefore(),
                facts.notAfter(),
                status);
        return new Certificate(own, certificate.der(), certificate.source());
    }

    /** What a person brought, newest first, in any status. */
    public List<Brought> of(MailAddress account) {
        return book.brought().broughtBy(account.key());
    }

    /** Takes a certificate from sight: nothing is signed with it and nobody is shown it. Its key stays, so that old mail opens. */
    public void withdraw(Brought brought, String actor) {
        withdraw(
                brought,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor)),
                actor,
                Change.none(),
                "its key is kept");
    }

    /** As {@link #withdraw}, and destroys the key. Mail that was encrypted to it can be read here no more. */
    public void destroy(Brought brought, String actor) {
        Change removing = book.keys()
                .removing(brought.keyId())
                .and(book.brought().unbringing(brought.certificate().facts().fingerprint()));
        withdraw(
                brought,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor)),
                actor,
                removing,
                "its key is destroyed for good");
    }

    private void withdraw(Brought brought, List<Finding> because, String actor, Change more, String key) {
        String fingerprint = brought.certificate().facts().fingerprint();
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.PUBLISH,
                        actor,
                        brought.owner(),
                        "the own certificate " + fingerprint + " is no longer published, " + key,
                        because)),
                book.all()
                        .changingStatus(fingerprint, CertificateStatus.WITHDRAWN)
                        .and(more));
    }

    /** Takes from sight what was brought by people who are gone, or who have none of its addresses any more. Safe to run twice. */
    public void reconcile() {
        book.brought().bringers().forEach(this::reconcile);
    }

    /** As {@link #reconcile()}, for one owner, by the name under which the book has it. */
    public void reconcile(String owner) {
        Optional<Account> account = directory
                .account(MailAddress.parse(owner))
                .filter(found -> found.address().key().equals(owner));
        for (Brought one : book.brought().broughtBy(owner)) {
            if (one.certificate().facts().status() == CertificateStatus.ACTIVE) {
                lost(account, one)
                        .ifPresent(why -> withdraw(one, List.of(why), ACTOR, Change.none(), "its key is kept"));
            }
        }
    }

    private static Optional<Finding> lost(Optional<Account> account, Brought brought) {
        if (account.isEmpty()) {
            return Optional.of(Finding.of(EnrollmentRule.ACCOUNT_IS_GONE));
        }
        boolean named = brought.certificate().facts().addresses().stream().anyMatch(account.get()::owns);
        return named
                ? Optional.empty()
                : Optional.of(Finding.of(
                        EnrollmentRule.ADDRESSES_CHANGED, account.get().addresses()));
    }
}
