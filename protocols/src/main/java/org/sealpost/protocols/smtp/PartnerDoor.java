package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.sealpost.protocols.session.AnyPeer;

/**
 * Asks clients for a certificate in such a way that nobody is hindered: no list of issuers (a client that finds none of its
 * own there would show nothing), no judgement in the handshake, and whoever fails all the same is not asked for a while.
 */
final class PartnerDoor {
    /** Nobody is asked. */
    static final PartnerDoor SHUT = new PartnerDoor(() -> false, new KeyManager[0]);

    private static final Duration NOT_ASKED_FOR = Duration.ofMinutes(10);
    private static final int FAILURES_KEPT = 10_000;

    private final BooleanSupplier open;
    private final KeyManager[] keys;
    private final Map<String, Long> failedAt = new LinkedHashMap<>(64, 0.75f, false) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > FAILURES_KEPT;
        }
    };

    PartnerDoor(BooleanSupplier open, KeyManager... keys) {
        this.open = open;
        this.keys = keys.clone();
    }

    /** Whether this client is asked for a certificate. */
    boolean asks(Visitor visitor) {
        SmtpListener connector = visitor.connector();
        boolean wanted =
                connector.terms().asksForCertificates() || connector.kind().isForServers() && open.getAsBoolean();
        return wanted && !hasFailed(visitor.address());
    }

    private boolean hasFailed(String clientAddress) {
        synchronized (failedAt) {
            Long failed = failedAt.get(clientAddress);
            return failed != null && System.nanoTime() - failed <= NOT_ASKED_FOR.toNanos();
        }
    }

    /**
     * TLS in a context of its own: no later session can be a resumption of this one, so that every session shows its
     * certificate and has it judged anew.
     */
    SSLSocket secure(Socket plain, String clientAddress, ConnectorTerms terms) throws IOException {
        try {
            SSLSocket secured = Tls.serverSide(context(), plain, terms, true);
            synchronized (failedAt) {
                failedAt.remove(clientAddress);
            }
            return secured;
        } catch (SSLException e) {
            synchronized (failedAt) {
                failedAt.put(clientAddress, System.nanoTime());
            }
            throw e;
        }
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new AnyPeer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
