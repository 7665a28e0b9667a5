package org.sealpost.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Answers the whole world, and only what is meant for it: policies of our domains (RFC 8461 section 3.3) and published keys. For
 * who keeps the console away from port 443.
 */
public final class PublishedDoor extends HttpsDoor {
    private final Published published;

    /** Makes a door that is still shut. */
    public PublishedDoor(InetSocketAddress address, Supplier<SSLContext> tls, KeyPages keys, PolicyPages policies)
            throws IOException {
        super(address, tls);
        this.published = new Published(keys, policies);
    }

    @Override
    void answer(HttpExchange exchange) throws IOException {
        if (!published.answer(exchange)) {
            Published.say(exchange, 404, "There is no such page.\n");
        }
    }
}
