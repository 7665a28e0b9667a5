package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.OutputStream;
import org.sealpost.mail.Octets;

/** Puts a second dot before one that starts a line, so that no line of a message can be its end (RFC 5321 section 4.5.2). */
final class DotStuffing {
    private final OutputStream out;
    private boolean lineStart = true;

    DotStuffing(OutputStream out) {
        this.out = out;
    }

    /** Octets of one message, in order. */
    void write(byte[] octets, int from, int to) throws IOException {
        int start = from;
        int at = from;
        while (at < to) {
            if (lineStart && octets[at] == '.') {
                out.write(octets, start, at - start);
                out.write('.');
                start = at;
            }
            int run = Octets.printableUntil(octets, at, to);
            lineStart = run == at && octets[at] == '\n';
            at = Math.max(run, at + 1);
        }
        out.write(octets, start, to - start);
    }
}
