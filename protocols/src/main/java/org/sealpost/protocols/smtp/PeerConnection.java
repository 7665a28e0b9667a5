package org.sealpost.protocols.smtp;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.sealpost.mail.Content;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.protocols.protocollog.Direction;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.protocols.session.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to another mail server: greeted, secured if it can be, and ready for messages. Used by one thread at a time. */
final class PeerConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private final SmtpCourierConfig config;
    private final String host;
    private final InetAddress address;
    private final Socket plain;
    private ReplyReader replies;
    private OutputStream out;
    private Map<String, String> extensions = Map.of();
    private SessionSecurity security = new SessionSecurity.Plain();
    private List<X509Certificate> certificates = List.of();
    private int mails;
    private final Transcript transcript;
    private final Deadline reply;
    private final Deadline delivery;

    private PeerConnection(SmtpCourierConfig config, String host, InetSocketAddress at, ProtocolLog log)
            throws IOException {
        this.config = config;
        this.host = host;
        this.address = at.getAddress();
        this.plain = new Socket();
        plain.connect(at, (int) config.connect().toMillis());
        plain.setTcpNoDelay(true);
        this.out = new BufferedOutputStream(plain.getOutputStream(), BUFFER_BYTES);
        this.transcript = log.begin(Direction.SEND, ProtocolLog.OUTBOUND, plain);
        this.replies = new ReplyReader(host, plain.getInputStream(), transcript);
        this.reply = Deadline.ending(this::late);
        this.delivery = Deadline.ending(this::late);
    }

    private void late() {
        LOG.info("{} took too long", host);
        close();
    }

    /** The other server does not want to talk. */
    static final class Unwelcome extends IOException {
        private static final long serialVersionUID = 1L;

        Unwelcome(String host, PeerReply reply) {
            super(host + " said: " + reply.text());
        }
    }

    /** The handshake failed; the connection is of no more use. */
    static final class NoTls extends IOException {
        private static final long serialVersionUID = 1L;

        NoTls(IOException cause) {
            super(cause);
        }
    }

    /** Connects and says hello; with TLS if a context is given and the other side offers it. Nothing is written down. */
    static PeerConnection open(SmtpCourierConfig config, String host, InetSocketAddress at, Optional<SSLContext> tls)
            throws IOException {
        return open(config, host, at, tls, ProtocolLog.none());
    }

    /** As the other one; {@code log}: where it is written down, if somebody wants it. */
    static PeerConnection open(
            SmtpCourierConfig config, String host, InetSocketAddress at, Optional<SSLContext> tls, ProtocolLog log)
            throws IOException {
        PeerConnection connection = new PeerConnection(config, host, at, log);
        boolean ready = false;
        try {
            connection.demand(connection.readReply(config.command()));
            connection.hello();
            if (tls.isPresent() && connection.extensions.containsKey("STARTTLS")) {
                connection.startTls(tls.get(), at.getPort());
            }
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private void hello() throws IOException {
        PeerReply reply = command("EHLO " + config.hostName());
        if (!reply.isPositive()) {
            demand(command("HELO " + config.hostName()));
            extensions = Map.of();
            return;
        }
        Map<String, String> offered = new LinkedHashMap<>();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String[] words = line.split(" ", 2);
            offered.put(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
        }
        extensions = offered;
    }

    private void startTls(SSLContext context, int port) throws IOException {
        if (!command("STARTTLS").isPositive()) {
            return;
        }
        if (replies.hasMore()) {
            // Replies that came before the handshake must not count inside it (CVE-2021-38371 and its like).
            throw new ProtocolException(host + " said more than it was asked before the handshake");
        }
        try {
            plain.setSoTimeout((int) config.command().toMillis());
            SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            secured.setEnabledProtocols(Tls.VERSIONS);
            secured.startHandshake();
            plain.setSoTimeout(0);
            certificates = Tls.peerCertificates(secured);
            replies = new ReplyReader(host, secured.getInputStream(), transcript);
            out = new BufferedOutputStream(secured.getOutputStream(), BUFFER_BYTES);
            security = Tls.security(secured, transcript);
        } catch (IOException e) {
            transcript.note("no TLS: " + e.getMessage(), "TLS");
            throw new NoTls(e);
        }
        hello();
    }

    /** Where it is written down what is said. */
    Transcript transcript() {
        return transcript;
    }

    String host() {
        return host;
    }

    InetAddress address() {
        return address;
    }

    /** Of this machine. */
    InetAddress localAddress() {
        return plain.getLocalAddress();
    }

    SessionSecurity security() {
        return security;
    }

    /** What the other side showed, its own certificate first; none in clear. */
    List<X509Certificate> certificates() {
        return certificates;
    }

    /** The words behind its greeting, in upper case. */
    Set<String> offered() {
        return Set.copyOf(extensions.keySet());
    }

    boolean offers(String extension) {
        return extensions.containsKey(extension);
    }

    /** The largest message that the other side takes; empty if it does not say. */
    Optional<Long> sizeLimit() {
        String size = extensions.getOrDefault("SIZE", "");
        return SIZE.matcher(size).matches() && Long.parseLong(size) > 0
                ? Optional.of(Long.parseLong(size))
                : Optional.empty();
    }

    /** What the other side says it takes (LIMITS, RFC 9422): {@code RCPTMAX}, {@code RCPTDOMAINMAX} or {@code MAILMAX}. */
    OptionalInt limit(String name) {
        String limits = extensions.get("LIMITS");
        if (limits == null) {
            return OptionalInt.empty();
        }
        for (String word : limits.split(" ", -1)) {
            if (word.matches("(?i)" + name + "=[1-9]\\d{0,5}")) {
                return OptionalInt.of(Integer.parseInt(word.substring(name.length() + 1)));
            }
        }
        return OptionalInt.empty();
    }

    /** Whether it takes another message over this connection. */
    boolean takesMore() {
        return mails < limit("MAILMAX").orElse(Integer.MAX_VALUE);
    }

    /**
     * Begins a transaction, and names its first recipients in the same breath if the other side takes commands in groups
     * (RFC 2920). The first reply is that to the sender; the others are missing if it was refused before they were named.
     */
    List<PeerReply> mail(String line, List<String> recipients) throws IOException {
        mails++;
        if (offers("PIPELINING")) {
            return commands(Stream.concat(Stream.of(line), recipients.stream()).toList());
        }
        PeerReply reply = command(line);
        List<PeerReply> replies = new ArrayList<>(List.of(reply));
        if (reply.isPositive()) {
            replies.addAll(commands(recipients));
        }
        return replies;
    }

    /** From now on everything that is done over this connection must be over then, however it is shared out. */
    void within(Duration time) {
        delivery.in(time);
    }

    /** What had to be over is over. */
    void done() {
        delivery.lift();
    }

    PeerReply command(String line) throws IOException {
        write(line);
        out.flush();
        return readReply(config.command());
    }

    /** Says all lines and reads all replies; at once, if the other side can (RFC 2920). */
    List<PeerReply> commands(List<String> lines) throws IOException {
        List<PeerReply> replies = new ArrayList<>();
        if (!offers("PIPELINING")) {
            for (String line : lines) {
                replies.add(command(line));
            }
            return replies;
        }
        for (String line : lines) {
            write(line);
        }
        out.flush();
        for (int i = 0; i < lines.size(); i++) {
            replies.add(readReply(config.command()));
        }
        return replies;
    }

    /** Sends what follows DATA: each dot at the start of a line doubled, nothing else changed, and the end. */
    PeerReply content(Content content, boolean endsWithLine) throws IOException {
        content.inBlocks(BUFFER_BYTES, new DotStuffing(out)::write);
        out.write((endsWithLine ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return readReply(config.endOfData());
    }

    /** Sends the content in one chunk, byte for byte (RFC 3030). Only the end of a last line without one is added, as behind DATA. */
    PeerReply chunk(Content content, boolean endsWithLine) throws IOException {
        byte[] end = endsWithLine ? new byte[0] : new byte[] {'\r', '\n'};
        write("BDAT " + (content.sizeBytes() + end.length) + " LAST");
        try (InputStream from = content.open()) {
            if (from.transferTo(out) != content.sizeBytes()) {
                // The other side would take what follows for content, or content for commands.
                throw new IOException("the message has not the size that was told");
            }
        }
        out.write(end);
        out.flush();
        return readReply(config.endOfData());
    }

    private void write(String line) throws IOException {
        transcript.said(line);
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void demand(PeerReply reply) throws Unwelcome {
        if (!reply.isPositive()) {
            throw new Unwelcome(host, reply);
        }
    }

    private PeerReply readReply(Duration patience) throws IOException {
        reply.in(patience);
        try {
            PeerReply said = replies.next();
            reply.lift();
            return said;
        } catch (IOException e) {
            throw reply.isPassed() || delivery.isPassed() ? new SocketTimeoutException(host + " took too long") : e;
        }
    }

    /** Also from another thread, to end a delivery that takes too long. */
    @Override
    public void close() {
        reply.close();
        delivery.close();
        transcript.close();
        try {
            plain.close();
        } catch (IOException e) {
            LOG.debug("closing the connection with {}: {}", host, e.getMessage());
        }
    }

    /** Says goodbye, without waiting for an answer. */
    void quit() {
        try {
            write("QUIT");
            out.flush();
        } catch (IOException e) {
            LOG.debug("{} was faster: {}", host, e.getMessage());
        } finally {
            close();
        }
    }
}
