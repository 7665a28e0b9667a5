package org.sealpost.transport;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.AttachedKeys;

/** OpenPGP keys that a message brings along, in its header (Autocrypt level 1) or attached (RFC 3156 section 7). */
final class CarriedKeys {
    /** Autocrypt wants keys of at most 10 KiB; base64 makes four thirds of it. */
    private static final int FIELD_LIMIT = 14 * 1024;

    private static final int LINE = 76;

    private CarriedKeys() {}

    /**
     * A key that is said to be the author's.
     *
     * @param source for people
     */
    record Carried(MailAddress author, byte[] bytes, String source) {}

    static List<Carried> of(Content message) {
        List<Carried> found = new ArrayList<>();
        Author.of(HeaderSection.of(message)).ifPresent(author -> {
            autocrypt(message, author).ifPresent(key -> found.add(new Carried(author, key, "came in a mail's header")));
            AttachedKeys.of(message).forEach(key -> found.add(new Carried(author, key, "was attached to a mail")));
        });
        return found;
    }

    /** Autocrypt level 1, section 2.1: one valid field whose address is the author's, else none counts. */
    private static Optional<byte[]> autocrypt(Content message, MailAddress author) {
        List<HeaderField> fields = HeaderSection.of(message).all("Autocrypt");
        return fields.size() == 1 ? key(fields.getFirst().value(), author) : Optional.empty();
    }

    private static Optional<byte[]> key(String value, MailAddress author) {
        String address = "";
        String data = "";
        if (value.length() > FIELD_LIMIT) {
            return Optional.empty();
        }
        for (String attribute : value.split(";", -1)) {
            int equals = attribute.indexOf('=');
            String name = attribute.substring(0, Math.max(0, equals)).strip().toLowerCase(Locale.ROOT);
            String rest = attribute.substring(equals + 1);
            switch (name) {
                case "addr" -> address = rest.strip();
                case "keydata" -> data = rest.replaceAll("\\s", "");
                case "prefer-encrypt" -> {}
                default -> {
                    // An attribute that may not be left out makes the field count for nothing.
                    if (!name.startsWith("_")) {
                        return Optional.empty();
                    }
                }
            }
        }
        try {
            return author.isSameMailbox(MailAddress.parse(address)) && !data.isEmpty()
                    ? Optional.of(Base64.getDecoder().decode(data))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The field that tells a key to correspondents; mail is answered encrypted if they can. */
    static String autocrypt(MailAddress author, OpenPgpKey key) {
        StringBuilder field =
                new StringBuilder("Autocrypt: addr=").append(author).append("; prefer-encrypt=mutual;\r\n keydata=");
        String base64 = Base64.getEncoder().encodeToString(key.bytes());
        for (int i = 0; i < base64.length(); i += LINE) {
            field.append("\r\n ").append(base64, i, Math.min(base64.length(), i + LINE));
        }
        return field.toString();
    }
}
