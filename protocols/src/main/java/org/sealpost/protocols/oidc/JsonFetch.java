package org.sealpost.protocols.oidc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Fetches what the issuer publishes, over HTTPS from a server that proves its name; follows nobody elsewhere. */
final class JsonFetch {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(10);
    private static final int LIMIT_BYTES = 512 * 1024;

    private final HttpClient client;

    JsonFetch(X509TrustManager roots) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {roots}, null);
            this.client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks TLS", e);
        }
    }

    String fetch(URI address) throws IOException {
        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new IOException("expected an https address: " + address);
        }
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(WHOLE)
                .header("Accept", "application/json")
                .GET()
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] text = body.readNBytes(LIMIT_BYTES + 1);
                if (response.statusCode() != 200 || text.length > LIMIT_BYTES) {
                    throw new IOException(address + " answered " + response.statusCode() + " with "
                            + (text.length > LIMIT_BYTES ? "too much" : text.length + " bytes"));
                }
                return new String(text, StandardCharsets.UTF_8);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
    }
}
