package org.sealpost.protocols.enroll;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Brings requests that came over HTTPS to an enrolment service. */
public final class ServiceHandler implements HttpHandler {
    private final ServiceDesk desk;

    public ServiceHandler(EnrollmentService service) {
        this.desk = new ServiceDesk(service);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(ServiceDesk.BODY_LIMIT_BYTES + 1);
            write(
                    exchange,
                    desk.answer(exchange.getRequestURI().getRawPath(), body.length, () -> request(exchange, body)));
        }
    }

    private static Request request(HttpExchange exchange, byte[] body) {
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                field(exchange, "Authorization").orElse(""),
                body,
                certificate(exchange),
                ServiceDesk.host(field(exchange, "Host")),
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    private static Optional<String> field(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
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
        answer.fields().forEach(headers::set);
        boolean empty = answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
        if (!empty) {
            exchange.getResponseBody().write(answer.body());
        }
    }
}
