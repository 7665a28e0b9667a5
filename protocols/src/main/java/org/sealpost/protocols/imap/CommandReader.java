package org.sealpost.protocols.imap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.lang3.tuple.ImmutablePair;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.message.Literal;

/**
 * Reads one command with its literals, and nothing that is too long: what a client may send is measured before a byte of it
 * is asked for or kept.
 */
final class CommandReader extends ImapRequestLineReader {
    private static final int DIGITS = 10;

    private final InputStream in;
    private final ImapOutput out;
    private final CommandLimits limits;
    private final LiteralStore literals;
    private final Nesting nesting = new Nesting();
    private long lineBytes;
    private int literalCount;
    private boolean atLineStart = true;

    CommandReader(InputStream in, ImapOutput out, CommandLimits limits, LiteralStore literals) {
        this.in = in;
        this.out = out;
        this.limits = limits;
        this.literals = literals;
    }

    /** The rest of the input cannot be understood; the connection must end. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }

        Broken(IOException cause) {
            super(cause);
        }
    }

    @Override
    public char nextChar() {
        if (!nextSeen) {
            nextChar = (char) readByte();
            nextSeen = true;
        }
        return nextChar;
    }

    private int readByte() {
        try {
            int next = in.read();
            if (next < 0) {
                throw new Broken(new EOFException("the client has gone"));
            }
            atLineStart = next == '\n';
            if (++lineBytes > limits.lineBytes()) {
                throw new Broken("line too long");
            }
            if (!nesting.take(next)) {
                throw new Broken("command nested too deep");
            }
            return next;
        } catch (IOException e) {
            throw new Broken(e);
        }
    }

    /** Reads away what is left of the command, unless its last line was read to the end. */
    @Override
    public void consumeLine() {
        while (nextSeen ? nextChar != '\n' : !atLineStart) {
            nextSeen = false;
            nextChar();
        }
        nextSeen = false;
    }

    /** As RFC 9051 section 4.3 and RFC 7888 have it; refuses before it asks the client to go on. */
    @Override
    public ImmutablePair<Integer, Literal> consumeLiteral(boolean extraCrlf) throws IOException {
        consumeChar('{');
        StringBuilder digits = new StringBuilder();
        while (nextChar() != '}' && nextChar() != '+') {
            if (digits.length() == DIGITS || nextChar() < '0' || nextChar() > '9') {
                throw new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, "literal size must be a number");
            }
            digits.append(consume());
        }
        boolean synchronising = nextChar() != '+';
        if (!synchronising) {
            consume();
        }
        consumeChar('}');
        if (nextChar() == '\r') {
            consume();
        }
        consumeChar('\n');
        int size = admit(digits.toString(), extraCrlf, synchronising);
        if (synchronising) {
            commandContinuationRequest();
        }
        return ImmutablePair.of(size, read(size, extraCrlf));
    }

    private int admit(String digits, boolean append, boolean synchronising) throws DecodingException {
        long size = digits.isEmpty() ? -1 : Long.parseLong(digits);
        long limit = append ? limits.appendBytes() : limits.literalBytes();
        boolean admitted = size >= 0 && size <= limit && ++literalCount <= limits.literals();
        // A literal that does not wait for our answer is on its way; there is no end of line to find behind it.
        if (!admitted && !synchronising) {
            throw new Broken("literal too long");
        }
        if (!admitted) {
            throw new DecodingException(
                    HumanReadableText.FAILED, "a literal here may have at most " + limit + " bytes");
        }
        return (int) size;
    }

    @Override
    public Literal read(int size, boolean extraCrlf) throws IOException {
        nextSeen = false;
        nextChar = 0;
        Literal literal = literals.read(in, size);
        atLineStart = false;
        lineBytes = 0;
        if (extraCrlf) {
            eol();
        }
        return literal;
    }

    @Override
    protected void commandContinuationRequest() {
        try {
            out.write("+ Ok\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException e) {
            throw new Broken(e);
        }
    }
}
