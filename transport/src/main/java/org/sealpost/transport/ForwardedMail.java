package org.sealpost.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;

/**
 * A message that a filter sends on. What came in clear goes as it came; what was opened here goes only if it can be encrypted
 * again, under the header that others could read before; what is closed stays closed.
 */
final class ForwardedMail {
    private static final String TRACE = "Delivered-To";
    private static final int HOPS_LIMIT = 10;

    private ForwardedMail() {}

    /** Whether it came round again, or is sent round by too many. */
    static boolean hasBeenSentOnBy(Filters.Arrival arrival) {
        List<HeaderField> hops = HeaderSection.of(arrival.mail().content()).all(TRACE);
        String own = arrival.account().address().key();
        return hops.size() >= HOPS_LIMIT
                || hops.stream()
                        .anyMatch(hop -> hop.value().toLowerCase(Locale.ROOT).equals(own));
    }

    static MailObject of(Filters.Arrival arrival, List<MailAddress> recipients, String queueId, Instant now) {
        MailObject mail = arrival.mail();
        MailAddress owner = arrival.account().address();
        boolean opened = arrival.read().security().secrecy() == Secrecy.ENCRYPTED;
        List<String> lines = new ArrayList<>(List.of(TRACE + ": " + owner));
        if (opened) {
            lines.add("X-Sealpost-Encrypt: yes");
        }
        Content content =
                opened ? underOuterHeader(mail.content(), arrival.read().content()) : mail.content();
        // A bounce stays one; of all else the one who sends it on hears what becomes of it.
        Optional<MailAddress> reversePath = mail.envelope().reversePath().map(sender -> owner);
        return new MailObject(
                queueId,
                new Envelope(
                        reversePath,
                        recipients,
                        mail.envelope().smtpUtf8(),
                        mail.envelope().requireTls()),
                HeaderSection.prepend(content, lines),
                new Origin.Forwarded(owner, mail.origin().arrival()),
                new SessionSecurity.Plain(),
                now);
    }

    /** The opened body with its own MIME fields; all others as they stood outside, so that no hidden subject gets out. */
    private static Content underOuterHeader(Content outer, Content opened) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        HeaderSection inside = HeaderSection.of(opened);
        HeaderSection.of(outer).fields().stream()
                .filter(field -> !isOfMime(field))
                .forEach(field -> fields.writeBytes(field.raw()));
        inside.fields().stream().filter(ForwardedMail::isOfMime).forEach(field -> fields.writeBytes(field.raw()));
        fields.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return Content.concat(List.of(Content.owning(fields.toByteArray()), opened.from(inside.lengthBytes())));
    }

    private static boolean isOfMime(HeaderField field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        return name.startsWith("content-") || name.equals("mime-version");
    }
}
