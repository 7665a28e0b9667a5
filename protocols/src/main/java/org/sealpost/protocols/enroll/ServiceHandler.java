package org.sealpost.protocols.enroll;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.sealpost.mail.MailFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings HTTP requests to an enrolment service, a limited number of limited size at a time. */
public final class ServiceHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceHandler.class);
    private static final int BODY_LIMIT_BYTES = 256 * 1024;
    private static final int AT_ONCE = 64;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");
    private static final String RETRY_SECONDS = "30";

    private final EnrollmentService service;
    private final Semaphore room = new Semaphore(AT_ONCE);

    public ServiceHandler(EnrollmentService service) {
        this.service = service;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT_BYTES + 1);
            if (body.length > BODY_LIMIT_BYTES) {
                write(exchange, Answer.text(413, "A request has at most " + BODY_LIMIT_BYTES + " bytes."));
                return;
            }
            if (!room.tryAcquire()) {
                write(exchange, Answer.text(503, "Too many at once.").with("Retry-After", RETRY_SECONDS));
                return;
            }
            try {
                write(exchange, answer(exchange, body));
            } finally {
                room.release();
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // The door: whatever fails inside becomes an HTTP status without details.
    private Answer answer(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getRawPath();
        try {
            return service.answer(new Request(
                    exchange.getRequestMethod(),
                    path,
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .orElse(""),
                    body,
                    certificate(exchange),
                    host(exchange),
                    exchange.getRemoteAddress().getAddress().getHostAddress()));
        } catch (MailFailure e) {
            LOG.info("{} put off: {}", path, e.getMessage());
            return Answer.text(503, "Not now: " + e.getMessage()).with("Retry-After", RETRY_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("{} failed", path, e);
            return Answer.text(500, "The request could not be answered; the log of the server tells more.");
        }
    }

    /** What a client says of the host comes back to itself in links, so that it has to look like one. */
    private static String host(HttpExchange exchange) {
        String said = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
        return HOST.matcher(said).matches() ? said : "localhost";
    }

    private static Optional<X509Certificate> certificate(HttpExchange exchange) {
        if (!(exchange instanceof HttpsExchange secure)) {
            return Optional.empty();
        }
        try {
            return secure.getSSLSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            // None was shown: who asks may give a password instead.
            return Optional.empty();
        }
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        answer.fields().forEach(headers::set);
        boolean empty = answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
        if (!empty) {
            exchange.getResponseBody().write(answer.body());
        }
    }
}
