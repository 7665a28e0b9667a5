package org.sealpost.protocols.smtp;

import java.io.IOException;
import org.sealpost.mail.Content;
import org.sealpost.mail.Octets;

/**
 * What a content asks of the next server.
 *
 * @param eightBitHeader whether its header section has octets over 127
 * @param eightBit whether any part of it has
 * @param bareLineEnds whether it has a CR or LF alone, which SMTP cannot carry
 * @param endsWithLine whether its last line is ended
 */
record ContentTraits(boolean eightBitHeader, boolean eightBit, boolean bareLineEnds, boolean endsWithLine) {
    private static final int BUFFER_BYTES = 32 * 1024;

    static ContentTraits of(Content content) throws IOException {
        Scan scan = new Scan();
        content.inBlocks(BUFFER_BYTES, scan::take);
        return scan.traits();
    }

    private static final class Scan {
        private boolean eightBit;
        private boolean eightBitHeader;
        private boolean bare;
        private boolean afterCr;
        private boolean inHeader = true;
        private long lineLength;

        void take(byte[] octets, int from, int to) {
            int at = from;
            while (at < to) {
                int run = Octets.printableUntil(octets, at, to);
                if (run > at) {
                    bare |= afterCr;
                    afterCr = false;
                    lineLength += run - at;
                    at = run;
                } else {
                    take(octets[at++]);
                }
            }
        }

        private void take(byte next) {
            bare |= next == '\n' != afterCr;
            if (next == '\n') {
                inHeader &= lineLength > 1;
                lineLength = 0;
            } else {
                lineLength++;
                eightBit |= next < 0;
                eightBitHeader |= next < 0 && inHeader;
            }
            afterCr = next == '\r';
        }

        ContentTraits traits() {
            return new ContentTraits(eightBitHeader, eightBit, bare || afterCr, lineLength == 0);
        }
    }
}
