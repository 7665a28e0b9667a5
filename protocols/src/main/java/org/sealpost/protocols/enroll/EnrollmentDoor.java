package org.sealpost.protocols.enroll;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.sealpost.pki.OwnCertificates;

/** Where devices and programs ask for certificates over HTTPS. A client may show a certificate of ours instead of a password. */
public final class EnrollmentDoor implements AutoCloseable {
    private static final int BACKLOG = 256;
    private static final int STOP_SECONDS = 1;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Opens the door; port 0 takes any free one.
     *
     * @param identity who the server is, from {@code TlsIdentity}
     * @param services by the path below which each answers
     */
    public EnrollmentDoor(
            InetSocketAddress address,
            X509ExtendedKeyManager identity,
            OwnCertificates own,
            Map<String, EnrollmentService> services)
            throws IOException {
        this.server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(context(identity, own)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setWantClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.setExecutor(threads);
        services.forEach((path, service) -> server.createContext(path, new ServiceHandler(service)));
        server.start();
    }

    private static SSLContext context(X509ExtendedKeyManager identity, OwnCertificates own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {identity}, new TrustManager[] {own.trust()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(STOP_SECONDS);
        threads.close();
    }
}
