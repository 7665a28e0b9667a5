package org.sealpost.protocols.imap;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.encode.ImapEncoder;
import org.apache.james.imap.encode.ImapResponseWriter;
import org.apache.james.imap.encode.base.ImapResponseComposerImpl;
import org.apache.james.imap.message.Literal;

/** Writes responses, each as a whole, whoever brings it. Literals are streamed from the store to the client. */
final class SessionResponder implements Responder {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final ImapEncoder encoder;
    private final ImapResponseComposerImpl composer;
    private final ImapOutput out;
    private boolean broken;

    SessionResponder(ImapEncoder encoder, ImapOutput out) {
        this.encoder = encoder;
        this.out = out;
        this.composer = new ImapResponseComposerImpl(new Writer());
    }

    @Override
    public synchronized void respond(ImapResponseMessage message) {
        requireWhole();
        broken = true;
        try {
            composer.flush();
            if (message instanceof FetchLine line) {
                line.writeTo(out);
            } else {
                encoder.encode(message, composer);
                composer.flush();
            }
        } catch (IOException e) {
            throw new CommandReader.Broken(e);
        }
        broken = false;
    }

    @Override
    public void flush() {
        try {
            complete();
            // Not while others are kept from responding: a client that takes nothing must not hold up those who have
            // news.
            out.flush();
        } catch (IOException e) {
            throw new CommandReader.Broken(e);
        }
    }

    private synchronized void complete() throws IOException {
        requireWhole();
        composer.flush();
    }

    /** What follows a response that broke off would be misunderstood; only the end of the connection is understood. */
    private void requireWhole() {
        if (broken) {
            throw new CommandReader.Broken(new IOException("a response broke off"));
        }
    }

    private final class Writer implements ImapResponseWriter {
        @Override
        public void write(Literal literal) throws IOException {
            composer.flush();
            byte[] buffer = new byte[BUFFER_BYTES];
            try (InputStream in = literal.getInputStream()) {
                int read;
                while ((read = in.read(buffer)) > 0) {
                    out.write(buffer, 0, read);
                }
            }
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            out.write(bytes);
        }
    }
}
