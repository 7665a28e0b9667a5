package org.sealpost.protocols.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import org.apache.james.imap.api.ImapSessionState;
import org.apache.james.imap.api.process.ImapLineHandler;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.protocols.api.OidcSASLConfiguration;
import org.jspecify.annotations.Nullable;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.session.Connection;
import org.sealpost.protocols.session.Limits;
import reactor.core.publisher.Mono;

/** The state of one IMAP session (RFC 9051 section 3). */
final class DoorSession implements ImapSession {
    private final Connection connection;
    private final boolean offersStartTls;
    private final ScheduledExecutorService scheduler;
    private final Limits limits;
    private final SessionId id = SessionId.generate();
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final Deque<ImapLineHandler> lineHandlers = new ArrayDeque<>();
    private final AtomicReference<@Nullable SelectedMailbox> selected = new AtomicReference<>();
    private volatile ImapSessionState state = ImapSessionState.NON_AUTHENTICATED;

    DoorSession(Connection connection, boolean offersStartTls, ScheduledExecutorService scheduler, Limits limits) {
        this.connection = connection;
        this.limits = limits;
        this.offersStartTls = offersStartTls;
        this.scheduler = scheduler;
    }

    Connection connection() {
        return connection;
    }

    /** From now on the client may be idle for long. */
    void loggedIn(LoggedIn who) {
        try {
            connection.loggedIn(who, limits.idle());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isLoggedIn() {
        return state == ImapSessionState.AUTHENTICATED || state == ImapSessionState.SELECTED;
    }

    /** Who takes the next line, while a command goes on over several lines. */
    @Nullable ImapLineHandler lineHandler() {
        return lineHandlers.peekFirst();
    }

    @Override
    public void pushLineHandler(ImapLineHandler handler) {
        lineHandlers.addFirst(handler);
    }

    @Override
    public void popLineHandler() {
        lineHandlers.pollFirst();
    }

    @Override
    public SessionId sessionId() {
        return id;
    }

    @Override
    public ImapSessionState getState() {
        return state;
    }

    @Override
    public void authenticated() {
        state = ImapSessionState.AUTHENTICATED;
    }

    @Override
    public Mono<Void> selected(SelectedMailbox mailbox) {
        return closeMailbox().then(Mono.fromRunnable(() -> {
            selected.set(mailbox);
            state = ImapSessionState.SELECTED;
        }));
    }

    @Override
    public Mono<Void> deselect() {
        return closeMailbox().then(Mono.fromRunnable(() -> state = ImapSessionState.AUTHENTICATED));
    }

    @Override
    public Mono<Void> logout() {
        return closeMailbox().then(Mono.fromRunnable(() -> state = ImapSessionState.LOGOUT));
    }

    /** Each folder that was opened is also taken off the events' list; otherwise it would be kept for ever. */
    private Mono<Void> closeMailbox() {
        return Mono.defer(() -> {
            SelectedMailbox open = selected.getAndSet(null);
            return open == null ? Mono.empty() : open.deselect();
        });
    }

    @Override
    public @Nullable SelectedMailbox getSelected() {
        return selected.get();
    }

    @Override
    public @Nullable Object getAttribute(String key) {
        return attributes.get(key);
    }

    @Override
    public void setAttribute(String key, @Nullable Object value) {
        if (value == null) {
            attributes.remove(key);
        } else {
            attributes.put(key, value);
        }
    }

    @Override
    public boolean startTLS(Runnable answer) {
        if (!supportStartTLS()) {
            return false;
        }
        try {
            if (!connection.clientIsWaiting()) {
                throw new CommandReader.Broken("commands were sent in front of the TLS handshake");
            }
            // The answer goes out in the clear and before the handshake; both happen on this one thread.
            answer.run();
            connection.startTls();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isTLSActive() {
        return connection.isSecure();
    }

    @Override
    public boolean supportStartTLS() {
        return offersStartTls && !connection.isSecure();
    }

    @Override
    public Optional<SSLSession> getSSLSession() {
        return connection.tlsSession();
    }

    @Override
    public boolean isCompressionActive() {
        return false;
    }

    /** Compression before encryption has told secrets by length before (CRIME); mail is not worth that. */
    @Override
    public boolean isCompressionSupported() {
        return false;
    }

    @Override
    public boolean startCompression(Runnable answer) {
        return false;
    }

    @Override
    public boolean supportMultipleNamespaces() {
        return false;
    }

    @Override
    public boolean isSSLRequired() {
        return true;
    }

    @Override
    public boolean isPlainAuthEnabled() {
        return true;
    }

    @Override
    public boolean supportsOAuth() {
        return false;
    }

    @Override
    public Optional<OidcSASLConfiguration> oidcSaslConfiguration() {
        return Optional.empty();
    }

    /** {@link Connection#startTls} looks itself whether something was sent too early. */
    @Override
    public boolean needsCommandInjectionDetection() {
        return false;
    }

    @Override
    public void startDetectingCommandInjection() {}

    @Override
    public void stopDetectingCommandInjection() {}

    @Override
    public void schedule(Runnable task, Duration delay) {
        Future<?> _ = scheduler.schedule(
                () -> Thread.ofVirtual().name("imap-scheduled").start(() -> {
                    if (state != ImapSessionState.LOGOUT) {
                        task.run();
                    }
                }),
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }
}
