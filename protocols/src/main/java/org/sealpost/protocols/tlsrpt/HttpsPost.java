package org.sealpost.protocols.tlsrpt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Network;

/**
 * Brings reports to web servers that prove their names (RFC 8460 section 5.4). A stranger's record names the address, so it is held to what the house
 * may ask of strangers at all.
 */
public final class HttpsPost implements ReportPost {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WHOLE = Duration.ofSeconds(60);
    private static final int HTTPS = 443;
    private static final int FIRST_FREE_PORT = 1024;

    private final FetchConfig config;
    private final HttpClient client;

    public HttpsPost(FetchConfig config, X509TrustManager roots) {
        this.config = config;
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {roots}, null);
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER);
            config.proxy().ifPresent(proxy -> builder.proxy(ProxySelector.of(proxy)));
            this.client = builder.build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks TLS", e);
        }
    }

    @Override
    public void post(URI address, byte[] packed) throws IOException {
        requireAllowed(address);
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(WHOLE)
                .header("Content-Type", "application/tlsrpt+gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                throw new IOException("it answered " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
    }

    /** Behind a proxy that one decides. Java remembers an address for longer than it takes from here to the connection. */
    private void requireAllowed(URI address) throws IOException {
        if (!config.online()) {
            throw new IOException("the house asks nobody outside");
        }
        int port = address.getPort();
        if (!"https".equalsIgnoreCase(address.getScheme()) || port >= 0 && port != HTTPS && port < FIRST_FREE_PORT) {
            throw new IOException("only https is used, and no port that belongs to something else");
        }
        if (config.proxy().isPresent()) {
            return;
        }
        for (InetAddress one : InetAddress.getAllByName(address.getHost().replaceAll("^\\[|]$", ""))) {
            if (!Network.isPublic(one)
                    && config.allowedNetworks().stream().noneMatch(network -> network.contains(one))) {
                throw new IOException(address.getHost() + " is in a private network, which is not asked");
            }
        }
    }
}
