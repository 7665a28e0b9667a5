package org.sealpost.protocols.pki;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.door.CertsOnly;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.enroll.ServiceHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to which the addresses in our certificates lead: {@code /ocsp}, and for each authority {@code /pki/NAME} with {@code .crt} or
 * {@code .cer}, {@code .p7c}, {@code .crl} and {@code .delta.crl}. Plain HTTP, since what it gives is public and signed (RFC 5280
 * section 8), and no login.
 */
public final class PkiDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PkiDoor.class);
    private static final int REQUEST_LIMIT_BYTES = 16 * 1024;
    private static final int BACKLOG = 256;
    private static final int AT_ONCE = 256;
    private static final int STOP_SECONDS = 1;
    private static final Pattern FILE = Pattern.compile("/pki/([a-z][a-z0-9-]{0,40})\\.(crt|cer|p7c|crl|delta\\.crl)");
    private static final String DER_REQUEST = "application/ocsp-request";

    private final CertificateAuthority authority;
    private final CrlIssuer crls;
    private final OcspResponder ocsp;
    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_ONCE);

    /** Opens the door; port 0 takes any free one. */
    public PkiDoor(
            InetSocketAddress address, CertificateAuthority authority, CrlIssuer crls, OcspResponder ocsp, Clock clock)
            throws IOException {
        this(address, authority, crls, ocsp, clock, Map.of());
    }

    /** {@code services} need no TLS: what they say is protected in itself. Each answers below its path. */
    public PkiDoor(
            InetSocketAddress address,
            CertificateAuthority authority,
            CrlIssuer crls,
            OcspResponder ocsp,
            Clock clock,
            Map<String, EnrollmentService> services)
            throws IOException {
        this.authority = authority;
        this.crls = crls;
        this.ocsp = ocsp;
        this.clock = clock;
        this.server = HttpServer.create(address, BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        services.forEach((path, service) -> server.createContext(path, new ServiceHandler(service)));
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        threads.close();
    }

    @SuppressWarnings("IllegalCatch") // The outermost edge: a failure becomes 500 and one line in the log.
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!room.tryAcquire()) {
                answer(exchange, 503, "text/plain", "too many at once\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            try {
                route(exchange);
            } catch (RuntimeException e) {
                LOG.warn("{} failed", exchange.getRequestURI().getPath(), e);
                answer(exchange, 500, "text/plain", "internal error\n".getBytes(StandardCharsets.US_ASCII));
            } finally {
                room.release();
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        boolean post = exchange.getRequestMethod().equals("POST");
        if (path.equals("/ocsp") && post) {
            postedOcsp(exchange);
            return;
        }
        if (!exchange.getRequestMethod().equals("GET")
                && !exchange.getRequestMethod().equals("HEAD")) {
            answer(exchange, 405, "text/plain", "GET, or POST to /ocsp\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        if (path.startsWith("/ocsp/")) {
            ocspInPath(exchange, path.substring("/ocsp/".length()));
            return;
        }
        Matcher file = FILE.matcher(path);
        Optional<AuthorityRecord> found = file.matches()
                ? authority.records().stream()
                        .filter(one -> one.name().equals(file.group(1)))
                        .findFirst()
                : Optional.empty();
        Optional<byte[]> content = found.flatMap(one -> content(one, file.group(2)));
        if (content.isPresent()) {
            answer(exchange, 200, type(file.group(2)), content.get());
        } else {
            answer(exchange, 404, "text/plain", "not here\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Optional<byte[]> content(AuthorityRecord record, String ending) {
        return switch (ending) {
            case "crl" -> crls.current(record.name(), clock.instant()).map(Crl::der);
            case "delta.crl" -> crls.delta(record.name(), clock.instant()).map(Crl::der);
            // RFC 5280 section 4.2.2.1: all that may help, those between two keys and those given to others, too.
            case "p7c" ->
                record.certificate().map(own -> CertsOnly.of(record.published().toList()));
            default -> record.certificate();
        };
    }

    private static String type(String ending) {
        return switch (ending) {
            case "crl", "delta.crl" -> "application/pkix-crl";
            case "p7c" -> "application/pkcs7-mime";
            default -> "application/pkix-cert";
        };
    }

    private void postedOcsp(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith(DER_REQUEST)) {
            answer(
                    exchange,
                    415,
                    "text/plain",
                    "expected application/ocsp-request\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        try (InputStream body = exchange.getRequestBody()) {
            byte[] request = body.readNBytes(REQUEST_LIMIT_BYTES + 1);
            ocsp(exchange, request);
        }
    }

    /** RFC 6960 appendix A.1: a small request may come as base64 in the path. */
    private void ocspInPath(HttpExchange exchange, String encoded) throws IOException {
        byte[] request;
        try {
            String base64 = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.US_ASCII);
            request = encoded.length() > REQUEST_LIMIT_BYTES
                    ? new byte[0]
                    : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            request = new byte[0];
        }
        ocsp(exchange, request);
    }

    private void ocsp(HttpExchange exchange, byte[] request) throws IOException {
        answer(exchange, 200, "application/ocsp-response", ocsp.answer(request, clock.instant()));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
