package org.sealpost.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sealpost.identity.WebKey;

/** What the house tells to everybody who asks. */
record Published(KeyPages keys, PolicyPages policies) {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** False, with nothing sent, if something else was asked for. */
    boolean answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith(WebKey.PREFIX)) {
            key(exchange);
            return true;
        }
        if (path.equals(PolicyPages.PATH)) {
            policy(exchange);
            return true;
        }
        return false;
    }

    private void key(HttpExchange exchange) throws IOException {
        Optional<byte[]> key = keys.answer(
                exchange.getRequestURI().getRawPath(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                        .orElse(""));
        exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
        if (key.isEmpty()) {
            send(exchange, 404, TEXT, bytes("There is no such key.\n"));
            return;
        }
        send(exchange, 200, "application/octet-stream", key.get());
    }

    private void policy(HttpExchange exchange) throws IOException {
        Optional<String> policy =
                policies.answer(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                        .orElse(""));
        send(exchange, policy.isPresent() ? 200 : 404, TEXT, bytes(policy.orElse("There is no such policy.\n")));
    }

    static void say(HttpExchange exchange, int status, String words) throws IOException {
        send(exchange, status, TEXT, bytes(words));
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.add("Content-Type", type);
        headers.add("Content-Security-Policy", CONTENT_POLICY);
        headers.add("X-Content-Type-Options", "nosniff");
        headers.add("Referrer-Policy", "no-referrer");
        headers.add("Strict-Transport-Security", "max-age=31536000");
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
