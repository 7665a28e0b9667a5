package org.sealpost.protocols.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.SpamFacts;
import org.sealpost.transport.SenderExamination;
import org.sealpost.transport.SpamFilter;

/** SpamAssassin, asked over the protocol of its daemon (spamd, CHECK): a number comes back and no message. */
public final class SpamdFilter implements SpamFilter {
    /** More than this it is not given; spam is small. */
    static final int LIMIT_BYTES = 4 * 1024 * 1024;

    private static final String NAME = "SpamAssassin";
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int REPLY_LIMIT = 8 * 1024;
    private static final Pattern STATUS = Pattern.compile("SPAMD/[0-9.]{1,5} 0 ");
    private static final Pattern SPAM = Pattern.compile(
            "(?m)^Spam: (?:True|False|Yes|No) ; (-?[0-9]{1,6}(?:\\.[0-9]{1,4})?) / (-?[0-9]{1,6}(?:\\.[0-9]{1,4})?)\\s*$");

    private final Peer peer;
    private final Duration patience;

    public SpamdFilter(Peer peer, Duration patience) {
        this.peer = peer;
        this.patience = patience;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpamFacts.Answer judge(SenderExamination.Peer sender, Optional<MailAddress> reversePath, Content content)
            throws SilentFilter {
        Content given = content.sizeBytes() > LIMIT_BYTES ? content.slice(0, LIMIT_BYTES) : content;
        try {
            return answer(peer.talk(patience, channel -> ask(channel, sender, reversePath, given)));
        } catch (IOException e) {
            throw new SilentFilter("no connection to " + peer);
        }
    }

    /** The filter takes the sender from the trace fields, which the house has not written yet: they go in front of its copy. */
    private static String ask(
            SocketChannel channel, SenderExamination.Peer sender, Optional<MailAddress> reversePath, Content content)
            throws IOException {
        String path = reversePath.map(MailAddress::toString).orElse("");
        byte[] trace = ("Return-Path: <" + path + ">\r\nReceived: from " + word(sender.helo()) + " ("
                        + word(sender.helo()) + " [" + word(sender.address())
                        + "])\r\n\tby localhost with ESMTP\r\n")
                .getBytes(StandardCharsets.UTF_8);
        String head = "CHECK SPAMC/1.5\r\nContent-length: " + (trace.length + content.sizeBytes()) + "\r\n\r\n";
        write(channel, head.getBytes(StandardCharsets.US_ASCII));
        write(channel, trace);
        try (InputStream in = content.open()) {
            for (byte[] piece = in.readNBytes(CHUNK_BYTES); piece.length > 0; piece = in.readNBytes(CHUNK_BYTES)) {
                write(channel, piece);
            }
        }
        channel.shutdownOutput();
        return read(channel, REPLY_LIMIT);
    }

    private static String word(String text) {
        return text.replaceAll("[^A-Za-z0-9.:_-]", "?");
    }

    static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    static String read(SocketChannel channel, int limit) throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(CHUNK_BYTES);
        while (reply.size() <= limit && channel.read(piece) >= 0) {
            reply.write(piece.array(), 0, piece.position());
            piece.clear();
        }
        if (reply.size() > limit) {
            throw new IOException("the answer is longer than expected");
        }
        return reply.toString(StandardCharsets.UTF_8);
    }

    private static SpamFacts.Answer answer(String reply) throws SilentFilter {
        Matcher spam = SPAM.matcher(reply);
        if (!STATUS.matcher(reply).lookingAt() || !spam.find()) {
            throw new SilentFilter("it gave no score");
        }
        return new SpamFacts.Answer(Double.parseDouble(spam.group(1)), Double.parseDouble(spam.group(2)));
    }
}
