package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;

/**
 * Brings an entity into the form in which it survives every mail system, before the house signs it (RFC 8551 section 3.1):
 * seven bits, CRLF, short lines, no blank at a line's end. Parts that are so already keep their bytes; parts that somebody
 * signed or sealed are never touched.
 */
final class CanonicalEntity {
    private static final byte[] CRLF = {'\r', '\n'};

    private final Content source;
    private final OutputStream out;

    private CanonicalEntity(Content source, OutputStream out) {
        this.source = source;
        this.out = out;
    }

    /** The entity itself if it is canonical, else a new one in the spool. */
    static Content of(Content given, Path spoolFolder) throws IOException {
        Content entity = given.compact();
        MimePart root = MimePart.of(entity);
        if (isSafe(root)) {
            return entity;
        }
        Spool spool = new Spool(spoolFolder, entity.sizeBytes() + entity.sizeBytes() / 8);
        new CanonicalEntity(entity, spool).write(root);
        return spool.content();
    }

    private static boolean isSafe(MimePart part) {
        return part.headerIsSafe() && part.bodyIsSafe() && part.parts().stream().allMatch(CanonicalEntity::isSafe);
    }

    private void write(MimePart part) throws IOException {
        MediaType type = part.type();
        if (isSafe(part)) {
            copy(part.in(source));
        } else if (type.name().equals("multipart/signed") || type.name().equals("multipart/encrypted")) {
            lines(part.in(source));
        } else if (!part.parts().isEmpty()) {
            multipart(part, type.parameter("boundary").orElseThrow());
        } else if (type.name().startsWith("message/") || part.bodyIsSafe()) {
            // A message inside must not be encoded (RFC 2046 section 5.2.1); its line ends are made whole.
            header(part, "");
            lines(part.bodyIn(source));
        } else {
            leaf(part, type);
        }
    }

    private void multipart(MimePart part, String boundary) throws IOException {
        // A multipart itself carries no encoding once all of its parts have seven bits.
        header(part, "7bit");
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        boolean first = true;
        for (MimePart child : part.parts()) {
            out.write(delimiter, first ? 2 : 0, delimiter.length - (first ? 2 : 0));
            out.write(CRLF);
            write(child);
            first = false;
        }
        out.write(delimiter);
        out.write("--\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private void leaf(MimePart part, MediaType type) throws IOException {
        String encoding = TransferEncoding.name(part.header());
        boolean encoded = encoding.equals("base64") || encoding.equals("quoted-printable");
        if (encoded) {
            reencode(part, encoding);
        } else if (type.name().startsWith("text/") && !isWide(type)) {
            header(part, "quoted-printable");
            try (InputStream in = body(part)) {
                QuotedPrintable.encodeText(in, out);
            }
        } else {
            base64(part, body(part));
        }
    }

    /** In UTF-16 and UTF-32 the octets of a line end may be parts of a letter (RFC 2781 section 4). */
    private static boolean isWide(MediaType type) {
        String charset = type.parameter("charset").orElse("").toLowerCase(Locale.ROOT);
        return charset.startsWith("utf-16") || charset.startsWith("utf-32") || charset.contains("ucs");
    }

    /** An encoded body in a form that might break on its way: decoded and encoded again. */
    private void reencode(MimePart part, String encoding) throws IOException {
        if (encoding.equals("base64")) {
            base64(part, TransferEncoding.decoded(part.header(), part.bodyIn(source)));
            return;
        }
        header(part, encoding);
        try (InputStream in = TransferEncoding.decoded(part.header(), part.bodyIn(source))) {
            QuotedPrintable.encodeText(in, out);
        }
    }

    private void base64(MimePart part, InputStream decoded) throws IOException {
        header(part, "base64");
        try (InputStream in = decoded;
                Base64Stream encoder = new Base64Stream(out, part.end() - part.bodyStart())) {
            in.transferTo(encoder);
        }
    }

    private InputStream body(MimePart part) throws IOException {
        return Buffered.open(part.bodyIn(source));
    }

    private void header(MimePart part, String encoding) throws IOException {
        for (HeaderField field : part.header().fields()) {
            if (encoding.isEmpty() || !field.is("Content-Transfer-Encoding")) {
                out.write(field.raw());
            }
        }
        if (!encoding.isEmpty()) {
            out.write(("Content-Transfer-Encoding: " + encoding + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(CRLF);
    }

    private void copy(Content content) throws IOException {
        try (InputStream in = content.open()) {
            in.transferTo(out);
        }
    }

    /** Copies with each line end made CRLF. */
    private void lines(Content content) throws IOException {
        try (InputStream in = new LineEnds(content)) {
            in.transferTo(out);
        }
    }
}
