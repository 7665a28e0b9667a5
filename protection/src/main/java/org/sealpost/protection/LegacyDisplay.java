package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * Puts the hidden subject in front of the text, for programs that do not know header protection (RFC 9788 section 5.2.2). Those
 * that do hide it again by its mark. A text in which it cannot be written without rewriting the rest stays without.
 */
final class LegacyDisplay {
    private static final int SUBJECT_LIMIT_CHARACTERS = 500;

    /** In mail programs' HTML the body starts before this. */
    private static final int HTML_HEAD_LIMIT_BYTES = 64 * 1024;

    private static final int BASE64_GROUP_BYTES = 3;

    private LegacyDisplay() {}

    static List<Insertion> of(Content entity, HeaderSection header, String subject) {
        String line =
                subject.length() > SUBJECT_LIMIT_CHARACTERS ? subject.substring(0, SUBJECT_LIMIT_CHARACTERS) : subject;
        String plain = line.replaceAll("\\p{Cntrl}", " ");
        List<Insertion> insertions = new ArrayList<>();
        if (!MediaType.of(header).isMultipart()) {
            text(entity, header, 0, header.lengthBytes(), plain).ifPresent(insertions::addAll);
            return insertions;
        }
        try {
            collect(entity, MimePart.of(entity), plain, insertions);
        } catch (UnreadableMessage e) {
            return List.of();
        }
        return insertions;
    }

    /** The main text: the first part of each multipart, and every form of it in an alternative (RFC 9788 section 1.10). */
    private static void collect(Content entity, MimePart part, String subject, List<Insertion> insertions) {
        List<MimePart> children = part.parts();
        boolean alternative = part.type().name().equals("multipart/alternative");
        for (MimePart child :
                alternative ? children : children.stream().limit(1).toList()) {
            if (child.type().isMultipart()) {
                collect(entity, child, subject, insertions);
            } else {
                text(entity, child.header(), child.start(), child.bodyStart(), subject)
                        .ifPresent(insertions::addAll);
            }
        }
    }

    private static Optional<List<Insertion>> text(
            Content entity, HeaderSection header, long start, long bodyStart, String subject) {
        MediaType type = MediaType.of(header);
        Optional<Charset> charset = charset(type).filter(one -> one.newEncoder().canEncode(subject));
        boolean attached = header.value("Content-Disposition")
                .map(value -> value.toLowerCase(Locale.ROOT).startsWith("attachment"))
                .orElse(false);
        String encoding = TransferEncoding.name(header).strip();
        boolean fits = !encoding.equals("7bit")
                || StandardCharsets.US_ASCII.newEncoder().canEncode(subject);
        if (charset.isEmpty() || attached || !fits) {
            return Optional.empty();
        }
        Optional<Insertion> shown = switch (type.name()) {
            case "text/plain" ->
                Optional.of(new Insertion(bodyStart, encoded(encoding, "Subject: " + subject, charset.get())));
            case "text/html" ->
                html(entity.from(bodyStart), encoding, subject, charset.get())
                        .map(inner -> new Insertion(bodyStart + inner.offset(), inner.bytes()));
            default -> Optional.empty();
        };
        return shown.map(
                insertion -> List.of(Insertion.parameter(header, start, "hp-legacy-display=\"1\""), insertion));
    }

    private static Optional<Charset> charset(MediaType type) {
        try {
            return Optional.of(Charset.forName(type.parameter("charset").orElse("us-ascii")));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(String encoding, String line, Charset charset) {
        byte[] text = (line + "\r\n\r\n").getBytes(charset);
        return switch (encoding) {
            case "base64" -> base64(line, charset);
            case "quoted-printable" -> quotedPrintable(text);
            default -> text;
        };
    }

    /** Whole groups of base64 may stand in front of others. */
    private static byte[] base64(String line, Charset charset) {
        String text = line;
        byte[] octets = (text + "\r\n\r\n").getBytes(charset);
        while (octets.length % BASE64_GROUP_BYTES != 0) {
            text += " ";
            octets = (text + "\r\n\r\n").getBytes(charset);
        }
        return (Base64.getMimeEncoder().encodeToString(octets) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] quotedPrintable(byte[] text) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            QuotedPrintable.encodeText(new ByteArrayInputStream(text), out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Behind the start of the body; what is in base64, or has no such start, stays without. */
    private static Optional<Insertion> html(Content body, String encoding, String subject, Charset charset) {
        if (encoding.equals("base64")) {
            return Optional.empty();
        }
        try (InputStream in = body.open()) {
            String head = new String(in.readNBytes(HTML_HEAD_LIMIT_BYTES), StandardCharsets.ISO_8859_1);
            int start = head.toLowerCase(Locale.ROOT).indexOf("<body");
            int end = start < 0 ? -1 : head.indexOf('>', start);
            if (end < 0) {
                return Optional.empty();
            }
            String shown = "\r\n<div class=\"header-protection-legacy-display\">\r\n<pre>Subject: " + escaped(subject)
                    + "</pre>\r\n</div>\r\n";
            byte[] octets = shown.getBytes(charset);
            return Optional.of(
                    new Insertion(end + 1, encoding.equals("quoted-printable") ? quotedPrintable(octets) : octets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
