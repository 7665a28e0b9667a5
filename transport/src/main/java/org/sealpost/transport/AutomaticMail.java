package org.sealpost.transport;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.transport.sieve.FilterAction;
import org.sealpost.transport.sieve.Value;

/** Mail that the house writes because of a filter (RFC 3834): from nobody, so that nothing answers it. It quotes no text. */
record AutomaticMail(String queueId, String hostName, Instant at) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int SUBJECT_LIMIT = 200;
    private static final int MESSAGE_ID_LIMIT = 300;
    private static final int BASE64_LINE = 76;
    private static final int RECEIPT_LIMIT = 1024 * 1024;

    /** To the owner of a mailbox. */
    MailObject note(Account account, String subject, String text) {
        List<String> header = header("<MAILER-DAEMON@" + hostName + ">", account.address(), subject, "auto-generated");
        return mail(account.address(), header, plain(text), new Origin.Internal());
    }

    /** An answer that the person is away, for which the rules hold as for all mail of the person. Of a message that came encrypted not even the subject is quoted. */
    MailObject vacation(Filters.Arrival arrival, FilterAction.Vacation vacation, MailAddress sender) {
        HeaderSection asked = HeaderSection.of(arrival.mail().content());
        boolean clear = arrival.read().security().secrecy() == Secrecy.CLEAR;
        String subject = vacation.subject()
                .map(Value::text)
                .or(() ->
                        asked.value("Subject").filter(text -> clear).map(text -> "Auto: " + EncodedWords.decode(text)))
                .orElse("Automatic reply");
        Account account = arrival.account();
        MailAddress from = vacation.from()
                .flatMap(value -> account.addresses().stream()
                        .filter(own -> own.key().equals(value.text().strip().toLowerCase(Locale.ROOT)))
                        .findFirst())
                .orElse(account.address());
        List<String> header = header("<" + from + ">", sender, subject, "auto-replied");
        asked.value("Message-ID").filter(AutomaticMail::isMessageId).ifPresent(id -> {
            header.add("In-Reply-To: " + id);
            header.add("References: " + id);
        });
        String text = vacation.reason().text();
        // Nobody typed it just now, so that nobody signs it.
        header.add("X-Sealpost-Sign: no");
        return mail(
                sender,
                header,
                vacation.isMime() ? mime(text).orElseGet(() -> plain(text)) : plain(text),
                new Origin.Submitted(account.address()));
    }

    /** A receipt that somebody asked for, signed as the person's: a body with its own MIME fields. */
    MailObject receipt(Account account, MailAddress to, Content body) {
        List<String> header = header("<" + account.address() + ">", to, "Signed receipt", "auto-replied");
        return mail(
                to, header, new String(body.bytes(RECEIPT_LIMIT), StandardCharsets.US_ASCII), new Origin.Internal());
    }

    private List<String> header(String from, MailAddress to, String subject, String kind) {
        String title = subject.replaceAll("\\p{Cntrl}+", " ").strip();
        return new ArrayList<>(List.of(
                "From: " + from,
                "To: <" + to + ">",
                "Subject: " + EncodedWords.encode(title.substring(0, Math.min(title.length(), SUBJECT_LIMIT))),
                "Date: " + DATE.format(at),
                "Message-ID: <" + queueId + "@" + hostName + ">",
                "Auto-Submitted: " + kind,
                "MIME-Version: 1.0"));
    }

    private MailObject mail(MailAddress to, List<String> header, String body, Origin origin) {
        byte[] bytes = (String.join("\r\n", header) + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
        return new MailObject(
                queueId,
                new Envelope(Optional.empty(), List.of(to), isInternational(to)),
                Content.of(bytes),
                origin,
                new SessionSecurity.Plain(),
                at);
    }

    private static boolean isInternational(MailAddress to) {
        return to.toString().chars().anyMatch(one -> one > 126);
    }

    private static boolean isMessageId(String text) {
        return text.length() <= MESSAGE_ID_LIMIT && text.matches("<[!-;=?-~]+>");
    }

    private static String plain(String text) {
        String lines = text.replace("\r\n", "\n").replace("\n", "\r\n");
        return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder(BASE64_LINE, new byte[] {'\r', '\n'})
                        .encodeToString(lines.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    /** A MIME part with nothing but its own fields in front; empty if it is none. */
    private static Optional<String> mime(String text) {
        String lines = text.replace("\r\n", "\n").replace("\n", "\r\n");
        HeaderSection header = HeaderSection.of(lines.getBytes(StandardCharsets.UTF_8));
        boolean own = !header.fields().isEmpty()
                && header.fields().stream()
                        .allMatch(field -> field.name().toLowerCase(Locale.ROOT).startsWith("content-"));
        return own ? Optional.of(lines) : Optional.empty();
    }
}
