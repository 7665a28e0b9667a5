package org.sealpost.protocols.imap;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.core.Username;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mpt.api.Continuation;
import org.apache.james.mpt.api.ImapFeatures;
import org.apache.james.mpt.api.ImapHostSystem;
import org.apache.james.mpt.api.Session;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.mailbox.QuotaLimits;
import org.sealpost.protocols.LoggedIn;
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

/** Plays James' scripts on our door. Their users have no domain; here they live in a domain that no script sees. */
final class ScriptHost implements ImapHostSystem, QuotaLimits {
    private static final String DOMAIN = "@scripts.invalid";
    private static final ImapFeatures FEATURES = ImapFeatures.of(
            ImapFeatures.Feature.MOVE_SUPPORT,
            ImapFeatures.Feature.NAMESPACE_SUPPORT,
            ImapFeatures.Feature.USER_FLAGS_SUPPORT,
            ImapFeatures.Feature.QUOTA_SUPPORT,
            ImapFeatures.Feature.ANNOTATION_SUPPORT,
            ImapFeatures.Feature.MOD_SEQ_SEARCH);

    private static final Map<Engine, ScriptHost> SHARED = new EnumMap<>(Engine.class);

    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Set<Username> users = ConcurrentHashMap.newKeySet();
    private final MailboxLayer mailboxes;
    private final ImapDoor door;
    private final InetSocketAddress address;
    private volatile long bytes;
    private volatile long messages;

    private ScriptHost(Engine engine) throws IOException {
        Clock clock = Clock.systemUTC();
        Database database = engine.create();
        ContentStore contents = new ContentStore(database, new byte[32], clock);
        this.mailboxes = new MailboxLayer(database, contents, new People(), this, List.of("INBOX"), clock);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        DoorConfig config =
                new DoorConfig("mail.example.org", List.of(new Listen(any, Listen.TlsStart.AT_ONCE)), Limits.DEFAULT);
        ContentSpool spool = new ContentSpool(TestFolders.make("spool"), 1024 * 1024, Long.MAX_VALUE);
        this.door = new ImapDoor(config, mailboxes, this::login, spool, TestTls::server, Server.noLog(), clock);
        this.address = door.start().getFirst();
    }

    /** One door for all scripts on an engine, without the people and mails of the script before. */
    static synchronized ScriptHost on(Engine engine) {
        ScriptHost host = SHARED.computeIfAbsent(engine, ScriptHost::make);
        host.users.forEach(user -> host.mailboxes.removeAll(MailAddress.parse(user.asString() + DOMAIN)));
        host.users.clear();
        host.passwords.clear();
        host.bytes = 0;
        host.messages = 0;
        host.configure(
                ImapConfiguration.builder().isProvisionDefaultMailboxes(false).build());
        return host;
    }

    private static ScriptHost make(Engine engine) {
        try {
            return new ScriptHost(engine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<LoggedIn> login(String name, char[] password, String clientAddress) {
        return new String(password).equals(passwords.get(name))
                ? Optional.of(People.login(name + DOMAIN))
                : Optional.empty();
    }

    @Override
    public void beforeTest() {}

    @Override
    public void afterTest() {}

    void configure(ImapConfiguration configuration) {
        door.configure(configuration);
    }

    @Override
    public boolean addUser(Username user, String password) {
        users.add(user);
        passwords.put(user.asString(), password);
        return true;
    }

    @Override
    public boolean supports(ImapFeatures.Feature... features) {
        return FEATURES.supports(features);
    }

    @Override
    public void createMailbox(MailboxPath path) throws Exception {
        users.add(path.getUser());
        Username user = Username.of(path.getUser().asString() + DOMAIN);
        MailboxManager folders = mailboxes.folders();
        folders.createMailbox(path.withUser(user), folders.createSystemSession(user));
    }

    @Override
    public void setQuotaLimits(QuotaCountLimit count, QuotaSizeLimit size) {
        messages = count.asLong();
        bytes = size.asLong();
    }

    @Override
    public long bytes(String owner) {
        return bytes;
    }

    @Override
    public long messages(String owner) {
        return messages;
    }

    @Override
    public void grantRights(MailboxPath path, Username user, MailboxACL.Rfc4314Rights rights) {
        throw new UnsupportedOperationException("asked for by suites only that do not run");
    }

    @Override
    public Session newSession(Continuation continuation) {
        return new SocketSession(address, continuation);
    }

    private static final class SocketSession implements Session {
        private final InetSocketAddress address;
        private final Continuation continuation;
        private @Nullable Client client;
        private boolean greeted;

        SocketSession(InetSocketAddress address, Continuation continuation) {
            this.address = address;
            this.continuation = continuation;
        }

        @Override
        public void start() throws IOException {
            client = Client.secure(address);
            greeted = false;
        }

        @Override
        public String readLine() throws IOException {
            String line;
            try {
                line = client().line();
            } catch (EOFException e) {
                // What the scripts take for the end of a connection.
                return "";
            }
            if (!greeted) {
                greeted = true;
                return "* OK IMAP4rev1 Server ready";
            }
            if (line.startsWith("+")) {
                continuation.doContinue();
            }
            return line.replace(DOMAIN, "");
        }

        @Override
        public void writeLine(String line) throws IOException {
            String full = line.replace("#private&imapuser", "#private&imapuser" + DOMAIN);
            try {
                client().sendBytes((full + "\r\n").getBytes(StandardCharsets.US_ASCII));
            } catch (SocketException e) {
                // After LOGOUT the scripts go on talking; what counts is what they read then.
                return;
            }
        }

        @Override
        public void restart() throws IOException {
            stop();
            start();
            readLine();
        }

        @Override
        public void stop() throws IOException {
            client().close();
        }

        @Override
        public void await() {}

        private Client client() {
            return java.util.Objects.requireNonNull(client);
        }
    }
}
