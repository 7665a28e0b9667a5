package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Quoted-printable, RFC 2045 section 6.7, in the strict form that survives gateways and mailbox files. */
final class QuotedPrintable {
    private static final int LINE_LIMIT = 75;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};

    private QuotedPrintable() {}

    /** Encodes text; line ends of any kind become CRLF. */
    static void encodeText(InputStream text, OutputStream out) throws IOException {
        Encoder encoder = new Encoder(out);
        int octet = text.read();
        while (octet >= 0) {
            int next = text.read();
            if (octet == '\r' && next == '\n') {
                next = text.read();
                encoder.lineEnd();
            } else if (octet == '\n') {
                encoder.lineEnd();
            } else {
                encoder.octet(octet, next < 0 || next == '\n' || next == '\r');
            }
            octet = next;
        }
    }

    private static final class Encoder {
        private final OutputStream out;
        private int column;

        Encoder(OutputStream out) {
            this.out = out;
        }

        void lineEnd() throws IOException {
            out.write(CRLF);
            column = 0;
        }

        void octet(int octet, boolean lastInLine) throws IOException {
            boolean literal = isLiteral(octet, lastInLine);
            int width = literal ? 1 : 3;
            if (column + width > LINE_LIMIT) {
                out.write(SOFT_BREAK);
                column = 0;
                octet(octet, lastInLine);
                return;
            }
            if (literal) {
                out.write(octet);
            } else {
                out.write('=');
                out.write(HEX[octet >> 4]);
                out.write(HEX[octet & 15]);
            }
            column += width;
        }

        private boolean isLiteral(int octet, boolean lastInLine) {
            if (octet == ' ' || octet == '\t') {
                return !lastInLine;
            }
            // From_ lines and dots at a line's start are changed by mailbox files and careless servers.
            boolean fragile = column == 0 && (octet == 'F' || octet == '.' || octet == '-');
            return octet > ' ' && octet < 127 && octet != '=' && !fragile;
        }
    }

    /** Decodes tolerantly: what is no escape stays as it is. */
    static InputStream decode(InputStream in) {
        return new Decoder(in);
    }

    private static final class Decoder extends OctetStream {
        private final InputStream in;
        private final int[] held = new int[2];
        private int heldCount;

        Decoder(InputStream in) {
            this.in = in;
        }

        @Override
        int next() throws IOException {
            while (true) {
                int octet = take();
                if (octet != '=') {
                    return octet;
                }
                int first = take();
                if (first == '\n' || first < 0) {
                    continue;
                }
                int second = take();
                if (first == '\r' && second == '\n') {
                    continue;
                }
                int high = Character.digit(first, 16);
                int low = second < 0 ? -1 : Character.digit(second, 16);
                if (high >= 0 && low >= 0) {
                    return high << 4 | low;
                }
                hold(first, second);
                return '=';
            }
        }

        private int take() throws IOException {
            if (heldCount > 0) {
                int octet = held[0];
                held[0] = held[1];
                heldCount--;
                return octet;
            }
            return in.read();
        }

        /** Gives both back. Nothing else is held then, since both came after what was. */
        private void hold(int first, int second) {
            held[0] = first;
            held[1] = second;
            heldCount = second < 0 ? 1 : 2;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
