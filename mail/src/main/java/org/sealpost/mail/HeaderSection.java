package org.sealpost.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header section of a message as raw fields (RFC 5322 section 2.2). Fields are added and left out on the raw bytes; what
 * stays is never rewritten.
 *
 * @param lengthBytes the length of the section with the empty line that ends it: where the body starts
 */
public record HeaderSection(List<HeaderField> fields, long lengthBytes) {
    /** A longer header section is not read further; what follows counts as body. */
    public static final int LIMIT_BYTES = 1024 * 1024;

    public HeaderSection {
        fields = List.copyOf(fields);
    }

    public static HeaderSection of(Content content) {
        return switch (content) {
            case Memory memory -> memory.header();
            case Remembering known -> known.header();
            default -> read(content);
        };
    }

    /** The same content; its header section is read once, however many ask for it. */
    static Content remembering(Content content) {
        return content instanceof Memory || content instanceof Remembering ? content : new Remembering(content);
    }

    private static HeaderSection read(Content content) {
        try (InputStream in = content.open()) {
            return new Reader(in, content.sizeBytes()).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The header section at the start of these bytes. */
    public static HeaderSection of(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    static HeaderSection read(byte[] octets, int start, int end) {
        try {
            return new Reader(octets, start, end).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.is(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    public List<HeaderField> all(String name) {
        List<HeaderField> found = new ArrayList<>();
        for (HeaderField field : fields) {
            if (field.is(name)) {
                found.add(field);
            }
        }
        return List.copyOf(found);
    }

    public Optional<String> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /** The content with new fields, given as lines without CRLF, in front of all others. */
    public static Content prepend(Content content, List<String> lines) {
        String text = String.join("\r\n", lines) + "\r\n";
        return Content.concat(List.of(Content.owning(text.getBytes(StandardCharsets.UTF_8)), content));
    }

    /** The content without the fields that the test names; all other bytes stay. */
    public static Content without(Content content, Predicate<HeaderField> unwanted) {
        HeaderSection section = of(content);
        if (section.fields.stream().noneMatch(unwanted)) {
            return content;
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        section.fields.stream().filter(unwanted.negate()).forEach(field -> kept.writeBytes(field.raw()));
        long fieldsEnd =
                section.fields.stream().mapToLong(field -> field.raw().length).sum();
        return Content.concat(List.of(Content.owning(kept.toByteArray()), content.from(fieldsEnd)));
    }

    /** Content whose header section is known once somebody has asked for it. */
    private static final class Remembering implements Content {
        private final Content content;
        private volatile @Nullable HeaderSection header;

        Remembering(Content content) {
            this.content = content;
        }

        HeaderSection header() {
            HeaderSection known = header;
            if (known == null) {
                known = HeaderSection.read(content);
                header = known;
            }
            return known;
        }

        @Override
        public long sizeBytes() {
            return content.sizeBytes();
        }

        @Override
        public InputStream open() throws IOException {
            return content.open();
        }

        @Override
        public byte[] bytes(int limitBytes) {
            return content.bytes(limitBytes);
        }

        @Override
        public void inBlocks(int blockBytes, Block reader) throws IOException {
            content.inBlocks(blockBytes, reader);
        }

        @Override
        public void inPieces(int limitBytes, Block reader) throws IOException {
            content.inPieces(limitBytes, reader);
        }

        @Override
        public Content inMemory() {
            return content.inMemory();
        }

        @Override
        public Content from(long offset) {
            return content.from(offset);
        }

        @Override
        public Content slice(long offset, long length) {
            return content.slice(offset, length);
        }
    }

    /** Reads line by line; a line that is neither a field nor a continuation ends the section (RFC 5322 section 3.5). */
    private static final class Reader {
        private static final int BLOCK_BYTES = 4096;

        /** Nothing but the empty line at the end may lie behind the limit. */
        private static final int BUFFER_LIMIT_BYTES = LIMIT_BYTES + 2;

        private final Optional<InputStream> in;
        private final List<HeaderField> fields = new ArrayList<>();
        private final int start;
        private byte[] buffer;
        private int filled;

        Reader(InputStream in, long sizeBytes) {
            this.in = Optional.of(in);
            this.start = 0;
            this.buffer = new byte[Math.clamp(sizeBytes, 1, BLOCK_BYTES)];
        }

        /** Reads the octets where they lie. */
        Reader(byte[] octets, int start, int end) {
            this.in = Optional.empty();
            this.start = start;
            this.buffer = octets;
            this.filled = start + Math.min(end - start, BUFFER_LIMIT_BYTES);
        }

        HeaderSection read() throws IOException {
            int field = start;
            int line = start;
            int limit = start + LIMIT_BYTES;
            while (true) {
                int end = endOfLine(line);
                if (field < line && line < end && isWhite(buffer[line]) && end <= limit) {
                    line = end;
                    continue;
                }
                if (field < line) {
                    add(field, line);
                }
                if (isEmpty(line, end)) {
                    return new HeaderSection(fields, end - start);
                }
                if (end > limit || colon(line, end) < 0) {
                    return new HeaderSection(fields, line - start);
                }
                field = line;
                line = end;
            }
        }

        private void add(int from, int end) {
            String name = new String(buffer, from, colon(from, end) - from, StandardCharsets.US_ASCII);
            fields.add(new HeaderField(name.stripTrailing(), Arrays.copyOfRange(buffer, from, end)));
        }

        /** Behind the line end; at the end of the content or of what is read, there. */
        private int endOfLine(int from) throws IOException {
            int at = from;
            while (at < filled || fill()) {
                if (buffer[at++] == '\n') {
                    break;
                }
            }
            return at;
        }

        private boolean fill() throws IOException {
            if (in.isEmpty() || filled == BUFFER_LIMIT_BYTES) {
                return false;
            }
            if (filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.clamp(2L * filled, BLOCK_BYTES, BUFFER_LIMIT_BYTES));
            }
            int count = in.get().read(buffer, filled, buffer.length - filled);
            filled += Math.max(count, 0);
            return count > 0;
        }

        /** Where the colon behind a name stands; -1 if the line starts with no name. */
        private int colon(int from, int end) {
            for (int i = from; i < end; i++) {
                byte octet = buffer[i];
                if (octet == ':' && i > from) {
                    return i;
                }
                if (octet < 33 && !isWhite(octet) || octet == 127) {
                    return -1;
                }
            }
            return -1;
        }

        private boolean isEmpty(int from, int end) {
            return end - from == 1 && buffer[from] == '\n'
                    || end - from == 2 && buffer[from] == '\r' && buffer[from + 1] == '\n';
        }

        private static boolean isWhite(byte octet) {
            return octet == ' ' || octet == '\t';
        }
    }
}
