package org.sealpost.protocols.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.transport.Acceptance;

/** One mail transaction, RFC 5321 section 3.3: from MAIL to the end of the content. */
final class Transaction implements AutoCloseable {
    /** So many findings go into the audit line; a message to a thousand people has a thousand of the same kind. */
    private static final int FINDINGS_KEPT = 10;

    private final Optional<MailAddress> reversePath;
    private final boolean smtpUtf8;
    private final boolean requireTls;
    private final ReportWishes asked;
    private final Map<MailAddress, Wish> wishes = new HashMap<>();
    private final SessionSecurity security;
    private final ClientTrust trust;
    private final Transcript transcript;
    private final List<Finding> ofSession = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, MailAddress> recipients = new LinkedHashMap<>();
    private final Set<MailAddress> groups = new LinkedHashSet<>();
    private int named;
    private @Nullable IncomingContent chunks;

    /**
     * @param mail the argument of MAIL, which was checked
     * @param security that of the session, with what it proved for this sender
     * @param trust for what the client is trusted without a login
     * @param transcript is told of every decision
     */
    Transaction(PathArgument mail, SessionSecurity security, ClientTrust trust, Transcript transcript) {
        this.transcript = transcript;
        this.ofSession.addAll(transcript.findings());
        this.trust = trust;
        this.reversePath = mail.address();
        this.smtpUtf8 = mail.parameters().containsKey("SMTPUTF8");
        this.requireTls = mail.parameters().containsKey("REQUIRETLS");
        this.asked = ReportParameters.ofMail(mail);
        this.security = security;
    }

    SessionSecurity security() {
        return security;
    }

    ClientTrust trust() {
        return trust;
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    /** How many recipients the client has named with success. */
    int named() {
        return named;
    }

    /** {@code rcpt}: the argument of RCPT, which was checked. */
    void add(PathArgument rcpt, Acceptance.Admission admission) {
        named++;
        MailAddress written = rcpt.address().orElseThrow();
        Wish wish = ReportParameters.ofRcpt(rcpt);
        for (MailAddress recipient : admission.deliverTo()) {
            if (recipients.putIfAbsent(recipient.key(), recipient) == null) {
                wishes.put(recipient, recipient.isSameMailbox(written) ? wish : wish.behind(written));
            }
        }
        if (admission.isGroup()) {
            groups.addAll(admission.deliverTo());
        }
    }

    int size() {
        return recipients.size();
    }

    void found(List<Finding> because) {
        transcript.decided(because);
        because.stream().limit(FINDINGS_KEPT - findings.size()).forEach(findings::add);
    }

    /** What is known of the session; kept however many recipients there are. */
    void foundOfSession(List<Finding> because) {
        transcript.decided(because);
        ofSession.addAll(because);
    }

    List<Finding> findings() {
        return Stream.concat(ofSession.stream(), findings.stream()).toList();
    }

    Envelope envelope() {
        return new Envelope(
                reversePath,
                List.copyOf(recipients.values()),
                smtpUtf8,
                requireTls,
                groups,
                new ReportWishes(asked.returned(), asked.envelopeId(), wishes));
    }

    /** What BDAT has brought so far. */
    Optional<IncomingContent> chunks() {
        return Optional.ofNullable(chunks);
    }

    void startChunks(IncomingContent started) {
        chunks = started;
    }

    @Override
    public void close() {
        if (chunks != null) {
            chunks.close();
        }
    }
}
