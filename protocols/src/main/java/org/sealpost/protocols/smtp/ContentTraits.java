package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.InputStream;
import org.sealpost.mail.Content;

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
        boolean eightBit = false;
        boolean eightBitHeader = false;
        boolean bare = false;
        boolean afterCr = false;
        boolean inHeader = true;
        long lineLength = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    byte next = buffer[i];
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
            }
        }
        return new ContentTraits(eightBitHeader, eightBit, bare || afterCr, lineLength == 0);
    }
}
