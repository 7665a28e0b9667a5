package org.sealpost.mail;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who sends and who receives, as SMTP said it. No reverse path means a bounce, RFC 5321 section 4.5.5.
 *
 * @param smtpUtf8 whether the sender asked for internationalised mail, RFC 6531
 * @param requireTls whether the sender asked that it goes over protected ways only, RFC 8689
 * @param groups those of the recipients that are large groups of ours: their members are found out later
 * @param reports what the sender wants to be told, RFC 3461
 */
public record Envelope(
        Optional<MailAddress> reversePath,
        List<MailAddress> recipients,
        boolean smtpUtf8,
        boolean requireTls,
        Set<MailAddress> groups,
        ReportWishes reports) {
    public Envelope {
        recipients = List.copyOf(recipients);
        groups = Set.copyOf(groups);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope needs a recipient");
        }
    }

    public Envelope(
            Optional<MailAddress> reversePath,
            List<MailAddress> recipients,
            boolean smtpUtf8,
            boolean requireTls,
            Set<MailAddress> groups) {
        this(reversePath, recipients, smtpUtf8, requireTls, groups, ReportWishes.NONE);
    }

    public Envelope(
            Optional<MailAddress> reversePath, List<MailAddress> recipients, boolean smtpUtf8, boolean requireTls) {
        this(reversePath, recipients, smtpUtf8, requireTls, Set.of());
    }

    public Envelope(
            Optional<MailAddress> reversePath,
            List<MailAddress> recipients,
            boolean smtpUtf8,
            Set<MailAddress> groups) {
        this(reversePath, recipients, smtpUtf8, false, groups);
    }

    public Envelope(Optional<MailAddress> reversePath, List<MailAddress> recipients, boolean smtpUtf8) {
        this(reversePath, recipients, smtpUtf8, false, Set.of());
    }

    public Envelope(Optional<MailAddress> reversePath, List<MailAddress> recipients) {
        this(reversePath, recipients, false);
    }

    /** The same mail for some of its recipients. */
    public Envelope to(List<MailAddress> some) {
        return new Envelope(
                reversePath,
                some,
                smtpUtf8,
                requireTls,
                groups.stream().filter(some::contains).collect(Collectors.toUnmodifiableSet()),
                reports.to(some));
    }

    /** The same, whose sender wants to be told this. */
    public Envelope with(ReportWishes wishes) {
        return new Envelope(reversePath, recipients, smtpUtf8, requireTls, groups, wishes.to(recipients));
    }
}
