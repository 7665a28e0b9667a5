package org.sealpost.protection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetStringParser;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1SequenceParser;
import org.bouncycastle.asn1.ASN1SetParser;
import org.bouncycastle.asn1.ASN1StreamParser;
import org.bouncycastle.asn1.cms.ContentInfoParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CMS structure from a message as a stream. The content may have any length and is never held; all that stands
 * around it, such as certificates, signatures and the keys of recipients, has a limit together. A length that is written in
 * the message gets no more memory than there are bytes in the message, nor more than that limit.
 */
final class CmsReader {
    static final int AROUND_LIMIT_BYTES = 2 * 1024 * 1024;

    private final Metered in;

    /**
     * @param cms decoded, and read in blocks
     * @param sizeBytes how many bytes it has at most
     */
    CmsReader(InputStream cms, long sizeBytes) {
        this.in = new Metered(cms, sizeBytes);
    }

    ContentInfoParser contentInfo() throws IOException {
        ASN1StreamParser parser = new ASN1StreamParser(in, in.left);
        if (parser.readObject() instanceof ASN1SequenceParser sequence) {
            return new ContentInfoParser(sequence);
        }
        throw new UnreadableMessage("not a CMS structure");
    }

    /** What is done with a stream. */
    interface Taker {
        void take(InputStream content) throws IOException;
    }

    /** Hands out the content, which does not count. */
    void content(ASN1OctetStringParser octets, Taker taker) throws IOException {
        in.counts = false;
        try (InputStream content = octets.getOctetStream()) {
            taker.take(content);
        } finally {
            in.counts = true;
        }
    }

    /** What is done with an element of a set. */
    interface Visitor {
        void visit(ASN1Primitive element) throws IOException;
    }

    /**
     * Reads a set to its end in any case, since what follows comes behind it.
     *
     * @param what for the refusal, such as {@code signers}
     */
    void each(@Nullable ASN1SetParser set, int limit, String what, Visitor visitor) throws IOException {
        int count = 0;
        ASN1Encodable next;
        while (set != null && (next = set.readObject()) != null) {
            if (++count > limit) {
                throw new UnreadableMessage("more " + what + " than the house reads: " + limit);
            }
            // Taking the whole element moves the parser on, also when nobody asks for it any more.
            visitor.visit(next.toASN1Primitive());
        }
    }

    /** Counts what is read outside of the content. */
    private static final class Metered extends FilterInputStream {
        private int left;
        private boolean counts = true;

        Metered(InputStream in, long sizeBytes) {
            super(in);
            this.left = Math.clamp(sizeBytes, 0, AROUND_LIMIT_BYTES) + 1;
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            count(count);
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(count);
            count(skipped);
            return skipped;
        }

        private void count(long read) {
            if (counts) {
                left -= (int) Math.max(0, read);
                if (left <= 0) {
                    throw new UnreadableMessage("more certificates, signatures or keys than the house reads");
                }
            }
        }
    }
}
