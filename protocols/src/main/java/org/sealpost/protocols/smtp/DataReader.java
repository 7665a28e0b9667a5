package org.sealpost.protocols.smtp;

import java.io.IOException;
import org.sealpost.mail.Octets;

/**
 * Reads what follows DATA up to its end, which is CRLF.CRLF and nothing else, and takes away the dots that the client put in
 * front of lines with a dot (RFC 5321 section 4.5.2).
 */
final class DataReader {
    private enum State {
        LINE_START,
        /** After the dot at the start of a line. */
        DOT,
        /** After the dot and a CR: LF ends the content. */
        DOT_CR,
        LINE,
        /** After a CR inside a line: LF starts a new one. */
        CR
    }

    private static final byte[] CR = {'\r'};

    private final Wire wire;
    private final IncomingContent content;
    private State state = State.LINE_START;
    private boolean ended;

    DataReader(Wire wire, IncomingContent content) {
        this.wire = wire;
        this.content = content;
    }

    /** Returns whether the end came before {@code limitBytes} did; what came is in the content. */
    boolean read(long limitBytes) throws IOException {
        while (content.received() <= limitBytes) {
            Wire.Bytes available = wire.available();
            wire.consume(take(available.array(), available.from(), available.to()));
            if (ended) {
                return true;
            }
        }
        return false;
    }

    /** Hands over runs of bytes without dots to take away; returns how many bytes were read. */
    private int take(byte[] bytes, int from, int to) {
        int start = from;
        int at = from;
        while (at < to) {
            int run = state == State.LINE ? Octets.printableUntil(bytes, at, to) : at;
            if (run > at) {
                at = run;
                continue;
            }
            byte next = bytes[at];
            if (isLeftOut(next)) {
                content.write(bytes, start, at - start);
                start = at + 1;
            } else if (state == State.DOT_CR) {
                if (next == '\n') {
                    ended = true;
                    return at + 1 - from;
                }
                // It was no end: the CR belongs to the line, where it is a bare one.
                content.write(CR, 0, 1);
            }
            state = after(next);
            at++;
        }
        content.write(bytes, start, to - start);
        return to - from;
    }

    /** A dot that the client put there, or a CR that may belong to the end. */
    private boolean isLeftOut(byte next) {
        return state == State.LINE_START && next == '.' || state == State.DOT && next == '\r';
    }

    private State after(byte next) {
        return switch (state) {
            case LINE_START -> next == '.' ? State.DOT : next == '\r' ? State.CR : State.LINE;
            case DOT -> next == '\r' ? State.DOT_CR : State.LINE;
            case DOT_CR, LINE -> next == '\r' ? State.CR : State.LINE;
            case CR -> next == '\n' ? State.LINE_START : next == '\r' ? State.CR : State.LINE;
        };
    }
}
