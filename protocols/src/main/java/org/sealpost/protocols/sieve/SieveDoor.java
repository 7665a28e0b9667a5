package org.sealpost.protocols.sieve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Doorkeeper;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.transport.FilterAdministration;

/** The door through which mail programs change people's filters: port 4190 with STARTTLS. */
public final class SieveDoor implements AutoCloseable {
    private static final String NO_ROOM = "BYE (TRYLATER) \"too many connections, try again later\"";

    private final Doorkeeper doorkeeper;

    /**
     * Makes a door that is still shut.
     *
     * @param certificates asked for each new TLS session, so that a renewed certificate is used at once
     */
    public SieveDoor(
            DoorConfig config, FilterAdministration filters, PasswordLogin login, Supplier<SSLContext> certificates) {
        this.doorkeeper = new Doorkeeper(
                "sieve",
                config.listens(),
                config.limits(),
                certificates,
                NO_ROOM,
                connection -> new SieveSession(config, filters, login, connection).run());
    }

    /** Opens all listeners or none; says where each listens, in their order. */
    public List<InetSocketAddress> start() throws IOException {
        return doorkeeper.start();
    }

    @Override
    public void close() {
        doorkeeper.close();
    }
}
