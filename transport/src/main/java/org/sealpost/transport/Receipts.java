package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.ReceiptFacts;
import org.sealpost.policy.ReceiptFacts.Standing;
import org.sealpost.policy.ReceiptMode;
import org.sealpost.policy.ReceiptPolicy;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.ReceiptRequest;
import org.sealpost.protection.SigningKey;
import org.sealpost.protection.Smime;

/** Signs for people that a message came, if its signer asks for that and may know it (RFC 2634). */
public final class Receipts {
    private final ReceiptMode mode;
    private final Directory directory;
    private final CertificateRepository certificates;
    private final KeyAccess keys;
    private final Smime smime;
    private final Way way;

    /** How receipts leave. */
    public record Way(MailQueue queue, NewMail newMail, String hostName, Supplier<String> queueIds, Clock clock) {}

    public Receipts(
            ReceiptMode mode,
            Directory directory,
            CertificateRepository certificates,
            KeyAccess keys,
            Smime smime,
            Way way) {
        this.mode = mode;
        this.directory = directory;
        this.certificates = certificates;
        this.keys = keys;
        this.smime = smime;
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
        return way.queue().entering(receipt).and(new Change() {
            @Override
            public void make() {
                // The queue has it with the change before.
            }

            @Override
            public void made() {
                way.newMail().announce();
            }
        });
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
