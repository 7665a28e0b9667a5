package org.sealpost.protocols.scan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.policy.Scan;
import org.sealpost.transport.Scanner;

/** ClamAV, asked over the socket of its daemon (clamd(8), INSTREAM). It takes messages apart itself. */
public final class ClamdScanner implements Scanner {
    private static final String NAME = "ClamAV";
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int REPLY_LIMIT = 1_024;
    private static final int NAME_LIMIT = 200;
    private static final String STREAM = "stream: ";
    private static final String FOUND = " FOUND";
    /** What clamd calls files over its limits, if AlertExceedsMax is set. */
    private static final String OVER_LIMITS = "Heuristics.Limits.Exceeded";

    private final Peer peer;
    private final Duration patience;

    public ClamdScanner(Peer peer, Duration patience) {
        this.peer = peer;
        this.patience = patience;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Scan scan(Content message) {
        try {
            return verdict(peer.talk(patience, channel -> ask(channel, message)));
        } catch (IOException e) {
            return new Scan.Failed(
                    NAME, "no connection to " + peer + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** The version with its signatures, such as {@code ClamAV 1.4.6/27000/Mon Nov 16}; empty if nobody answers. */
    public Optional<String> version() {
        try {
            return Optional.of(peer.talk(patience, channel -> {
                Peer.write(channel, ByteBuffer.wrap("zVERSION\0".getBytes(StandardCharsets.US_ASCII)));
                return reply(channel);
            }));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The command, then pieces with their lengths in front, then a length of zero. */
    private static String ask(SocketChannel channel, Content message) throws IOException {
        try {
            Peer.write(channel, ByteBuffer.wrap("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII)));
            message.inPieces(CHUNK_BYTES, (octets, from, to) -> {
                Peer.write(channel, ByteBuffer.allocate(Integer.BYTES).putInt(0, to - from));
                Peer.write(channel, ByteBuffer.wrap(octets, from, to - from));
            });
            Peer.write(channel, ByteBuffer.allocate(Integer.BYTES));
        } catch (IOException e) {
            // A daemon to which it is too much says so and hangs up; that answer counts.
            String said = reply(channel);
            if (said.isEmpty()) {
                throw e;
            }
            return said;
        }
        return reply(channel);
    }

    private static String reply(SocketChannel channel) throws IOException {
        ByteBuffer reply = ByteBuffer.allocate(REPLY_LIMIT);
        while (reply.hasRemaining() && channel.read(reply) >= 0) {
            if (reply.position() > 0 && reply.get(reply.position() - 1) == 0) {
                break;
            }
        }
        return new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
    }

    static Scan verdict(String reply) {
        if (reply.equals(STREAM + "OK")) {
            return new Scan.Clean(NAME);
        }
        boolean named = reply.length() > STREAM.length() + FOUND.length();
        if (named && reply.startsWith(STREAM) && reply.endsWith(FOUND)) {
            String found = reply.substring(STREAM.length(), reply.length() - FOUND.length());
            return found.startsWith(OVER_LIMITS)
                    ? new Scan.TooLarge(NAME)
                    : new Scan.Infected(NAME, found.substring(0, Math.min(found.length(), NAME_LIMIT)));
        }
        if (reply.startsWith("INSTREAM size limit exceeded")) {
            return new Scan.TooLarge(NAME);
        }
        return new Scan.Failed(
                NAME, reply.isEmpty() ? "it hung up" : reply.substring(0, Math.min(reply.length(), NAME_LIMIT)));
    }
}
