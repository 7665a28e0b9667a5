package org.sealpost.mail;

import java.util.List;
import java.util.Optional;

/**
 * Who sends and who receives, as SMTP said it. No reverse path means a bounce, RFC 5321 section 4.5.5.
 *
 * @param smtpUtf8 whether the sender asked for internationalised mail, RFC 6531
 * @param requireTls whether the sender asked that it goes over protected ways only, RFC 8689
 */
public record Envelope(
        Optional<MailAddress> reversePath, List<MailAddress> recipients, boolean smtpUtf8, boolean requireTls) {
    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }

    public Envelope(Optional<MailAddress> reversePath, List<MailAddress> recipients) {
        this(reversePath, recipients, false, false);
    }

    public Envelope(Optional<MailAddress> reversePath, List<MailAddress> recipients, boolean smtpUtf8) {
        this(reversePath, recipients, smtpUtf8, false);
    }

    /** The same mail for some of its recipients. */
    public Envelope to(List<MailAddress> some) {
        return new Envelope(reversePath, some, smtpUtf8, requireTls);
    }
}
