package org.sealpost.protocols.sts;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.sealpost.mail.Domain;

/** Fetches policy files over HTTPS, from servers that prove their names; follows nobody elsewhere (RFC 8461 section 3.3). */
public final class HttpsFetch implements PolicyFetch {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(10);
    private static final int LIMIT_BYTES = 64 * 1024;

    private final HttpClient client;

    public HttpsFetch(X509TrustManager roots, Optional<ProxySelector> proxy) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {roots}, null);
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .followRedirects(HttpClient.Redirect.NEVER);
            proxy.ifPresent(builder::proxy);
            this.client = builder.build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform lacks TLS", e);
        }
    }

    @Override
    public String fetch(Domain domain) throws IOException {
        URI address = URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt");
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(WHOLE).GET().build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                check(address, response);
                byte[] text = body.readNBytes(LIMIT_BYTES + 1);
                if (text.length > LIMIT_BYTES) {
                    throw new IOException(address + " is too long");
                }
                return new String(text, StandardCharsets.US_ASCII);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server stops", e);
        }
    }

    private static void check(URI address, HttpResponse<InputStream> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException(address + " answered " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.matches("(?i)text/plain\\s*(;.*)?")) {
            throw new IOException(address + " is not text/plain");
        }
    }
}
