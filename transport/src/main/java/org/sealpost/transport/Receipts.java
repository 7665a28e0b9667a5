package org.sealpost.transport;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ReceiptFacts;
import org.sealpost.policy.ReceiptFacts.Standing;
import org.sealpost.policy.ReceiptMode;
import org.sealpost.policy.ReceiptPolicy;
import org.sealpost.policy.ReceiptRule;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.ReceiptRequest;
import org.sealpost.protection.SignedReceipt;
import org.sealpost.protection.SigningKey;
import org.sealpost.protection.Smime;
import org.sealpost.protection.VerifiedFor;

/**
 * Signs for people that a message came, if its signer asks for that and may know it, and compares receipts that come back with what
 * was sent (RFC 2634).
 */
public final class Receipts {
    /** Of one message, newest first. */
    private static final int LINES_LIMIT = 5_000;

    private final ReceiptMode mode;
    private final Directory directory;
    private final CertificateRepository certificates;
    private final KeyAccess keys;
    private final Smime smime;
    private final AuditLog auditLog;
    private final Way way;

    /** How receipts leave. */
    public record Way(MailQueue queue, NewMail newMail, String hostName, Supplier<String> queueIds, Clock clock) {}

    public Receipts(
            ReceiptMode mode,
            Directory directory,
            CertificateRepository certificates,
            KeyAccess keys,
            Smime smime,
            AuditLog auditLog,
            Way way) {
        this.mode = mode;
        this.directory = directory;
        this.certificates = certificates;
        this.keys = keys;
        this.smime = smime;
        this.auditLog = auditLog;
        this.way = way;
    }

    /** The receipt enters the queue with the delivery; what was decided goes into the events. Nothing if none is asked for. */
    Change answering(MailObject mail, Account account, Reading.Read read, List<AuditEvent> events) {
        Optional<ReceiptRequest> request =
                read.counting().flatMap(counting -> counting.announcement().receipt());
        if (request.isEmpty()) {
            return Change.none();
        }
        Instant now = way.clock().instant();
        Decision<Optional<CertificateFacts>> decision = ReceiptPolicy.decide(facts(request.get(), account, read, now));
        Optional<SigningKey> key = decision.verdict()
                .flatMap(certificate -> keys.signer(account.address(), certificate.fingerprint(), now));
        if (key.isEmpty()) {
            events.add(event(mail, "no signed receipt", decision, now));
            return Change.none();
        }
        MailObject receipt = receipt(request.get(), account, key.get(), now);
        events.add(event(mail, "signed receipt " + receipt.queueId(), decision, now));
        return way.queue().entering(receipt).and(way.newMail().announcing());
    }

    /** How it is written down that a signature asks for a receipt. */
    static Finding asked(ReceiptRequest request) {
        return Finding.of(
                ReceiptRule.RECEIPT_ASKED,
                new String(request.identifier(), StandardCharsets.US_ASCII),
                SignedReceipt.hash(request.signature()),
                HexFormat.of().formatHex(request.attributesDigest()));
    }

    /**
     * What became of a receipt that came in: a line in the record of the message that it is about, and words for its reader. Nothing
     * if the message is none.
     */
    Optional<Told> told(MailObject mail, Account account, Reading.Read read) {
        return switch (SignedReceipt.of(read.content())) {
            case SignedReceipt.Found.Nothing() -> Optional.empty();
            case SignedReceipt.Found.Bad(String reason) -> Optional.of(unproved(mail, mail.queueId(), reason));
            case SignedReceipt.Found.Intact(SignedReceipt receipt) -> Optional.of(told(mail, account, receipt));
        };
    }

    /** {@code notice}: for the reader of the receipt. */
    record Told(AuditEvent event, String notice) {}

    private Told told(MailObject mail, Account account, SignedReceipt receipt) {
        String queueId = receipt.identifier().split(":", 2)[0];
        boolean sent = queueId.matches("[0-9a-z]{1,40}")
                && auditLog.find(queueId, LINES_LIMIT).stream()
                        .filter(line -> line.event().subject().equals(queueId))
                        .flatMap(line -> line.event().because().stream())
                        .anyMatch(finding -> isOf(finding, receipt));
        if (!sent) {
            return unproved(mail, mail.queueId(), "it is about no message that was sent from here");
        }
        ChainVerdict trust = smime.judgeForSigning(
                receipt.certificates(),
                new VerifiedFor(mail.receivedAt(), Optional.of(account.address().domain())));
        if (!(trust instanceof ChainVerdict.Trusted) || receipt.signers().isEmpty()) {
            return unproved(mail, queueId, "the certificate of its signer is not trusted");
        }
        MailAddress signer = receipt.signers().getFirst();
        return new Told(
                new AuditEvent(
                        way.clock().instant(),
                        AuditAction.VERIFY,
                        "transport",
                        queueId,
                        "signed receipt of " + signer,
                        List.of(Finding.of(ReceiptRule.RECEIPT_PROVED, signer, mail.queueId()))),
                "a signed receipt of " + signer + " for message " + queueId);
    }

    private static boolean isOf(Finding finding, SignedReceipt receipt) {
        List<String> facts = finding.facts();
        return finding.rule() == ReceiptRule.RECEIPT_ASKED
                && facts.getFirst().equals(receipt.identifier())
                && receipt.isOf(facts.get(1), facts.get(2));
    }

    private Told unproved(MailObject mail, String subject, String reason) {
        return new Told(
                new AuditEvent(
                        way.clock().instant(),
                        AuditAction.VERIFY,
                        "transport",
                        subject,
                        "signed receipt that proves nothing",
                        List.of(Finding.of(ReceiptRule.RECEIPT_NOT_PROVED, mail.queueId(), reason))),
                "a signed receipt that proves nothing: " + reason);
    }

    private ReceiptFacts facts(ReceiptRequest request, Account account, Reading.Read read, Instant now) {
        Authorship authorship = read.security().authorship();
        return new ReceiptFacts(
                mode,
                authorship,
                request.from(),
                request.to(),
                account.addresses(),
                authorship instanceof Authorship.Good good ? standing(good.signer()) : Standing.STRANGER,
                keys.signing(account.address()),
                now);
    }

    private Standing standing(MailAddress signer) {
        if (directory.account(signer).isPresent()) {
            return Standing.COLLEAGUE;
        }
        boolean known = directory.find(signer).isPresent()
                || !certificates.published(signer, way.clock().instant()).isEmpty();
        return known ? Standing.CONTACT : Standing.STRANGER;
    }

    private MailObject receipt(ReceiptRequest request, Account account, SigningKey key, Instant now) {
        return new AutomaticMail(way.queueIds().get(), way.hostName(), now)
                .receipt(account, request.to().getFirst(), smime.receipt(request, key, now));
    }

    private static AuditEvent event(MailObject mail, String outcome, Decision<?> decision, Instant now) {
        return new AuditEvent(now, AuditAction.DECIDE, "transport", mail.queueId(), outcome, decision.because());
    }
}
