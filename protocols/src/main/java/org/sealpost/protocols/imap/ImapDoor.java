package org.sealpost.protocols.imap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.encode.main.DefaultImapEncoderFactory;
import org.apache.james.imap.main.DefaultImapDecoderFactory;
import org.apache.james.imap.message.response.UnpooledStatusResponseFactory;
import org.apache.james.imap.processor.main.DefaultImapProcessorFactory;
import org.sealpost.mail.Spool;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.mailbox.NoMetrics;
import org.sealpost.policy.AuditLog;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Doorkeeper;
import org.sealpost.protocols.session.PasswordLogin;

/** The door through which people read their mail by IMAP: port 993 with TLS at once, port 143 with STARTTLS. */
public final class ImapDoor implements AutoCloseable {
    private static final String NO_ROOM = "* BYE too many connections, try again later";

    private final Doorkeeper doorkeeper;
    private final ImapProcessor processor;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("imap-scheduler").daemon().factory());

    /**
     * Makes a door that is still shut.
     *
     * @param certificates asked for each new TLS session, so that a renewed certificate is used at once
     */
    public ImapDoor(
            DoorConfig config,
            MailboxLayer mailboxes,
            PasswordLogin login,
            Spool spool,
            Supplier<SSLContext> certificates,
            AuditLog auditLog,
            Clock clock) {
        this(config, mailboxes, processor(mailboxes, login, auditLog, clock), spool, certificates);
    }

    /** With commands of one's own. */
    ImapDoor(
            DoorConfig config,
            MailboxLayer mailboxes,
            ImapProcessor processor,
            Spool spool,
            Supplier<SSLContext> certificates) {
        this.processor = processor;
        configure(ImapConfiguration.builder()
                .isProvisionDefaultMailboxes(false)
                .isCondstoreEnable(true)
                .appendLimit(config.limits().appendBytes())
                .build());
        ImapConversation.Surroundings house = new ImapConversation.Surroundings(
                DefaultImapDecoderFactory.createDecoder(),
                processor,
                new DefaultImapEncoderFactory().buildImapEncoder(),
                mailboxes.events(),
                spool,
                CommandLimits.afterLogin(config.limits().appendBytes()),
                scheduler,
                config);
        this.doorkeeper = new Doorkeeper(
                "imap",
                config.listens(),
                config.limits(),
                certificates,
                NO_ROOM,
                connection -> new ImapConversation(house, connection).run());
    }

    /** All commands as James has them. */
    static ImapProcessor james(MailboxLayer mailboxes) {
        return DefaultImapProcessorFactory.createXListSupportingProcessor(
                mailboxes.folders(),
                mailboxes.events(),
                mailboxes.subscriptions(),
                new SpecialUses(),
                mailboxes.quota(),
                mailboxes.quotaRoots(),
                new NoMetrics());
    }

    private static ImapProcessor processor(
            MailboxLayer mailboxes, PasswordLogin login, AuditLog auditLog, Clock clock) {
        ImapProcessor james = james(mailboxes);
        StatusResponseFactory responses = new UnpooledStatusResponseFactory();
        GuardedCommands guarded =
                new GuardedCommands(james, responses, mailboxes, new RecordedSharing(james, auditLog, clock));
        return new LoginCommands(guarded, responses, login, mailboxes);
    }

    /** What James' commands may be told; part of it only by its own scripts. */
    void configure(ImapConfiguration configuration) {
        processor.configure(configuration);
    }

    /** Opens all listeners or none; says where each listens, in their order. */
    public List<InetSocketAddress> start() throws IOException {
        return doorkeeper.start();
    }

    @Override
    public void close() {
        doorkeeper.close();
        scheduler.shutdownNow();
    }
}
