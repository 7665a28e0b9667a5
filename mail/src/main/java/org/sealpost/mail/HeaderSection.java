package org.sealpost.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
        try (InputStream in = content.open()) {
            return new Reader(in).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<HeaderField> first(String name) {
        return fields.stream().filter(field -> field.is(name)).findFirst();
    }

    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    public Optional<String> value(String name) {
        return first(name).map(HeaderField::value);
    }

    /** The content with new fields, given as lines without CRLF, in front of all others. */
    public static Content prepend(Content content, List<String> lines) {
        String text = String.join("\r\n", lines) + "\r\n";
        return Content.concat(List.of(Content.of(text.getBytes(StandardCharsets.UTF_8)), content));
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
        return Content.concat(List.of(Content.of(kept.toByteArray()), content.from(fieldsEnd)));
    }

    /** Reads line by line; a line that is neither a field nor a continuation ends the section (RFC 5322 section 3.5). */
    private static final class Reader {
        private final InputStream in;
        private final List<HeaderField> fields = new ArrayList<>();
        private final ByteArrayOutputStream current = new ByteArrayOutputStream();
        private long read;

        Reader(InputStream in) {
            this.in = new java.io.BufferedInputStream(in);
        }

        HeaderSection read() throws IOException {
            while (true) {
                byte[] line = line();
                if (line.length > 0 && isWhite(line[0]) && current.size() > 0) {
                    current.writeBytes(line);
                    continue;
                }
                flush();
                if (line.length == 0 || isEmpty(line) || name(line).isEmpty() || read > LIMIT_BYTES) {
                    return new HeaderSection(fields, isEmpty(line) ? read : read - line.length);
                }
                current.writeBytes(line);
            }
        }

        private void flush() {
            if (current.size() > 0) {
                byte[] raw = current.toByteArray();
                fields.add(new HeaderField(name(raw).orElseThrow(), raw));
                current.reset();
            }
        }

        private byte[] line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next;
            while (line.size() <= LIMIT_BYTES && (next = in.read()) >= 0) {
                line.write(next);
                if (next == '\n') {
                    break;
                }
            }
            read += line.size();
            return line.toByteArray();
        }

        private static Optional<String> name(byte[] line) {
            for (int i = 0; i < line.length; i++) {
                if (line[i] == ':' && i > 0) {
                    return Optional.of(new String(line, 0, i, StandardCharsets.US_ASCII).stripTrailing());
                }
                if (line[i] < 33 && !isWhite(line[i]) || line[i] == 127) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        private static boolean isEmpty(byte[] line) {
            return line.length == 1 && line[0] == '\n' || line.length == 2 && line[0] == '\r' && line[1] == '\n';
        }

        private static boolean isWhite(byte octet) {
            return octet == ' ' || octet == '\t';
        }
    }
}
