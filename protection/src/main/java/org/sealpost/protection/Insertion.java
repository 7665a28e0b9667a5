package org.sealpost.protection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/** Bytes to put in at an offset of a content. */
record Insertion(long offset, byte[] bytes) {
    /**
     * Another parameter of the Content-Type field.
     *
     * @param start where the header section starts
     */
    static Insertion parameter(HeaderSection header, long start, String parameter) {
        long at = start;
        for (HeaderField field : header.fields()) {
            if (field.is("Content-Type")) {
                String text = new String(field.raw(), StandardCharsets.ISO_8859_1);
                String value = text.stripTrailing();
                String separator = value.endsWith(";") ? "\r\n " : ";\r\n ";
                return new Insertion(at + value.length(), ascii(separator + parameter));
            }
            at += field.raw().length;
        }
        return new Insertion(start, ascii("Content-Type: text/plain; charset=us-ascii;\r\n " + parameter + "\r\n"));
    }

    /** The content with all of them; those at the same offset in the order in which they are given. */
    static Content into(Content content, List<Insertion> insertions) {
        List<Content> parts = new ArrayList<>();
        long at = 0;
        for (Insertion one : insertions.stream()
                .sorted(Comparator.comparingLong(Insertion::offset))
                .toList()) {
            parts.add(content.slice(at, one.offset - at));
            parts.add(Content.owning(one.bytes));
            at = one.offset;
        }
        parts.add(content.from(at));
        return Content.concat(parts);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
