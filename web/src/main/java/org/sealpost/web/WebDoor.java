package org.sealpost.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Answers browsers: one page that shows that the house runs, read only. Nothing on it comes from anywhere else. */
public final class WebDoor extends HttpsDoor {
    private static final String COOKIE = "__Host-sealpost";
    private static final Map<String, String> TYPES =
            Map.of("css", "text/css; charset=utf-8", "woff2", "font/woff2", "txt", "text/plain; charset=utf-8");

    private final WebConfig config;
    private final FirstPage page;
    private final PeoplePages people;
    private final Published published;
    private final Supplier<byte[]> rootCertificate;

    /** {@code rootCertificate}: PEM, for browsers and mail programs to trust. */
    public WebDoor(
            WebConfig config,
            Supplier<SSLContext> tls,
            FirstPage page,
            PeoplePages people,
            KeyPages keys,
            PolicyPages policies,
            Supplier<byte[]> rootCertificate)
            throws IOException {
        super(config.address(), tls);
        this.config = config;
        this.page = page;
        this.people = people;
        this.published = new Published(keys, policies);
        this.rootCertificate = rootCertificate;
    }

    @Override
    void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith(PeoplePages.PREFIX)) {
            person(exchange);
            return;
        }
        if (published.answer(exchange)) {
            return;
        }
        switch (path) {
            case "/" -> first(exchange);
            case "/health" -> Published.send(exchange, 200, "text/plain; charset=utf-8", bytes("ok\n"));
            case "/ca.pem" -> Published.send(exchange, 200, "application/x-pem-file", rootCertificate.get());
            default -> asset(exchange, path);
        }
    }

    private void person(HttpExchange exchange) throws IOException {
        Optional<PeoplePages.Answer> answer =
                people.answer(exchange.getRequestURI().getRawPath());
        exchange.getResponseHeaders().add("Cache-Control", "no-store");
        if (answer.isEmpty()) {
            Published.send(exchange, 404, "text/plain; charset=utf-8", bytes("There is no such page.\n"));
            return;
        }
        answer.get()
                .fileName()
                .ifPresent(name -> exchange.getResponseHeaders()
                        .add("Content-Disposition", "attachment; filename=\"" + name + "\""));
        Published.send(exchange, 200, answer.get().type(), answer.get().body());
    }

    private void first(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String token = query == null ? "" : query.replaceFirst("^token=", "");
        if (config.tokens().isGood(token)) {
            // The token leaves the address bar and the history at once.
            exchange.getResponseHeaders()
                    .add("Set-Cookie", COOKIE + "=" + token + "; Path=/; Secure; HttpOnly; SameSite=Strict");
            exchange.getResponseHeaders().add("Location", "/");
            Published.send(exchange, 303, "text/plain; charset=utf-8", new byte[0]);
        } else if (mayLookInside(exchange)) {
            Published.send(exchange, 200, "text/html; charset=utf-8", bytes(page.inside(config)));
        } else {
            Published.send(exchange, 200, "text/html; charset=utf-8", bytes(page.outside(config)));
        }
    }

    private boolean mayLookInside(HttpExchange exchange) {
        boolean local = exchange.getRemoteAddress().getAddress().isLoopbackAddress();
        if (local && config.openOnLoopback()) {
            return true;
        }
        return exchange.getRequestHeaders().getOrDefault("Cookie", java.util.List.of()).stream()
                .flatMap(cookies -> java.util.Arrays.stream(cookies.split(";\\s*", -1)))
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .anyMatch(cookie -> config.tokens().isGood(cookie.substring(COOKIE.length() + 1)));
    }

    private static void asset(HttpExchange exchange, String path) throws IOException {
        String name = path.substring(1);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        boolean plain = name.matches("[a-z0-9-]+(/[a-z0-9-]+)?\\.(css|woff2|txt)");
        try (InputStream in = plain ? WebDoor.class.getResourceAsStream(name) : null) {
            if (in == null) {
                Published.send(exchange, 404, "text/plain; charset=utf-8", bytes("There is no such page.\n"));
                return;
            }
            exchange.getResponseHeaders().add("Cache-Control", "max-age=86400");
            Published.send(exchange, 200, TYPES.getOrDefault(ending, "application/octet-stream"), in.readAllBytes());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
