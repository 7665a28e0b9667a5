package org.sealpost.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the whole world, and only what is meant for it: policies of our domains (RFC 8461 section 3.3) and published keys. For
 * who keeps the console away from port 443.
 */
public final class PublishedDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedDoor.class);

    private final Published published;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Makes a door that is still shut. */
    public PublishedDoor(InetSocketAddress address, Supplier<SSLContext> tls, KeyPages keys, PolicyPages policies)
            throws IOException {
        this.published = new Published(keys, policies);
        this.server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    @SuppressWarnings("IllegalCatch") // The door: whatever fails inside becomes an HTTP status without details.
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().matches("GET|HEAD")) {
                Published.say(exchange, 405, "This page can only be read.\n");
            } else if (!published.answer(exchange)) {
                Published.say(exchange, 404, "There is no such page.\n");
            }
        } catch (RuntimeException e) {
            LOG.error("what is published could not be shown", e);
            Published.say(exchange, 500, "The page could not be made; see the log.\n");
        }
    }
}
