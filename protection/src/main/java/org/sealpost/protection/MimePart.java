package org.sealpost.protection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;

/**
 * Where the parts of a message lie (RFC 2046), found in one walk over its bytes; nothing is decoded or kept.
 *
 * @param start offset of the header section
 * @param bodyStart offset behind the empty line
 * @param end offset behind the last byte; the line end in front of a delimiter belongs to the delimiter
 * @param headerIsSafe whether no mail system would change the header section
 * @param bodyIsSafe whether no mail system would change the body; for a multipart: its own lines between the parts
 */
record MimePart(
        HeaderSection header,
        long start,
        long bodyStart,
        long end,
        boolean headerIsSafe,
        boolean bodyIsSafe,
        List<MimePart> parts) {
    static final int PARTS_LIMIT = 10_000;
    static final int NESTING_LIMIT = 50;

    /** RFC 2045 section 6.7 and 6.8 keep lines this short; what is longer might be folded on its way. */
    static final int LINE_LIMIT = 76;

    private static final int HEADER_LINE_LIMIT = 998;

    MediaType type() {
        return MediaType.of(header);
    }

    Content in(Content whole) {
        return whole.slice(start, end - start);
    }

    Content bodyIn(Content whole) {
        return whole.slice(bodyStart, end - bodyStart);
    }

    /** The structure of a whole message or entity. */
    static MimePart of(Content entity) {
        try {
            return entity.isInOnePiece() ? walked(entity) : read(entity);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MimePart read(Content entity) throws IOException {
        try (InputStream in = entity.open()) {
            return new Walk(new MimeLines(in, Jca.chunkBytes(entity.sizeBytes()))).entity(new ArrayList<>());
        }
    }

    /** The same where the octets lie. */
    private static MimePart walked(Content entity) throws IOException {
        List<MimePart> root = new ArrayList<>();
        entity.inBlocks(
                Integer.MAX_VALUE,
                (octets, from, to) -> root.add(new Walk(new MimeLines(octets, from, to)).entity(new ArrayList<>())));
        return root.isEmpty() ? read(entity) : root.getFirst();
    }

    /** One walk; a part ends where a delimiter of any enclosing multipart stands. */
    private static final class Walk {
        private final MimeLines lines;
        private int parts;
        private @Nullable String ended;
        private boolean closed;

        /** The end of the last line, and of the line before its line end. */
        private long beforeLineEnd;

        Walk(MimeLines lines) {
            this.lines = lines;
        }

        MimePart entity(List<String> boundaries) throws IOException {
            if (++parts > PARTS_LIMIT || boundaries.size() > NESTING_LIMIT) {
                throw new UnreadableMessage("more parts or deeper nesting than the house reads");
            }
            long start = lines.end();
            Header header = header(boundaries);
            long bodyStart = lines.end();
            if (ended != null || header.atEnd) {
                long end = ended == null ? bodyStart : Math.max(start, beforeLineEnd);
                return new MimePart(header.section, start, end, end, header.safe, true, List.of());
            }
            MediaType type = MediaType.of(header.section);
            String boundary = type.isMultipart() ? type.parameter("boundary").orElse("") : "";
            // What is signed or sealed inside is one block: nobody may look for something to change in it.
            return boundary.isEmpty()
                    ? leaf(header, start, bodyStart, boundaries)
                    : multipart(header, start, bodyStart, boundaries, boundary);
        }

        private record Header(HeaderSection section, boolean safe, boolean atEnd) {}

        private Header header(List<String> boundaries) throws IOException {
            ByteArrayOutputStream raw = new ByteArrayOutputStream();
            boolean safe = true;
            while (step(boundaries)) {
                lines.writeTo(raw);
                safe &= lines.isCanonical() && lines.length() <= HEADER_LINE_LIMIT;
                if (lines.isCut() || raw.size() > HeaderSection.LIMIT_BYTES) {
                    throw new UnreadableMessage("a header section longer than the house reads");
                }
                if (lines.isEmpty()) {
                    return new Header(section(raw), safe, false);
                }
            }
            return new Header(section(raw), safe, true);
        }

        private static HeaderSection section(ByteArrayOutputStream raw) {
            return HeaderSection.of(raw.toByteArray());
        }

        private MimePart leaf(Header header, long start, long bodyStart, List<String> boundaries) throws IOException {
            boolean safe = true;
            boolean lineEnded = true;
            lines.passSafe(LINE_LIMIT);
            while (step(boundaries)) {
                safe &= lineEnded && lines.isSafeInTransit(LINE_LIMIT);
                // The last line of a body may lack a line end; any other must end in CRLF.
                lineEnded = lines.lineEndBytes() == 2;
                if (lines.passSafe(LINE_LIMIT)) {
                    safe &= lineEnded;
                    lineEnded = true;
                }
            }
            return new MimePart(
                    header.section, start, bodyStart, Math.max(bodyStart, beforeLineEnd), header.safe, safe, List.of());
        }

        private MimePart multipart(Header header, long start, long bodyStart, List<String> boundaries, String boundary)
                throws IOException {
            List<String> inner = new ArrayList<>(boundaries);
            inner.add(boundary);
            List<MimePart> children = new ArrayList<>();
            boolean safe = true;
            while (step(inner)) {
                safe &= lines.isCanonical() && lines.isSafeInTransit(HEADER_LINE_LIMIT);
            }
            while (boundary.equals(ended) && !closed) {
                safe &= lines.isCanonical();
                ended = null;
                children.add(entity(inner));
            }
            if (boundary.equals(ended)) {
                ended = null;
                while (step(boundaries)) {
                    safe &= lines.isSafeInTransit(HEADER_LINE_LIMIT);
                }
            }
            return new MimePart(
                    header.section, start, bodyStart, Math.max(bodyStart, beforeLineEnd), header.safe, safe, children);
        }

        /** Goes on one line, unless the walk has met a delimiter; the innermost boundary that fits ends the part. */
        private boolean step(List<String> boundaries) throws IOException {
            if (ended != null) {
                return false;
            }
            long lastEnd = lines.end() - lines.lineEndBytes();
            if (!lines.next()) {
                beforeLineEnd = lines.end();
                return false;
            }
            if (lines.startsWith("--")) {
                for (String boundary : boundaries.reversed()) {
                    closed = lines.isCloseDelimiter(boundary);
                    if (closed || lines.isDelimiter(boundary)) {
                        ended = boundary;
                        beforeLineEnd = lastEnd;
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
