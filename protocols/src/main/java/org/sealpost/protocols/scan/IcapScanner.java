package org.sealpost.protocols.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.Content;
import org.sealpost.mail.Sha256;
import org.sealpost.policy.Scan;
import org.sealpost.transport.Scanner;

/**
 * A scanner that speaks ICAP (RFC 3507), the language of web proxies: a message is shown to it as what a web server answers, and it
 * says whether it would let it through. It is always given all of it (no preview), since of what it has not seen nobody can say that it is
 * clean. Whatever it would put in place of the message counts as found, and is thrown away.
 */
public final class IcapScanner implements Scanner {
    private static final String NAME = "ICAP";
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int NAME_LIMIT = 200;
    private static final int OK = 200;
    private static final int NOTHING_TO_CHANGE = 204;
    private static final int TOO_LARGE = 413;
    private static final int REFUSED = 400;
    private static final Pattern THREAT = Pattern.compile("Threat=([^;]+)");
    private static final Pattern NONE = Pattern.compile("(?i)|0|0,.*|none|clean|no(?: |$).*");

    /** What scanners call what they found; none of it is part of a standard. */
    private static final List<String> FOUND =
            List.of("X-Infection-Found", "X-Virus-ID", "X-Virus-Name", "X-Violations-Found");

    private final IcapPlace place;
    private final Duration patience;
    private volatile Optional<Terms> known = Optional.empty();

    public IcapScanner(IcapPlace place, Duration patience) {
        this.place = place;
        this.patience = patience;
    }

    /** As its answer to OPTIONS says (section 4.10). */
    private record Terms(boolean responses, String service, long untilNanos) {
        private static final Duration USUAL = Duration.ofMinutes(5);
        private static final long LONGEST_SECONDS = 3_600;

        static Terms of(IcapReply reply) throws IOException {
            List<String> methods = Arrays.stream(reply.field("Methods")
                            .orElse("")
                            .toUpperCase(Locale.ROOT)
                            .split("[,\\s]+", -1))
                    .toList();
            boolean responses = methods.contains("RESPMOD");
            if (reply.status() != OK || !responses && !methods.contains("REQMOD")) {
                throw new IOException("it takes nothing here (" + reply.status() + ")");
            }
            long seconds = reply.field("Options-TTL")
                    .filter(ttl -> ttl.matches("\\d{1,9}"))
                    .map(Long::parseLong)
                    .map(ttl -> Math.min(ttl, LONGEST_SECONDS))
                    .orElse(USUAL.toSeconds());
            return new Terms(
                    responses,
                    reply.field("Service").orElse("unnamed"),
                    System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
        }

        boolean isOld() {
            return System.nanoTime() - untilNanos >= 0;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Scan scan(Content message) {
        try {
            Terms terms = terms();
            return place.peer().talk(patience, channel -> judged(channel, terms, message));
        } catch (IOException e) {
            // It may have become another one.
            known = Optional.empty();
            String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Scan.Failed(NAME, "no answer of " + place.uri() + " (" + word(what) + ")");
        }
    }

    /** What it says it is; empty if it does not answer as it must. */
    public Optional<String> service() {
        known = Optional.empty();
        try {
            return Optional.of(NAME + " " + word(terms().service()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Terms terms() throws IOException {
        Optional<Terms> before = known.filter(terms -> !terms.isOld());
        if (before.isPresent()) {
            return before.get();
        }
        Terms asked = place.peer().talk(patience, channel -> {
            write(channel, head("OPTIONS", "") + "\r\n");
            return Terms.of(IcapReply.read(Channels.newInputStream(channel)));
        });
        known = Optional.of(asked);
        return asked;
    }

    private String head(String method, String encapsulated) {
        return method + " " + place.uri() + " ICAP/1.0\r\nHost: " + place.host()
                + "\r\nUser-Agent: Sealpost\r\nConnection: close\r\nAllow: 204\r\n" + encapsulated;
    }

    /** It may answer before it has all: so one thread writes while the other one reads. */
    private Scan judged(SocketChannel channel, Terms terms, Content message) throws IOException {
        CompletableFuture<byte[]> sent = new CompletableFuture<>();
        Thread.ofVirtual().name("icap-message").start(() -> {
            try {
                sent.complete(give(channel, terms, message));
            } catch (IOException e) {
                sent.completeExceptionally(e);
            }
        });
        InputStream in = Channels.newInputStream(channel);
        IcapReply reply = IcapReply.read(in);
        Optional<String> found = found(reply);
        if (found.isPresent()) {
            return new Scan.Infected(NAME, found.get());
        }
        return switch (reply.status()) {
            case NOTHING_TO_CHANGE -> {
                all(sent);
                yield new Scan.Clean(NAME);
            }
            case OK -> compared(reply.returned(message.sizeBytes()), terms, sent);
            case TOO_LARGE -> new Scan.TooLarge(NAME);
            default -> throw new IOException("it says " + reply.status());
        };
    }

    /** Whether it would let the very message through. */
    private static Scan compared(IcapReply.Returned returned, Terms terms, CompletableFuture<byte[]> sent)
            throws IOException {
        if (returned.response() != terms.responses() || returned.status() >= REFUSED) {
            return new Scan.Infected(NAME, "something that it does not let through");
        }
        Optional<byte[]> digest = returned.digest();
        return digest.isPresent() && MessageDigest.isEqual(digest.get(), all(sent))
                ? new Scan.Clean(NAME)
                : new Scan.Infected(NAME, "something that it would change");
    }

    /** Who did not get all of it cannot say that it is clean. */
    private static byte[] all(CompletableFuture<byte[]> sent) throws IOException {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw new IOException("it did not take the whole message", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Optional<String> found(IcapReply reply) {
        return FOUND.stream()
                .flatMap(field -> reply.field(field).stream())
                .filter(value -> !NONE.matcher(value).matches())
                .map(value -> {
                    Matcher threat = THREAT.matcher(value);
                    return word(threat.find() ? threat.group(1).strip() : value);
                })
                .findFirst();
    }

    private static String word(String text) {
        String clean = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return clean.substring(0, Math.min(clean.length(), NAME_LIMIT));
    }

    /** Gives the SHA-256 of what was written. */
    private byte[] give(SocketChannel channel, Terms terms, Content message) throws IOException {
        String request =
                (terms.responses() ? "GET" : "POST") + " http://localhost/message.eml HTTP/1.1\r\nHost: localhost\r\n";
        String about = "Content-Type: message/rfc822\r\nContent-Length: " + message.sizeBytes() + "\r\n\r\n";
        String response = "HTTP/1.1 200 OK\r\n" + about;
        String inside = terms.responses() ? request + "\r\n" + response : request + about;
        String parts = terms.responses()
                ? "req-hdr=0, res-hdr=" + (request.length() + 2) + ", res-body=" + inside.length()
                : "req-hdr=0, req-body=" + inside.length();
        write(channel, head(terms.responses() ? "RESPMOD" : "REQMOD", "Encapsulated: " + parts + "\r\n\r\n") + inside);
        MessageDigest digest = Sha256.begin();
        message.inPieces(CHUNK_BYTES, (octets, from, to) -> {
            write(channel, Integer.toHexString(to - from) + "\r\n");
            Peer.write(channel, ByteBuffer.wrap(octets, from, to - from));
            write(channel, "\r\n");
            digest.update(octets, from, to - from);
        });
        write(channel, "0\r\n\r\n");
        return digest.digest();
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        Peer.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
