package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/** Puts the files of a {@code winmail.dat} into a message as files that every mail program shows. All other bytes stay. */
public final class WinmailDat {
    /** A larger one stays as it is. */
    private static final int LIMIT_BYTES = 32 * 1024 * 1024;

    private static final int NAME_LIMIT = 150;
    private static final int DEPTH_LIMIT = 5;
    private static final List<String> TYPES = List.of("application/ms-tnef", "application/vnd.ms-tnef");
    /** In no other kind of multipart may anything be changed. */
    private static final List<String> OPEN = List.of("multipart/mixed", "multipart/related", "multipart/alternative");

    private WinmailDat() {}

    /** What was found. */
    public sealed interface Found {
        /** No such file. */
        record Nothing() implements Found {}

        /** One that cannot be read; the message stays as it is. */
        record Unreadable(String reason) implements Found {}

        /**
         * The message with the files.
         *
         * @param kept whether {@code winmail.dat} stays beside them, since it holds more
         */
        record Unpacked(Content content, List<String> names, boolean kept) implements Found {
            public Unpacked {
                names = List.copyOf(names);
            }
        }
    }

    /** Looks for the first one and unpacks it; never into what is signed or sealed. */
    public static Found unpack(Content message) {
        MediaType type = MediaType.of(HeaderSection.of(message));
        if (!OPEN.contains(type.name()) && !TYPES.contains(type.name())) {
            return new Found.Nothing();
        }
        try {
            MimePart root = MimePart.of(message);
            Optional<Place> place = find(root, Optional.empty(), 0);
            return place.isEmpty() ? new Found.Nothing() : unpack(message, place.get());
        } catch (UnreadableMessage e) {
            return new Found.Nothing();
        } catch (UnreadableTnef e) {
            return new Found.Unreadable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The part, and the boundary of the multipart in which it lies; none if it is the whole message. */
    private record Place(MimePart part, Optional<String> boundary) {}

    private static Optional<Place> find(MimePart part, Optional<String> boundary, int depth) {
        MediaType type = part.type();
        if (OPEN.contains(type.name()) && depth < DEPTH_LIMIT) {
            return part.parts().stream()
                    .flatMap(child -> find(child, type.parameter("boundary"), depth + 1).stream())
                    .findFirst();
        }
        return isTnef(part, type) ? Optional.of(new Place(part, boundary)) : Optional.empty();
    }

    private static boolean isTnef(MimePart part, MediaType type) {
        MediaType disposition =
                MediaType.parse(part.header().value("Content-Disposition").orElse(""));
        String name = type.parameter("name")
                .or(() -> disposition.parameter("filename"))
                .orElse("");
        return TYPES.contains(type.name())
                || type.name().equals("application/octet-stream") && name.equalsIgnoreCase("winmail.dat");
    }

    private static Found unpack(Content message, Place place) throws IOException, UnreadableTnef {
        Tnef tnef = Tnef.read(decoded(message, place.part));
        if (tnef.files().isEmpty()) {
            return new Found.Nothing();
        }
        List<Content> parts = new ArrayList<>();
        for (Tnef.File file : tnef.files()) {
            parts.add(part(file));
        }
        List<String> names =
                tnef.files().stream().map(file -> printable(file.name())).toList();
        Content content = place.boundary
                .map(boundary -> replaced(message, place.part, parts, boundary, tnef.hasMore()))
                .orElseGet(() -> whole(message, place.part, parts, tnef.hasMore()));
        return new Found.Unpacked(content, names, tnef.hasMore());
    }

    private static byte[] decoded(Content message, MimePart part) throws IOException, UnreadableTnef {
        try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(message))) {
            byte[] bytes = in.readNBytes(LIMIT_BYTES + 1);
            if (bytes.length > LIMIT_BYTES) {
                throw new UnreadableTnef("it is longer than " + LIMIT_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /** Between the same delimiters as before. */
    private static Content replaced(
            Content message, MimePart part, List<Content> parts, String boundary, boolean keeps) {
        List<Content> all = new ArrayList<>(parts);
        if (keeps) {
            all.addFirst(part.in(message));
        }
        List<Content> pieces = new ArrayList<>(List.of(message.slice(0, part.start())));
        pieces.addAll(joined(all, ascii("\r\n--" + boundary + "\r\n")));
        pieces.add(message.from(part.end()));
        return Content.concat(pieces);
    }

    /** A message that is nothing but TNEF becomes a multipart. */
    private static Content whole(Content message, MimePart part, List<Content> parts, boolean keeps) {
        String boundary = Boundary.make();
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        for (HeaderField field : part.header().fields()) {
            boolean ofBody = field.name().toLowerCase(Locale.ROOT).startsWith("content-");
            (ofBody ? inner : outer).writeBytes(field.raw());
        }
        boolean named =
                HeaderSection.of(outer.toByteArray()).first("MIME-Version").isPresent();
        List<Content> all = new ArrayList<>(parts);
        if (keeps) {
            all.addFirst(
                    Content.concat(List.of(Content.owning(inner.toByteArray()), ascii("\r\n"), part.bodyIn(message))));
        }
        List<Content> pieces = new ArrayList<>(List.of(
                Content.owning(outer.toByteArray()),
                ascii((named ? "" : "MIME-Version: 1.0\r\n") + "Content-Type: multipart/mixed; boundary=\"" + boundary
                        + "\"\r\n\r\n--" + boundary + "\r\n")));
        pieces.addAll(joined(all, ascii("\r\n--" + boundary + "\r\n")));
        pieces.add(ascii("\r\n--" + boundary + "--\r\n"));
        return Content.concat(pieces);
    }

    private static List<Content> joined(List<Content> parts, Content between) {
        List<Content> all = new ArrayList<>();
        for (Content part : parts) {
            if (!all.isEmpty()) {
                all.add(between);
            }
            all.add(part);
        }
        return all;
    }

    private static Content part(Tnef.File file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // What claims to be a message or a multipart would be read as one.
        String type = file.type().startsWith("multipart/") || file.type().startsWith("message/")
                ? "application/octet-stream"
                : file.type();
        out.writeBytes(("Content-Type: " + type + "\r\nContent-Disposition: attachment;\r\n\tfilename*=utf-8''"
                        + escaped(file.name()) + "\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        try (Base64Stream base64 = new Base64Stream(out, file.bytes().length)) {
            base64.write(file.bytes(), 0, file.bytes().length);
        }
        return Content.owning(out.toByteArray());
    }

    /** RFC 2231 section 4; without folders, which a name must not bring along. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : printable(name).getBytes(StandardCharsets.UTF_8)) {
            boolean plain = octet >= 'a' && octet <= 'z'
                    || octet >= 'A' && octet <= 'Z'
                    || octet >= '0' && octet <= '9'
                    || "._-".indexOf(octet) >= 0;
            escaped.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet & 0xff));
        }
        return escaped.toString();
    }

    private static String printable(String name) {
        String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String shown = file.replaceAll("\\p{Cntrl}+", " ").strip();
        return shown.isEmpty() ? "attachment" : shown.substring(0, Math.min(shown.length(), NAME_LIMIT));
    }

    private static Content ascii(String text) {
        return Content.owning(text.getBytes(StandardCharsets.UTF_8));
    }
}
