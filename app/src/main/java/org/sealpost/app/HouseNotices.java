package org.sealpost.app;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.access.Notices;
import org.sealpost.app.config.Configuration;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.transport.NewMail;

/** Notices of the house as mails from its postmaster. Whoever is not in the directory any more is told nothing. */
final class HouseNotices implements Notices {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Configuration configuration;
    private final Keeping keeping;
    private final Supplier<String> queueIds;
    private final NewMail newMail;
    private final Clock clock;

    HouseNotices(
            Configuration configuration, Keeping keeping, Supplier<String> queueIds, NewMail newMail, Clock clock) {
        this.configuration = configuration;
        this.keeping = keeping;
        this.queueIds = queueIds;
        this.newMail = newMail;
        this.clock = clock;
    }

    @Override
    public void tell(MailAddress to, String subject, String text) {
        boolean ours = keeping.directory().isAccepted(to.domain());
        if (ours && keeping.directory().find(to).isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        String queueId = queueIds.get();
        keeping.queue()
                .enqueue(new MailObject(
                        queueId,
                        new Envelope(Optional.empty(), List.of(to), false),
                        Content.of(message(to, subject, text, queueId, now).getBytes(StandardCharsets.UTF_8)),
                        new Origin.Internal(),
                        new SessionSecurity.Plain(),
                        now));
        newMail.announce();
    }

    /** RFC 5322, the text in base64 so that no line of it is taken for anything else; RFC 3834 on what a program sends. */
    private String message(MailAddress to, String subject, String text, String queueId, Instant now) {
        String encoded = Base64.getMimeEncoder()
                .encodeToString(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        return String.join(
                "\r\n",
                "From: <postmaster@" + configuration.domain().name() + ">",
                "To: <" + to + ">",
                "Subject: " + subject,
                "Date: " + DATE.format(now),
                "Message-ID: <" + queueId + "@" + configuration.hostName() + ">",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                encoded,
                "");
    }
}
