package org.sealpost.enrollment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Publications;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/**
 * Lets people publish a certificate that somebody else issued to them, if their domain allows it and they prove that they have
 * its key: they sign a text that the house gave them. Nothing is kept between the two steps.
 */
public final class OutsideCertificates {
    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final int RANDOM_BYTES = 16;
    private static final String START = "sealpost-proof:";

    private final Directory directory;
    private final Publications publications;
    private final CertificateRepository certificates;
    private final ProofReader proofs;
    private final AuditLog auditLog;
    private final Clock clock;
    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** Reads an S/MIME message that contains what was signed. */
    @FunctionalInterface
    public interface ProofReader {
        /** What was signed and by which certificate (DER); empty if there is no intact signature. */
        Optional<Proof> read(byte[] message, Instant now);
    }

    /** {@code signer}: DER. */
    public record Proof(String text, byte[] signer) {}

    /** {@code key}: 32 bytes with which challenges are made, the same on all nodes. */
    public OutsideCertificates(
            Directory directory,
            Publications publications,
            CertificateRepository certificates,
            ProofReader proofs,
            AuditLog auditLog,
            Clock clock,
            byte[] key) {
        this.directory = directory;
        this.publications = publications;
        this.certificates = certificates;
        this.proofs = proofs;
        this.auditLog = auditLog;
        this.clock = clock;
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** A text to be signed within a day. Throws {@link DirectoryConflict} if the domain does not allow it. */
    public String challenge(MailAddress address) {
        Account account = permitted(address);
        byte[] nonce = new byte[RANDOM_BYTES];
        random.nextBytes(nonce);
        String open = clock.instant().getEpochSecond() + ":" + base64(nonce);
        return START + open + ":" + base64(keyed(account, open));
    }

    /**
     * Publishes the certificate beside those of the house.
     *
     * @param actor who asked, for the audit log
     * @throws DirectoryConflict with what is wrong: permission, name, use, signature, time
     */
    public void publish(MailAddress address, Certificate certificate, byte[] proof, String actor) {
        Account account = permitted(address);
        Instant now = clock.instant();
        check(account, certificate, now);
        Proof signed = proofs.read(proof, now)
                .orElseThrow(() -> new DirectoryConflict("the proof has no intact S/MIME signature around its text"));
        if (!Arrays.equals(signed.signer(), certificate.der())) {
            throw new DirectoryConflict("the proof was signed with another certificate than the one to publish");
        }
        if (!isFresh(account, signed.text(), now)) {
            throw new DirectoryConflict("what was signed is no challenge for " + account.address()
                    + " of the last day; make a new one with: sealpost user challenge");
        }
        auditLog.append(new AuditEvent(
                now,
                AuditAction.PUBLISH,
                actor,
                account.address().toString(),
                "published own certificate " + certificate.facts().fingerprint() + ", possession of its key was proved",
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor))));
        certificates.publish(certificate, account.address());
    }

    private static void check(Account account, Certificate certificate, Instant now) {
        if (certificate.facts().addresses().stream().noneMatch(account::owns)) {
            throw new DirectoryConflict(
                    "the certificate names no address of " + account.address() + " (in its subject alternative name)");
        }
        if (!certificate.facts().isUsableFor(CertificateUse.ENCRYPT, now)) {
            throw new DirectoryConflict("the certificate cannot be encrypted to now; see its dates and key usage");
        }
    }

    private Account permitted(MailAddress address) {
        Account account = directory
                .account(address)
                .filter(Account::enabled)
                .orElseThrow(() -> new DirectoryConflict("no person with the address " + address));
        if (!publications.of(account.address().domain()).ownCertificates()) {
            throw new DirectoryConflict(
                    account.address().domain() + " does not let people publish certificates of their"
                            + " own; an administrator allows it with: sealpost domain publish "
                            + account.address().domain() + " --own-certificates on");
        }
        return account;
    }

    private boolean isFresh(Account account, String text, Instant now) {
        int start = text.indexOf(START);
        if (start < 0) {
            return false;
        }
        String[] parts = text.substring(start + START.length()).split("[:\\s]", 4);
        if (parts.length < 3 || !parts[0].matches("\\d{1,12}")) {
            return false;
        }
        Instant made = Instant.ofEpochSecond(Long.parseLong(parts[0]));
        byte[] expected = keyed(account, parts[0] + ":" + parts[1]);
        return MessageDigest.isEqual(
                        base64(expected).getBytes(StandardCharsets.US_ASCII),
                        parts[2].getBytes(StandardCharsets.US_ASCII))
                && !now.isBefore(made)
                && now.isBefore(made.plus(PATIENCE));
    }

    private byte[] keyed(Account account, String open) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((account.address().key() + "\n" + open).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks HmacSHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
