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

/** A door for browsers behind which everything can only be read. */
public abstract sealed class HttpsDoor implements AutoCloseable permits WebDoor, PublishedDoor {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsDoor.class);

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Makes a door that is still shut. */
    HttpsDoor(InetSocketAddress address, Supplier<SSLContext> tls) throws IOException {
        this.server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        server.setExecutor(threads);
    }

    public final void start() {
        server.createContext("/", this::serve);
        server.start();
    }

    public final int port() {
        return server.getAddress().getPort();
    }

    @Override
    public final void close() {
        server.stop(0);
        threads.shutdown();
    }

    /** Answers one request to read something. */
    abstract void answer(HttpExchange exchange) throws IOException;

    @SuppressWarnings("IllegalCatch") // The door: whatever fails inside becomes an HTTP status without details.
    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().matches("GET|HEAD")) {
                answer(exchange);
            } else {
                Published.say(exchange, 405, "This page can only be read.\n");
            }
        } catch (RuntimeException e) {
            LOG.error("a page could not be made", e);
            Published.say(exchange, 500, "The page could not be made; see the log.\n");
        }
    }
}
