package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/**
 * Takes the fields out of the text that the author's program put there for programs that do not know header protection
 * (RFC 9788 section 5.2.2, and a part of its own in its forerunner): of a message that was opened they stand where they belong.
 * Never in what is signed.
 */
final class HiddenDisplay {
    /** A longer text stays as it is. */
    private static final int LIMIT_BYTES = 1024 * 1024;

    /** Fields and the empty line behind them. */
    private static final Pattern LINES =
            Pattern.compile("\\A(?:[!-9;-~]{1,70}:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n){0,20}+){1,20}+\r?\n");

    private static final Pattern ELEMENT = Pattern.compile(
            "<div class=\"?header-protection-legacy-display\"?>.{0,8000}?</div>[ \t\r\n]{0,9}",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final Pattern MARK = Pattern.compile(
            ";[ \t\r\n]*hp-legacy-display[ \t]*=[ \t]*(?:\"1\"|1)(?=[;\\s]|$)", Pattern.CASE_INSENSITIVE);

    private HiddenDisplay() {}

    /** The same message if there is nothing of the kind. */
    static Content of(Content message) {
        MediaType type = MediaType.of(HeaderSection.of(message));
        boolean marked = type.parameter("hp").orElse("").equalsIgnoreCase("cipher");
        try {
            return marked ? withoutLines(message, MimePart.of(message)) : withoutPart(message, type);
        } catch (UnreadableMessage e) {
            return message;
        }
    }

    /** The forerunner: in front of the text stands a part with the fields. */
    private static Content withoutPart(Content message, MediaType type) {
        if (!isForerunner(type) || !type.name().equals("multipart/mixed")) {
            return message;
        }
        List<MimePart> parts = MimePart.of(message).parts();
        boolean shown = parts.size() == 2
                && isForerunner(parts.getFirst().type())
                && List.of("text/plain", "text/rfc822-headers")
                        .contains(parts.getFirst().type().name());
        return shown ? Entity.splice(HeaderSection.of(message), parts.getLast().in(message)) : message;
    }

    private static boolean isForerunner(MediaType type) {
        return type.parameter("protected-headers").orElse("").equalsIgnoreCase("v1");
    }

    /** What takes the place of some bytes. */
    private record Replacement(long start, long end, byte[] bytes) {}

    private static Content withoutLines(Content message, MimePart root) {
        List<Replacement> replacements = new ArrayList<>();
        collect(message, root, replacements);
        List<Content> pieces = new ArrayList<>();
        long at = 0;
        for (Replacement one : replacements) {
            pieces.add(message.slice(at, one.start - at));
            pieces.add(Content.owning(one.bytes));
            at = one.end;
        }
        pieces.add(message.from(at));
        return replacements.isEmpty() ? message : Content.concat(pieces);
    }

    /** The main text, in every form of it (RFC 9788 section 1.10). */
    private static void collect(Content message, MimePart part, List<Replacement> found) {
        List<MimePart> children = part.parts();
        boolean alternative = part.type().name().equals("multipart/alternative");
        if (!part.type().isMultipart()) {
            text(message, part).ifPresent(found::addAll);
            return;
        }
        for (MimePart child :
                alternative ? children : children.stream().limit(1).toList()) {
            collect(message, child, found);
        }
    }

    private static Optional<List<Replacement>> text(Content message, MimePart part) {
        boolean marked = part.type().parameter("hp-legacy-display").orElse("").equals("1");
        if (!marked || part.end() - part.bodyStart() > LIMIT_BYTES) {
            return Optional.empty();
        }
        String before = decoded(message, part);
        Pattern shown = part.type().name().equals("text/html") ? ELEMENT : LINES;
        Matcher matcher = shown.matcher(before);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String after = before.substring(0, matcher.start()) + before.substring(matcher.end());
        return Optional.of(List.of(
                withoutMark(part),
                new Replacement(
                        part.bodyStart(),
                        part.end(),
                        encoded(after, TransferEncoding.name(part.header()).strip()))));
    }

    /** So that nobody hides once more what stands at the beginning now. */
    private static Replacement withoutMark(MimePart part) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        long length = 0;
        for (HeaderField field : part.header().fields()) {
            String text = new String(field.raw(), StandardCharsets.ISO_8859_1);
            String clean = field.is("Content-Type") ? MARK.matcher(text).replaceAll("") : text;
            header.writeBytes(clean.getBytes(StandardCharsets.ISO_8859_1));
            length += field.raw().length;
        }
        return new Replacement(part.start(), part.start() + length, header.toByteArray());
    }

    /** Octet by octet as Latin-1; fields are ASCII in every character set that mail is written in. */
    private static String decoded(Content message, MimePart part) {
        try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encoded(String text, String encoding) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> Base64.getMimeEncoder().encode(octets);
            case "quoted-printable" -> quotedPrintable(octets);
            default -> octets;
        };
    }

    private static byte[] quotedPrintable(byte[] octets) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            QuotedPrintable.encodeText(new ByteArrayInputStream(octets), out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
