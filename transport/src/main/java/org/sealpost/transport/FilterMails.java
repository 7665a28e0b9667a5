package org.sealpost.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Mailboxes;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.protection.MessageParts;
import org.sealpost.transport.sieve.FilterMail;
import org.sealpost.transport.sieve.FilterMail.Body;

/** Messages as filters see them: opened only if the house opened them for the person, and the person lets filters look. */
record FilterMails(Mailboxes mailboxes, Instant now) {
    FilterMail of(Filters.Arrival arrival, boolean readsOpened) {
        Secrecy secrecy = arrival.read().security().secrecy();
        boolean opened = secrecy == Secrecy.ENCRYPTED && readsOpened;
        Content seen = opened || secrecy == Secrecy.CLEAR
                ? arrival.read().content()
                : arrival.mail().content();
        HeaderSection header = HeaderSection.of(seen);
        MailAddress owner = arrival.account().address();
        return new FilterMail(
                header,
                arrival.mail()
                        .envelope()
                        .reversePath()
                        .map(MailAddress::toString)
                        .orElse(""),
                arrival.recipient().toString(),
                seen.sizeBytes(),
                opened || secrecy == Secrecy.CLEAR ? Optional.of(new Once(seen, header)) : Optional.empty(),
                opened,
                folder -> FilterPlaces.isName(folder) && mailboxes.has(owner, folder),
                now.atZone(ZoneId.systemDefault()));
    }

    /** One that is only tried: it comes in clear, and nothing is known of its envelope but what its header tells. */
    static FilterMail tried(Content message, MailAddress owner, Predicate<String> folders, Instant now) {
        HeaderSection header = HeaderSection.of(message);
        return new FilterMail(
                header,
                header.value("Return-Path").orElse("").replaceAll("[<>]", ""),
                owner.toString(),
                message.sizeBytes(),
                Optional.of(new Once(message, header)),
                false,
                folders,
                now.atZone(ZoneId.systemDefault()));
    }

    /** Read when the first test asks for it. */
    private static final class Once implements Supplier<Body> {
        private final Content content;
        private final HeaderSection header;
        private @Nullable Body body;

        Once(Content content, HeaderSection header) {
            this.content = content;
            this.header = header;
        }

        @Override
        public Body get() {
            Body read = body;
            if (read == null) {
                List<FilterMail.Part> parts = MessageParts.of(content).typed().stream()
                        .map(part -> new FilterMail.Part(part.type(), part.text()))
                        .toList();
                read = new Body(raw(), parts);
                body = read;
            }
            return read;
        }

        private String raw() {
            try (InputStream in = content.from(header.lengthBytes()).open()) {
                return new String(in.readNBytes(MessageParts.TEXT_LIMIT_BYTES), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
