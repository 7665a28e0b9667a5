package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncodedWords;

/**
 * A readable message as rules look at it: its files and the text of its text parts and files. Attached messages are looked into, too.
 *
 * @param files type and name, in lower case, of each part that is a file
 * @param texts decoded; that of HTML as it is written, and once more without its tags
 * @param typed the same texts with the types of their parts, each once
 * @param whole whether all of it could be read within the limits
 */
public record MessageParts(List<FilePart> files, List<String> texts, List<TextPart> typed, boolean whole) {
    /** More text than that in one message is not searched. */
    public static final int TEXT_LIMIT_BYTES = 2 * 1024 * 1024;

    private static final int ATTACHED_LIMIT = 5;

    public MessageParts {
        files = List.copyOf(files);
        texts = List.copyOf(texts);
        typed = List.copyOf(typed);
    }

    /**
     * A file in a message, or one inside such a file.
     *
     * @param type as its sender says; "" of one inside, as is its name
     * @param detected as its bytes say; "" if nobody looked
     */
    public record FilePart(String type, String name, String detected) {}

    /** A text part, decoded; the type in lower case. */
    public record TextPart(String type, String text) {}

    public static MessageParts of(Content message) {
        return of(message, FileReading.NONE);
    }

    /** As above, looking into files, too. */
    public static MessageParts of(Content message, FileReading reading) {
        Gathering gathering = new Gathering(reading);
        gathering.message(message, 0);
        return new MessageParts(gathering.files, gathering.texts, gathering.typed, gathering.whole);
    }

    private static final class Gathering {
        private final List<FilePart> files = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final FileReading reading;
        private final List<TextPart> typed = new ArrayList<>();
        private int textBytes;
        private boolean whole = true;

        Gathering(FileReading reading) {
            this.reading = reading;
        }

        void message(Content message, int depth) {
            try {
                part(message, MimePart.of(message), depth);
            } catch (UnreadableMessage | IOException e) {
                whole = false;
            }
        }

        private void part(Content whole, MimePart part, int depth) throws IOException {
            MediaType type = part.type();
            if (type.isMultipart() && !part.parts().isEmpty()) {
                for (MimePart child : part.parts()) {
                    part(whole, child, depth);
                }
                return;
            }
            if (!isSignature(type)) {
                leaf(whole, part, type, depth);
            }
        }

        private static boolean isSignature(MediaType type) {
            return type.isPkcs7("pkcs7-signature") || type.name().equals("application/pgp-signature");
        }

        private void leaf(Content message, MimePart part, MediaType type, int depth) throws IOException {
            Optional<String> name = name(part, type);
            boolean text = type.name().startsWith("text/");
            // A meeting is one for those who make rules, although programs write it as text.
            boolean meeting = type.name().equals("text/calendar");
            if (name.isPresent() || !text || meeting || isAttachment(part)) {
                FileReading.FileText found = found(message, part, type);
                String called = name.orElse("").toLowerCase(Locale.ROOT);
                files.add(new FilePart(type.name(), called, /* detected= */ found.type()));
                found.inside().forEach(inside -> files.add(new FilePart("", "", inside)));
            }
            if (text) {
                text(message, part, type);
            } else if (type.name().equals("message/rfc822")) {
                attached(message, part, depth);
            } else if (isOpaque(type)) {
                whole = false;
            }
        }

        /** What the bytes say; what is written in a file counts as text of the message, unless it is searched as such anyway. */
        private FileReading.FileText found(Content message, MimePart part, MediaType type) throws IOException {
            try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
                // An attached message is searched part by part.
                boolean attached = type.name().equals("message/rfc822");
                FileReading.FileText found = reading.read(in, attached ? 0 : TEXT_LIMIT_BYTES - textBytes);
                boolean searchedAnyway = attached || type.name().startsWith("text/") && isText(found.type());
                if (!searchedAnyway && !found.text().isEmpty()) {
                    texts.add(found.text());
                    textBytes += Math.min(found.text().length(), TEXT_LIMIT_BYTES - textBytes);
                }
                whole &= searchedAnyway || found.whole();
                return found;
            }
        }

