package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.Octets;
import org.sealpost.mail.Spool;

/**
 * The content of one message while it comes in. It is kept exactly as sent; what is wrong with it is remembered and told at
 * its end, so that client and server stay in step.
 */
final class IncomingContent implements AutoCloseable {
    /** RFC 5321 section 4.5.3.1.6 allows 998; real mail has more, and must not be cut. */
    private static final int LINE_LIMIT_BYTES = 1024 * 1024;

    private final Spool.Incoming spooled;
    private final long limitBytes;
    private boolean afterCr;
    private long lineLength;
    private long received;
    private Optional<Reply> fault = Optional.empty();

    IncomingContent(Spool spool, long limitBytes) {
        this.spooled = spool.begin();
        this.limitBytes = limitBytes;
    }

    void write(byte[] bytes, int offset, int length) {
        received += length;
        if (fault.isPresent() || length == 0) {
            return;
        }
        if (received > limitBytes) {
            fault = Optional.of(tooLarge(limitBytes));
            return;
        }
        check(bytes, offset, length);
        if (fault.isEmpty()) {
            store(bytes, offset, length);
        }
    }

    /** Bare CR and bare LF are how one message is smuggled inside another; RFC 5321 section 2.3.8 forbids both. */
    private void check(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end && fault.isEmpty()) {
            int run = afterCr ? at : Octets.printableUntil(bytes, at, end);
            lineLength += run - at;
            at = run;
            if (at < end) {
                check(bytes[at++]);
            }
            if (fault.isEmpty() && lineLength > LINE_LIMIT_BYTES) {
                fault = Optional.of(Reply.of(500, "5.6.0", "a line of the content is too long"));
            }
        }
    }

    private void check(byte next) {
        if (next == '\n' != afterCr) {
            fault = Optional.of(Reply.of(
                    550, "5.6.0", "a bare " + (afterCr ? "CR" : "LF") + " in the content; lines end with CRLF"));
        }
        afterCr = next == '\r';
        lineLength = next == '\n' ? 0 : lineLength + 1;
    }

    private void store(byte[] bytes, int offset, int length) {
        try {
            spooled.write(bytes, offset, length);
        } catch (MailFailure e) {
            fault = Optional.of(Reply.of(e));
        } catch (IOException e) {
            fault = Optional.of(Reply.of(452, "4.3.1", "no room to store the message now, try again later"));
        }
    }

    static Reply tooLarge(long limitBytes) {
        return Reply.of(552, "5.3.4", "the message is larger than " + limitBytes + " bytes");
    }

    /** Bytes that came, also those that were not kept. */
    long received() {
        return received;
    }

    /** Why it cannot be accepted, by what has come in so far. */
    Optional<Reply> faultSoFar() {
        return fault;
    }

    /** Why it cannot be accepted, once it has come in whole. */
    Optional<Reply> fault() {
        return fault.isEmpty() && afterCr
                ? Optional.of(Reply.of(550, "5.6.0", "a bare CR in the content; lines end with CRLF"))
                : fault;
    }

    Content content() {
        return spooled.content();
    }

    @Override
    public void close() {
        spooled.close();
    }
}
