package org.sealpost.protocols.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.sealpost.mail.Content;
import org.sealpost.transport.SpamFilter;

/** A spam filter at the other end of a connection: it is given the beginning of a message behind a head, and says something. */
record SpamPeer(Peer peer, Duration patience) {
    /** More than this it is not given; spam is small. */
    private static final int GIVEN_BYTES = 4 * 1024 * 1024;

    private static final int CHUNK_BYTES = 64 * 1024;

    /** As much of a message as a filter is given. */
    static Content given(Content message) {
        return message.sizeBytes() > GIVEN_BYTES ? message.slice(0, GIVEN_BYTES) : message;
    }

    /**
     * What it says to the end.
     *
     * @param content as {@link #given}
     * @param hangsUp whether it waits for the end of what we send
     */
    String ask(byte[] head, Content content, boolean hangsUp, int replyLimit) throws SpamFilter.SilentFilter {
        try {
            return peer.talk(patience, channel -> {
                Peer.write(channel, ByteBuffer.wrap(head));
                content.inPieces(
                        CHUNK_BYTES,
                        (octets, from, to) -> Peer.write(channel, ByteBuffer.wrap(octets, from, to - from)));
                if (hangsUp) {
                    channel.shutdownOutput();
                }
                return read(channel, replyLimit);
            });
        } catch (IOException e) {
            throw new SpamFilter.SilentFilter("no connection to " + peer);
        }
    }

    private static String read(SocketChannel channel, int limit) throws IOException {
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
}
