package org.sealpost.protocols.pop3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Doorkeeper;
import org.sealpost.protocols.session.PasswordLogin;

/** The door through which people fetch their mail by POP3: port 995 with TLS at once, port 110 with STLS. */
public final class Pop3Door implements AutoCloseable {
    private static final String NO_ROOM = "-ERR [SYS/TEMP] too many connections, try again later";

    private final Doorkeeper doorkeeper;

    /**
     * Makes a door that is still shut.
     *
     * @param certificates asked for each new TLS session, so that a renewed certificate is used at once
     */
    public Pop3Door(DoorConfig config, MailboxLayer mailboxes, PasswordLogin login, Supplier<SSLContext> certificates) {
        this.doorkeeper = new Doorkeeper(
                "pop3",
                config.listens(),
                config.limits(),
                certificates,
                NO_ROOM,
                connection -> new Pop3Session(config, mailboxes, login, connection).run());
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
