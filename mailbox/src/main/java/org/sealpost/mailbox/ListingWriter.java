package org.sealpost.mailbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.james.imap.encode.FetchResponseEncoder;
import org.apache.james.imap.encode.ImapResponseWriter;
import org.apache.james.imap.encode.base.ImapResponseComposerImpl;
import org.apache.james.imap.message.Literal;
import org.apache.james.imap.message.response.FetchResponse;
import org.apache.james.imap.processor.fetch.EnvelopeBuilder;
import org.apache.james.mailbox.MessageSequenceNumber;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Header;
import org.apache.james.mailbox.model.Headers;
import org.apache.james.mailbox.store.MessageResultImpl;
import org.apache.james.mailbox.store.ResultUtils;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the listing of a message with James' own parser and encoder, so that a client is told the same, byte for byte, as if
 * James read the message when it is asked for.
 */
final class ListingWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ListingWriter.class);
    private static final FetchResponseEncoder ENCODER = new FetchResponseEncoder();
    private static final EnvelopeBuilder ENVELOPES = new EnvelopeBuilder();
    private static final MessageSequenceNumber ANY = MessageSequenceNumber.of(1);
    /** Each level of nesting makes the parser slower and its recursion deeper; real mail has a handful. */
    private static final int NESTING = 50;

    private static final String START = "* 1 FETCH (";
    private static final String END = ")\r\n";

    private ListingWriter() {}

    /** Whether a message may be nested so deep that to describe it could take long: then not while it comes in. */
    static boolean mayBeDeep(byte[] message) {
        int levels = 0;
        for (int i = 0; i < message.length && levels <= NESTING; i++) {
            levels += opensLevel(message, i) ? 1 : 0;
        }
        return levels > NESTING;
    }

    /** A parameter that names a boundary, or the type of a message in a message. */
    private static boolean opensLevel(byte[] message, int at) {
        return switch (message[at]) {
            case 'b', 'B' -> is("boundary", message, at);
            case 'r', 'R' -> is("rfc822", message, at);
            default -> false;
        };
    }

    private static boolean is(String word, byte[] message, int at) {
        if (at + word.length() > message.length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((message[at + i] | 0x20) != (word.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    /** Empty for a message that James cannot describe, or of which there is too much to tell. */
    @SuppressWarnings("IllegalCatch") // Parsers of what strangers sent; whatever they throw, the mail must come in.
    static Optional<Listing> listing(MailboxMessage message) {
        try {
            return write(message);
        } catch (IOException | MailboxException | RuntimeException | StackOverflowError e) {
            LOG.debug("a message has no listing", e);
            return Optional.empty();
        }
    }

    private static Optional<Listing> write(MailboxMessage message) throws IOException, MailboxException {
        List<Header> headers = ResultUtils.createHeaders(message);
        Structure structure = Structure.of(new MessageResultImpl(message).getMimeDescriptor(), ENVELOPES);
        Listing.Builder listing = new Listing.Builder(
                encoded("ENVELOPE ", item(ENVELOPES.buildEnvelope(new Read(headers)), null, null)),
                encoded("BODY ", item(null, structure, null)),
                encoded("BODYSTRUCTURE ", item(null, null, structure)));
        for (Header header : headers) {
            if (Listing.keepsField(header.getName())) {
                listing.field(header.getName(), header.getValue());
            }
        }
        return listing.build();
    }

    @SuppressWarnings("NullOptional") // To James no optional at all means: not asked for.
    private static FetchResponse item(
            FetchResponse.@Nullable Envelope envelope, @Nullable Structure body, @Nullable Structure bodyStructure) {
        return new FetchResponse(
                ANY, null, null, null, null, null, null, envelope, body, bodyStructure, null, null, null);
    }

    /** What stands behind the name of the one item of a response. */
    private static byte[] encoded(String name, FetchResponse response) throws IOException {
        Written written = new Written();
        ImapResponseComposerImpl composer = new ImapResponseComposerImpl(written);
        ENCODER.encode(response, composer);
        composer.flush();
        byte[] all = written.bytes.toByteArray();
        String start = START + name;
        if (!new String(all, 0, Math.min(start.length(), all.length), StandardCharsets.US_ASCII).equals(start)) {
            throw new IOException("an encoded response does not start as it should");
        }
        return Arrays.copyOfRange(all, start.length(), all.length - END.length());
    }

    private static final class Written implements ImapResponseWriter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

        @Override
        public void write(Literal literal) throws IOException {
            throw new IOException("no item of a listing is a literal");
        }

        @Override
        public void write(byte[] some) {
            bytes.writeBytes(some);
        }
    }

    /** Header fields that were parsed once, for James' code, which would parse them again for each field. */
    private record Read(List<Header> fields) implements Headers {
        @Override
        public Iterator<Header> headers() {
            return fields.iterator();
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public long size() {
            return 0;
        }
    }
}
