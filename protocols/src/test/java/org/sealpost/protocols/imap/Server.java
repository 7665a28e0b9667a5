package org.sealpost.protocols.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.james.imap.message.response.UnpooledStatusResponseFactory;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.session.Limits;
import org.sealpost.protocols.session.Listen;
import org.sealpost.protocols.session.People;
import org.sealpost.protocols.session.TestTls;
import org.sealpost.store.ContentSpool;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.testkit.TestFolders;

/** A mail server as far as IMAP needs one, on loopback: ann, bob and carol have accounts. */
final class Server implements AutoCloseable {
    private static final int MEMORY_BYTES = 1024 * 1024;

    final People people = new People()
            .account("ann@example.org", "secret", "a.smith@example.org")
            .account("bob@example.org", "secret")
            .account("carol@example.org", "secret");
    final MailboxLayer mailboxes;
    final InetSocketAddress imaps;
    final InetSocketAddress imap;
    final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
    private final Path spoolFolder;
    private final DoorConfig config;
    private final ContentSpool spool;
    private final ImapDoor door;

    Server(Engine engine) throws IOException {
        this(engine.create(), Limits.DEFAULT);
    }

    Server(Database database, Limits limits) throws IOException {
        Clock clock = Clock.systemUTC();
        this.mailboxes = new MailboxLayer(database, new ContentStore(database, new byte[32], clock), people, clock);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.config = new DoorConfig(
                "mail.example.org",
                List.of(new Listen(any, Listen.TlsStart.AT_ONCE), new Listen(any, Listen.TlsStart.BY_STARTTLS)),
                limits);
        spoolFolder = TestFolders.make("spool");
        this.spool = new ContentSpool(spoolFolder, MEMORY_BYTES, Long.MAX_VALUE);
        this.door = new ImapDoor(config, mailboxes, people, spool, TestTls::server, log(audited), clock);
        List<InetSocketAddress> bound = door.start();
        this.imaps = bound.get(0);
        this.imap = bound.get(1);
    }

    /** For who does not look into it. */
    static AuditLog noLog() {
        return log(new CopyOnWriteArrayList<>());
    }

    private static AuditLog log(List<AuditEvent> lines) {
        return new AuditLog() {
            @Override
            public void append(List<AuditEvent> events, Change change) {
                change.makeNow();
                lines.addAll(events);
            }

            @Override
            public List<AuditLine> find(String subject, int limit) {
                return List.of();
            }
        };
    }

    /** The same mailboxes behind James' own commands. */
    ImapDoor unguarded() {
        LoginCommands commands =
                new LoginCommands(ImapDoor.james(mailboxes), new UnpooledStatusResponseFactory(), people, mailboxes);
        return new ImapDoor(config, mailboxes, commands, spool, TestTls::server);
    }

    void deliver(String account, String content) {
        mailboxes.append(
                MailAddress.parse(account),
                "INBOX",
                Content.of(content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)),
                "delivery" + System.nanoTime());
    }

    boolean spoolIsEmptyWithin(Duration time) throws IOException, InterruptedException {
        for (long waited = 0; waited < time.toMillis(); waited += 100) {
            try (Stream<Path> files = Files.list(spoolFolder)) {
                if (files.findAny().isEmpty()) {
                    return true;
                }
            }
            Thread.sleep(100);
        }
        return false;
    }

    /** A client that has logged in over TLS. */
    Client client(String account) throws IOException {
        Client client = Client.secure(imaps);
        client.line();
        client.ok("LOGIN " + account + " secret");
        return client;
    }

    @Override
    public void close() {
        door.close();
        mailboxes.close();
    }
}
