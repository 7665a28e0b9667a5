package org.sealpost.protocols.smtp;

import java.io.IOException;

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
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            switch (state) {
                case LINE_START -> {
                    if (next == '.') {
                        content.write(bytes, start, i - start);
                        start = i + 1;
                        state = State.DOT;
                    } else {
                        state = next == '\r' ? State.CR : State.LINE;
                    }
                }
                case DOT -> {
                    if (next == '\r') {
                        start = i + 1;
                        state = State.DOT_CR;
                    } else {
                        state = State.LINE;
                    }
                }
                case DOT_CR -> {
                    if (next == '\n') {
                        ended = true;
                        return i + 1 - from;
                    }
                    // It was no end: the CR belongs to the line, where it is a bare one.
                    content.write(CR, 0, 1);
                    state = next == '\r' ? State.CR : State.LINE;
                }
                case LINE -> {
                    if (next == '\r') {
                        state = State.CR;
                    }
                }
                case CR -> state = next == '\n' ? State.LINE_START : next == '\r' ? State.CR : State.LINE;
            }
        }
        content.write(bytes, start, to - start);
        return to - from;
    }
}
