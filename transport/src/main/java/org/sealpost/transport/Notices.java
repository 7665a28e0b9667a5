package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;

/** Writes reports to the senders of messages, ready for the queue. */
final class Notices {
    private final String hostName;
    private final Supplier<String> queueIds;
    private final Clock clock;

    Notices(String hostName, Supplier<String> queueIds, Clock clock) {
        this.hostName = hostName;
        this.queueIds = queueIds;
        this.clock = clock;
    }

    /**
     * The report about a message that has a sender.
     *
     * @param waitsUntil if the message is not lost but waits
     */
    MailObject write(
            MailObject original, BounceMessage.Kind kind, List<ReportLine> lines, Optional<Instant> waitsUntil) {
        MailAddress sender = original.envelope().reversePath().orElseThrow();
        Instant now = clock.instant();
        String queueId = queueIds.get();
        BounceMessage message = new BounceMessage(original, kind, lines, waitsUntil, hostName, queueId, now);
        return new MailObject(
                queueId,
                new Envelope(
                        Optional.empty(),
                        List.of(sender),
                        original.envelope().smtpUtf8(),
                        // It tells of the message, so its way is no worse (RFC 8689 section 5).
                        original.envelope().requireTls()),
                message.content(),
                new Origin.Internal(),
                new SessionSecurity.Plain(),
                now);
    }
}
