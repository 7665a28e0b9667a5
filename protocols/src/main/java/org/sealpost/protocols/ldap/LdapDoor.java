package org.sealpost.protocols.ldap;

import com.unboundid.ldap.listener.LDAPListener;
import com.unboundid.ldap.listener.LDAPListenerConfig;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.listener.StartTLSRequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** Listens for LDAP and LDAPS and answers from the directory. The TLS certificate may change while it runs. */
public final class LdapDoor implements AutoCloseable {
    private static final int CONNECTIONS = 500;
    private static final int CONNECTIONS_PER_ADDRESS = 200;
    /** RFC 4511 names no time; address books ask and go, directories of others ask again within minutes. */
    private static final Duration IDLE = Duration.ofMinutes(15);

    private static final int REQUEST_LIMIT_BYTES = 256 * 1024;

    private final LdapConfig config;
    private final Supplier<SSLContext> tls;
    private final LookUp handler;
    private final Guests guests;
    private Optional<LDAPListener> ldap = Optional.empty();
    private Optional<LDAPListener> ldaps = Optional.empty();

    public LdapDoor(LdapConfig config, Supplier<SSLContext> tls, AddressBook book, Login login) {
        this(config, tls, book, login, new Guests(CONNECTIONS_PER_ADDRESS, IDLE));
    }

    LdapDoor(LdapConfig config, Supplier<SSLContext> tls, AddressBook book, Login login, Guests guests) {
        this.guests = guests;
        this.config = config;
        this.tls = tls;
        this.handler = new LookUp(config, book, login);
    }

    public void start() throws IOException {
        if (config.ldap().isPresent()) {
            LDAPListenerRequestHandler startTls = new StartTLSRequestHandler(new ReloadedSockets(tls), handler);
            ldap = Optional.of(listen(config.ldap().get(), startTls, GatheringSocket.factory(guests)));
        }
        if (config.ldaps().isPresent()) {
            ldaps = Optional.of(listen(config.ldaps().get(), handler, new ReloadedServerSockets(tls, guests)));
        }
    }

    /** The port on which LDAP is answered, once started. */
    public Optional<Integer> ldapPort() {
        return ldap.map(LDAPListener::getListenPort);
    }

    public Optional<Integer> ldapsPort() {
        return ldaps.map(LDAPListener::getListenPort);
    }

    @Override
    public void close() {
        ldap.ifPresent(listener -> listener.shutDown(true));
        ldaps.ifPresent(listener -> listener.shutDown(true));
    }

    private static LDAPListener listen(
            InetSocketAddress address, LDAPListenerRequestHandler handler, ServerSocketFactory sockets)
            throws IOException {
        LDAPListenerConfig listening = new LDAPListenerConfig(address.getPort(), handler);
        listening.setListenAddress(address.getAddress());
        listening.setServerSocketFactory(sockets);
        listening.setMaxConnections(CONNECTIONS);
        listening.setMaxMessageSizeBytes(REQUEST_LIMIT_BYTES);
        LDAPListener listener = new LDAPListener(listening);
        listener.startListening();
        return listener;
    }
}
