package org.sealpost.protection.openpgp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPadding;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;

/**
 * Walks over the packets of a message (RFC 9580 section 10.3): one literal, perhaps packed, perhaps with signatures around it.
 * Anything else, and anything twice, is refused: two programs could read two messages in it.
 */
final class Packets {
    private static final int NESTING_LIMIT = 3;
    private static final int SIGNATURES_LIMIT = 16;
    private static final int PACKETS_LIMIT = 64;
    private static final int BUFFER_BYTES = 1 << 15;

    private final OutputStream into;
    private final List<byte[]> signatures = new ArrayList<>();
    private long leftBytes;
    private boolean seen;

    Packets(OutputStream into, long limitBytes) {
        this.into = into;
        this.leftBytes = limitBytes;
    }

    Reading.Signatures signatures() {
        return new Reading.Signatures(signatures);
    }

    /** Writes the literal's content. */
    void read(InputStream packets) throws IOException, PGPException {
        read(packets, 0);
        if (!seen) {
            throw new IOException("no content in the message");
        }
    }

    private void read(InputStream packets, int depth) throws IOException, PGPException {
        BcPGPObjectFactory factory = new BcPGPObjectFactory(packets);
        factory.setThrowForUnknownCriticalPackets(true);
        Object packet = factory.nextObject();
        for (int count = 0; packet != null; count++) {
            if (count > PACKETS_LIMIT) {
                throw new IOException("more packets than a message has");
            }
            take(packet, depth);
            packet = factory.nextObject();
        }
    }

    private void take(Object packet, int depth) throws IOException, PGPException {
        switch (packet) {
            case PGPMarker marker -> {}
            case PGPPadding padding -> {}
            case PGPOnePassSignatureList announced -> once(false);
            case PGPSignatureList list -> add(list, signatures);
            case PGPLiteralData literal -> {
                once(true);
                copy(literal.getInputStream());
            }
            case PGPCompressedData packed -> {
                if (seen || depth >= NESTING_LIMIT) {
                    throw new IOException("packed too often");
                }
                read(packed.getDataStream(), depth + 1);
            }
            default -> throw new IOException("a packet that is no part of a message");
        }
    }

    private void once(boolean content) throws IOException {
        if (seen) {
            throw new IOException("more than one message");
        }
        seen = content;
    }

    private void copy(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            leftBytes -= count;
            if (leftBytes < 0) {
                throw new IOException("more content than is read");
            }
            into.write(buffer, 0, count);
        }
    }

    /** All signatures of a file that holds nothing else. */
    static void signatures(InputStream file, List<byte[]> into) throws IOException {
        BcPGPObjectFactory factory = new BcPGPObjectFactory(file);
        Object packet = factory.nextObject();
        while (packet != null) {
            if (packet instanceof PGPSignatureList list) {
                add(list, into);
            } else if (!(packet instanceof PGPMarker)) {
                throw new IOException("not a signature");
            }
            packet = factory.nextObject();
        }
    }

    private static void add(PGPSignatureList list, List<byte[]> into) throws IOException {
        for (PGPSignature signature : list) {
            if (into.size() >= SIGNATURES_LIMIT) {
                throw new IOException("more signatures than are read");
            }
            into.add(signature.getEncoded());
        }
    }
}
