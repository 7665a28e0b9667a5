package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Quoted-printable, RFC 2045 section 6.7, in the strict form that survives gateways and mailbox files. */
final class QuotedPrintable {
    private static final int LINE_LIMIT = 75;
    private static final int BLOCK_BYTES = 4096;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};

    private QuotedPrintable() {}

    /** Encodes text; line ends of any kind become CRLF. */
    static void encodeText(InputStream text, OutputStream out) throws IOException {
        Encoder encoder = new Encoder(out);
        byte[] block = new byte[BLOCK_BYTES];
        for (int count = text.read(block, 0, BLOCK_BYTES); count > 0; count = text.read(block, 0, BLOCK_BYTES)) {
            encoder.take(block, count);
        }
        encoder.end();
    }

    private static final class Encoder {
        private static final int NONE = -1;

        private final OutputStream out;
        private int column;

        /** A CR or a blank: what it is shows the octet behind it. */
        private int held = NONE;

        Encoder(OutputStream out) {
            this.out = out;
        }

        void take(byte[] octets, int end) throws IOException {
            int at = 0;
            while (at < end) {
                int run = held == NONE ? literalUntil(octets, at, Math.min(end, at + LINE_LIMIT - column)) : at;
                if (run > at) {
                    out.write(octets, at, run - at);
                    column += run - at;
                    at = run;
                } else {
                    take(octets[at++] & 0xff);
                }
            }
        }

        void end() throws IOException {
            release(NONE);
        }

        /** How far every octet stands for itself, whatever comes behind. */
        private int literalUntil(byte[] octets, int from, int to) {
            int at = from;
            while (at < to && isLiteral(octets[at], at - from + column)) {
                at++;
            }
            return at;
        }

        private void take(int octet) throws IOException {
            if (octet == '\n' && held == '\r') {
                held = NONE;
                lineEnd();
                return;
            }
            release(octet);
            if (octet == '\n') {
                lineEnd();
            } else if (octet == '\r' || isBlank(octet)) {
                held = octet;
            } else {
                put(octet, isLiteral(octet, column));
            }
        }

        /** A blank at the end of a line gets lost on the way. */
        private void release(int next) throws IOException {
            if (held != NONE) {
                put(held, isBlank(held) && next != NONE && next != '\r' && next != '\n');
                held = NONE;
            }
        }

        private void lineEnd() throws IOException {
            out.write(CRLF);
            column = 0;
        }

        private void put(int octet, boolean literal) throws IOException {
            int width = literal ? 1 : 3;
            if (column + width > LINE_LIMIT) {
                out.write(SOFT_BREAK);
                column = 0;
                put(octet, literal && (isBlank(octet) || isLiteral(octet, 0)));
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

        private static boolean isBlank(int octet) {
            return octet == ' ' || octet == '\t';
        }

        /** From_ lines and dots at a line's start are changed by mailbox files and careless servers. */
        private static boolean isLiteral(int octet, int column) {
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
