package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import org.sealpost.mail.Content;

/** Reads text with every line end as CRLF, whatever it was: the form over which signatures are made. */
final class LineEnds extends OctetStream {
    private final InputStream in;
    private int previous = -1;
    private boolean lineFeedOwed;

    LineEnds(Content text) throws IOException {
        this.in = Buffered.open(text);
    }

    @Override
    int next() throws IOException {
        if (lineFeedOwed) {
            lineFeedOwed = false;
            previous = '\n';
            return '\n';
        }
        int octet = in.read();
        if (octet == '\n' && previous != '\r') {
            lineFeedOwed = true;
            return '\r';
        }
        previous = octet;
        return octet;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
