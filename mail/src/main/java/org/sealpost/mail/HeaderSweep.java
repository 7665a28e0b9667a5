package org.sealpost.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes fields out of a header section also where a line is no field (RFC 5322 section 3.6.8): the section ends there for us,
 * but many a mail program reads on to the first empty line, and would find a forged field behind it.
 */
public final class HeaderSweep {
    /** Nobody's program breaks so many lines; behind the last of them an empty line ends the section for everybody. */
    private static final int BROKEN_LINES = 100;

    private HeaderSweep() {}

    /** The content without the fields that the test names, up to the first empty line; all other bytes stay. */
    public static Content without(Content content, Predicate<HeaderField> unwanted) {
        Sweep sweep = new Sweep(content, unwanted);
        for (int broken = 0; broken < BROKEN_LINES && sweep.at <= HeaderSection.LIMIT_BYTES; broken++) {
            if (sweep.fields()) {
                return sweep.swept();
            }
            sweep.brokenLine();
        }
        sweep.end();
        return sweep.swept();
    }

    /** How far a content is read, and what of it stays. */
    private static final class Sweep {
        private final Content content;
        private final Predicate<HeaderField> unwanted;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean changed;
        private long at;

        Sweep(Content content, Predicate<HeaderField> unwanted) {
            this.content = content;
            this.unwanted = unwanted;
        }

        /** All fields up to the next line that is none; whether that is the end of the section. */
        boolean fields() {
            HeaderSection section = HeaderSection.of(content.from(at));
            long start = at;
            section.fields().forEach(this::sort);
            return at - start < section.lengthBytes() || at == content.sizeBytes();
        }

        void brokenLine() {
            byte[] line = line(content.from(at));
            sort(new HeaderField(name(line), line));
        }

        private void sort(HeaderField field) {
            at += field.raw().length;
            if (unwanted.test(field)) {
                changed = true;
            } else {
                kept.writeBytes(field.raw());
            }
        }

        void end() {
            kept.writeBytes(new byte[] {'\r', '\n'});
            changed = true;
        }

        Content swept() {
            return changed ? Content.concat(List.of(Content.owning(kept.toByteArray()), content.from(at))) : content;
        }
    }

    /** The first line with its end; a longer one than a header section may be is cut there. */
    private static byte[] line(Content content) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = content.open()) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                line.write(octet);
                if (octet == '\n' || line.size() >= HeaderSection.LIMIT_BYTES) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toByteArray();
    }

    private static String name(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        return (colon < 0 ? text : text.substring(0, colon)).strip();
    }
}
