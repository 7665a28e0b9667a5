package org.sealpost.protocols.sts;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Web servers with policies, behind a proxy that brings every name to them, so that no name has to be in the real DNS. */
public final class PolicyHosts implements AutoCloseable {
    private final Map<String, String> files = new ConcurrentHashMap<>();
    private final HttpsServer server;
    private final ServerSocket proxy;

    /** {@code tls}: one certificate for all names. */
    public PolicyHosts(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/.well-known/mta-sts.txt", exchange -> {
            try (exchange) {
                String host = exchange.getRequestHeaders().getFirst("Host");
                byte[] text = files.getOrDefault(host, "").getBytes(StandardCharsets.US_ASCII);
                exchange.getResponseHeaders().set("Content-Type", "text/plain");
                exchange.sendResponseHeaders(text.length > 0 ? 200 : 404, text.length > 0 ? text.length : -1);
                if (text.length > 0) {
                    exchange.getResponseBody().write(text);
                }
            }
        });
        server.start();
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** What a domain says from now on; nothing for an empty text. */
    public void publish(String domain, String text) {
        files.put("mta-sts." + domain, text);
    }

    public ProxySelector proxy() {
        return ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.getLocalPort()));
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                Thread.ofVirtual().start(() -> tunnel(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void tunnel(Socket client) {
        try (client;
                Socket host = new Socket(
                        InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            readHead(client.getInputStream());
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread back = Thread.ofVirtual().start(() -> pump(host, client));
            pump(client, host);
            back.join();
        } catch (IOException e) {
            // The test sees that nothing came.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int last = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            last = (last << 8) | next;
            if (last == 0x0d0a0d0a) {
                return;
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One side has hung up.
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.stop(0);
    }
}
