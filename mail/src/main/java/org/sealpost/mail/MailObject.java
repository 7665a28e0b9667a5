package org.sealpost.mail;

import java.time.Instant;

/** What SMTP transports: an envelope and its content (RFC 5321 section 2.3.1), and how it came in. */
public record MailObject(
        String queueId,
        Envelope envelope,
        Content content,
        Origin origin,
        SessionSecurity receivedOver,
        Instant receivedAt) {
    public MailObject {
        // Everybody on the way asks for it.
        content = HeaderSection.remembering(content);
    }

    public MailObject withEnvelope(Envelope other) {
        return new MailObject(queueId, other, content, origin, receivedOver, receivedAt);
    }

    public MailObject withOrigin(Origin other) {
        return new MailObject(queueId, envelope, content, other, receivedOver, receivedAt);
    }

    public MailObject withContent(Content other) {
        return new MailObject(queueId, envelope, other, origin, receivedOver, receivedAt);
    }
}
