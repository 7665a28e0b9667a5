package org.sealpost.protection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Says from the bytes what a CMS structure is (RFC 5652, RFC 5083): walks from the outermost element to where the content
 * starts, keeps nothing, and asks for no memory that a length in the message names.
 */
final class CmsHead {
    /** Room for the key of every recipient that the house reads, in front of the content. */
    private static final int LIMIT_BYTES = 1024 * 1024;

    private static final int NESTING_LIMIT = 16;
    private static final int OID_LIMIT_BYTES = 32;
    private static final int INDEFINITE = -1;

    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int INTEGER = 0x02;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int TAGGED_0 = 0xa0;
    private static final int TAGGED_0_PRIMITIVE = 0x80;

    private static final String SIGNED_DATA = "2a864886f70d010702";
    private static final String ENVELOPED_DATA = "2a864886f70d010703";
    private static final String COMPRESSED_DATA = "2a864886f70d0109100109";
    private static final String RECEIPT = "2a864886f70d0109100101";
    private static final String AUTH_ENVELOPED_DATA = "2a864886f70d0109100117";

    private final InputStream in;
    private int read;

    private CmsHead(InputStream in) {
        this.in = in;
    }

    /** Empty if the bytes are no CMS that signs or encrypts a content carried inside. */
    static Optional<SmimeKind> of(InputStream cms) {
        try {
            return new CmsHead(cms).kind();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private record Element(int tag, int length) {}

    private Optional<SmimeKind> kind() throws IOException {
        enter(SEQUENCE);
        String type = objectIdentifier();
        enter(TAGGED_0);
        enter(SEQUENCE);
        return switch (type) {
            case SIGNED_DATA -> carriesSigned() ? Optional.of(SmimeKind.OPAQUE_SIGNED) : Optional.empty();
            case ENVELOPED_DATA, AUTH_ENVELOPED_DATA ->
                carriesEncrypted() ? Optional.of(SmimeKind.ENCRYPTED) : Optional.empty();
            case COMPRESSED_DATA -> carriesCompressed() ? Optional.of(SmimeKind.COMPRESSED) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** RFC 3274 section 1.1. */
    private boolean carriesCompressed() throws IOException {
        skip(enter(INTEGER), 0);
        skip(enter(SEQUENCE), 0);
        return carriesContent();
    }

    /** RFC 5652 section 5.1; a list of certificates (RFC 8551 section 3.8) has the same form without a content. */
    private boolean carriesSigned() throws IOException {
        skip(enter(INTEGER), 0);
        skip(enter(SET), 0);
        return carriesContent();
    }

    private boolean carriesContent() throws IOException {
        Element encapsulated = enter(SEQUENCE);
        int start = read;
        if (objectIdentifier().equals(RECEIPT)) {
            // No mail (RFC 2634 section 2.4): no program shows what is inside.
            return false;
        }
        boolean more = encapsulated.length == INDEFINITE || read - start < encapsulated.length;
        return more && element().tag == TAGGED_0;
    }

    /** RFC 5652 section 6.1 and RFC 5083 section 2.1: somebody can open it, the cipher has a name, and there is a content. */
    private boolean carriesEncrypted() throws IOException {
        skip(enter(INTEGER), 0);
        Element next = element();
        if (next.tag == TAGGED_0) {
            skip(next, 0);
            next = element();
        }
        if (next.tag != SET || next.length == 0) {
            return false;
        }
        int start = read;
        Element recipient = element();
        if (recipient.tag == 0) {
            return false;
        }
        skip(recipient, 1);
        skipRest(next, read - start);
        enter(SEQUENCE);
        objectIdentifier();
        Element algorithm = enter(SEQUENCE);
        start = read;
        objectIdentifier();
        skipRest(algorithm, read - start);
        Element content = element();
        return (content.tag == TAGGED_0 || content.tag == TAGGED_0_PRIMITIVE) && content.length != 0;
    }

    private Element enter(int tag) throws IOException {
        Element element = element();
        if (element.tag != tag) {
            throw new IOException("another element was expected");
        }
        return element;
    }

    private Element element() throws IOException {
        int tag = next();
        int first = next();
        if (first < 0x80) {
            return new Element(tag, first);
        }
        if (first == 0x80) {
            return new Element(tag, INDEFINITE);
        }
        long length = 0;
        for (int i = 0; i < first - 0x80; i++) {
            length = length << 8 | next();
            if (length > Integer.MAX_VALUE) {
                throw new IOException("longer than any message");
            }
        }
        return new Element(tag, (int) length);
    }

    private String objectIdentifier() throws IOException {
        Element element = enter(OBJECT_IDENTIFIER);
        if (element.length < 1 || element.length > OID_LIMIT_BYTES) {
            throw new IOException("no object identifier");
        }
        byte[] value = new byte[element.length];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) next();
        }
        return HexFormat.of().formatHex(value);
    }

    private void skip(Element element, int depth) throws IOException {
        if (depth > NESTING_LIMIT) {
            throw new IOException("deeper nesting than the house reads");
        }
        if (element.length == INDEFINITE) {
            // Ends with an element of tag and length 0 (X.690 section 8.1.5).
            for (Element inner = element(); inner.tag != 0; inner = element()) {
                skip(inner, depth + 1);
            }
            return;
        }
        if (element.length > LIMIT_BYTES - read) {
            throw new EOFException();
        }
        in.skipNBytes(element.length);
        read += element.length;
    }

    /** What is left of an element of which some bytes are read. */
    private void skipRest(Element element, int done) throws IOException {
        if (element.length == INDEFINITE) {
            skip(element, 0);
        } else if (done > element.length) {
            throw new IOException("an element longer than what it is part of");
        } else {
            skip(new Element(element.tag, element.length - done), 0);
        }
    }

    private int next() throws IOException {
        int octet = in.read();
        if (octet < 0 || ++read > LIMIT_BYTES) {
            throw new EOFException();
        }
        return octet;
    }
}
