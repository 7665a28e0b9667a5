package org.sealpost.pki.revocation;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One request over HTTP/1.1 and its answer, on a connection of its own to an address that was looked at before. The JDK's client
 * would look the name up again, and might be told another address.
 */
final class HttpExchange {
    private static final int LINE_LIMIT = 8 * 1024;
    private static final int LINES_LIMIT = 100;
    private static final int STATUS_OK = 200;
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);

    private final FetchConfig config;
    private final URI uri;
    private final int limitBytes;
    private final long endNanos;

    HttpExchange(FetchConfig config, URI uri, int limitBytes, Duration patience) {
        this.config = config;
        this.uri = uri;
        this.limitBytes = limitBytes;
        this.endNanos = System.nanoTime() + patience.toNanos();
    }

    /** What came: content of status 200, or where to go on. */
    record Answer(byte[] content, Optional<URI> elsewhere) {}

    /** What is sent: nothing for GET. */
    record Body(byte[] content, String type) {}

    /**
     * Asks.
     *
     * @throws IOException if it is not allowed, not reached, too slow, too large, or no HTTP; the message says which
     */
    Answer run(Optional<Body> body) throws IOException {
        requireAllowed();
        try (Socket socket = connect()) {
            socket.setSoTimeout(leftMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request(body));
            out.flush();
            return read(new BufferedInputStream(new Watched(socket)));
        }
    }

    private void requireAllowed() throws IOException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean known = scheme.equals("http") || scheme.equals("https") && config.https();
        if (!known || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IOException("only addresses of http are fetched: " + scheme);
        }
        int port = port();
        if (port != 80 && port != 443 && port < 1024) {
            throw new IOException("port " + port + " is none for HTTP");
        }
    }

    private boolean isTls() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private int port() {
        return uri.getPort() >= 0 ? uri.getPort() : isTls() ? 443 : 80;
    }

    private Socket connect() throws IOException {
        if (config.proxy().isPresent()) {
            InetSocketAddress proxy = config.proxy().get();
            if (isTls()) {
                throw new IOException("https is not fetched through the proxy");
            }
            return connected(new InetSocketAddress(proxy.getHostString(), proxy.getPort()));
        }
        IOException last = new IOException("no address that may be asked for " + uri.getHost());
        for (InetAddress address : InetAddress.getAllByName(uri.getHost().replaceAll("^\\[|]$", ""))) {
            if (!isAllowed(address)) {
                last = new IOException(uri.getHost() + " is in a private network, which is not asked");
                continue;
            }
            try {
                Socket socket = connected(new InetSocketAddress(address, port()));
                return isTls() ? tls(socket) : socket;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private boolean isAllowed(InetAddress address) {
        return Network.isPublic(address)
                || config.allowedNetworks().stream().anyMatch(network -> network.contains(address));
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(address, Math.min(leftMillis(), (int) CONNECT_PATIENCE.toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket tls(Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(socket, uri.getHost(), port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(leftMillis());
        secured.startHandshake();
        return secured;
    }

    private int leftMillis() throws IOException {
        long left = (endNanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new IOException("no answer in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    private byte[] request(Optional<Body> body) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String authority = uri.getHost() + (uri.getPort() >= 0 ? ":" + uri.getPort() : "");
        String target = config.proxy().isPresent() ? "http://" + authority + path + query : path + query;
        StringBuilder head = new StringBuilder()
                .append(body.isPresent() ? "POST " : "GET ")
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\nConnection: close\r\nUser-Agent: Sealpost\r\nAccept: */*\r\n");
        body.ifPresent(sent -> head.append("Content-Type: ")
                .append(sent.type())
                .append("\r\nContent-Length: ")
                .append(sent.content().length)
                .append("\r\n"));
        byte[] lines = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(lines);
        body.ifPresent(sent -> all.writeBytes(sent.content()));
        return all.toByteArray();
    }

    private Answer read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("the answer is not HTTP");
        }
        int code = Integer.parseInt(status.substring(9, 12));
        Map<String, String> fields = fields(in);
        if (List.of(301, 302, 303, 307, 308).contains(code) && fields.containsKey("location")) {
            return new Answer(new byte[0], Optional.of(elsewhere(String.valueOf(fields.get("location")))));
        }
        if (code != STATUS_OK) {
            throw new IOException("the answer is " + code);
        }
        return new Answer(content(in, fields), Optional.empty());
    }

    private URI elsewhere(String location) throws IOException {
        try {
            return uri.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("sent elsewhere, to no address", e);
        }
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < LINES_LIMIT; i++) {
            String line = line(in);
            if (line.isEmpty()) {
                return fields;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        throw new IOException("the answer has over " + LINES_LIMIT + " header lines");
    }

    private byte[] content(InputStream in, Map<String, String> fields) throws IOException {
        if (fields.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked")) {
            return chunks(in);
        }
        String length = fields.getOrDefault("content-length", "");
        if (!length.matches("\\d{1,10}")) {
            return upTo(in, limitBytes);
        }
        long bytes = Long.parseLong(length);
        if (bytes > limitBytes) {
            throw tooLarge();
        }
        byte[] content = in.readNBytes((int) bytes);
        if (content.length < bytes) {
            throw new EOFException("the answer ends too early");
        }
        return content;
    }

    private byte[] upTo(InputStream in, int limit) throws IOException {
        byte[] content = in.readNBytes(limit + 1);
        if (content.length > limit) {
            throw tooLarge();
        }
        return content;
    }

    private byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String size = line(in).replaceFirst(";.*", "").strip();
            if (!size.matches("[0-9a-fA-F]{1,7}")) {
                throw new IOException("a chunk without size");
            }
            int bytes = Integer.parseInt(size, 16);
            if (bytes == 0) {
                return all.toByteArray();
            }
            if (bytes > limitBytes - all.size()) {
                throw tooLarge();
            }
            byte[] chunk = in.readNBytes(bytes);
            if (chunk.length < bytes || !line(in).isEmpty()) {
                throw new EOFException("the answer ends too early");
            }
            all.writeBytes(chunk);
        }
    }

    private IOException tooLarge() {
        return new IOException("the answer has more than " + limitBytes + " bytes");
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.size() == LINE_LIMIT) {
                throw new IOException("the answer ends too early, or has a line that is too long");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).replaceFirst("\r$", "");
    }

    /** Gives up at the end of the whole time, however slowly bytes drip in. */
    private final class Watched extends InputStream {
        private final Socket socket;
        private final InputStream in;

        Watched(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            socket.setSoTimeout(leftMillis());
            return in.read(bytes, offset, length);
        }
    }
}