        /** By its bytes, as far as somebody looked; what is called a text may be something else. */
        private static boolean isText(String detected) {
            return detected.isEmpty() || detected.startsWith("text/") || detected.equals("application/octet-stream");
        }

        /** What is sealed or signed in one block inside a readable message cannot be searched here. */
        private static boolean isOpaque(MediaType type) {
            return type.isPkcs7("pkcs7-mime") || type.isMultipart();
        }

        private void attached(Content message, MimePart part, int depth) {
            // RFC 2046 section 5.2.1 allows no transfer encoding here; what has one all the same is not looked into.
            boolean plain = List.of("7bit", "8bit", "binary")
                    .contains(TransferEncoding.name(part.header()).strip());
            if (depth == ATTACHED_LIMIT || !plain) {
                whole = false;
                return;
            }
            message(part.bodyIn(message), depth + 1);
        }

        private void text(Content message, MimePart part, MediaType type) throws IOException {
            try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
                byte[] bytes = in.readNBytes(TEXT_LIMIT_BYTES - textBytes);
                textBytes += bytes.length;
                whole &= in.read() < 0;
                String text = new String(bytes, charset(type));
                texts.add(text);
                typed.add(new TextPart(type.name(), text));
                if (type.name().equals("text/html")) {
                    texts.add(withoutTags(text));
                }
            }
        }

        private static Charset charset(MediaType type) {
            try {
                return type.parameter("charset").map(Charset::forName).orElse(StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                return StandardCharsets.ISO_8859_1;
            }
        }
    }

    private static boolean isAttachment(MimePart part) {
        return part.header()
                .value("Content-Disposition")
                .filter(value -> MediaType.parse(value).name().equals("attachment"))
                .isPresent();
    }

    private static Optional<String> name(MimePart part, MediaType type) {
        MediaType disposition =
                MediaType.parse(part.header().value("Content-Disposition").orElse(""));
        return parameter(disposition, "filename").or(() -> parameter(type, "name"));
    }

    /** A parameter in any of the forms of RFC 2231, or with encoded words as many programs write it. */
    private static Optional<String> parameter(MediaType field, String name) {
        Optional<String> plain = field.parameter(name).map(EncodedWords::decode);
        if (plain.isPresent()) {
            return plain;
        }
        Optional<String> extended = field.parameter(name + "*").map(MessageParts::unescaped);
        if (extended.isPresent()) {
            return extended;
        }
        StringBuilder pieces = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < 100; i++) {
            Optional<String> piece = field.parameter(name + "*" + i);
            Optional<String> coded = field.parameter(name + "*" + i + "*");
            if (piece.isEmpty() && coded.isEmpty()) {
                break;
            }
            escaped |= coded.isPresent();
            pieces.append(coded.or(() -> piece).orElseThrow());
        }
        return pieces.isEmpty()
                ? Optional.empty()
                : Optional.of(escaped ? unescaped(pieces.toString()) : pieces.toString());
    }

    /** {@code utf-8'en'%C3%A4.pdf}. */
    private static String unescaped(String value) {
        String[] parts = value.split("'", 3);
        if (parts.length < 3) {
            return value;
        }
        try {
            return URLDecoder.decode(
                    parts[2].replace("+", "%2B"), Charset.forName(parts[0].isEmpty() ? "utf-8" : parts[0]));
        } catch (IllegalArgumentException e) {
            return parts[2];
        }
    }

    /** The words of HTML as they stand on the page, roughly: {@code 12<b>34</b>} is 1234. */
    private static String withoutTags(String html) {
        StringBuilder text = new StringBuilder(html.length());
        boolean inside = false;
        for (int i = 0; i < html.length(); i++) {
            char one = html.charAt(i);
            if (one == '<') {
                inside = true;
            } else if (one == '>' && inside) {
                inside = false;
            } else if (!inside) {
                text.append(one);
            }
        }
        return text.toString();
    }
}
