package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.sealpost.identity.Partner;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.SpfCheck;
import org.sealpost.mail.Spool;
import org.sealpost.pki.PartnerPaths;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.DmarcFacts;
import org.sealpost.policy.DmarcLookup;
import org.sealpost.protocols.Logins;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ContentSpool;
import org.sealpost.store.ContentStore;
import org.sealpost.store.CrlStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.TrustStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.PartnerGate;
import org.sealpost.transport.QueueIds;
import org.sealpost.transport.SenderGate;

/** An SMTP door on loopback with a real queue behind it. */
final class TestDoor implements AutoCloseable {
    static final SmtpListener INTERNET = listener(SmtpListener.Kind.INTERNET);
    static final SmtpListener SUBMISSION = listener(SmtpListener.Kind.SUBMISSION);
    static final SmtpListener SUBMISSIONS = listener(SmtpListener.Kind.SUBMISSIONS);

    final FixedDirectory directory = new FixedDirectory();
    final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
    final Database database;
    final MailQueue queue;
    final NewMail newMail = new NewMail();
    final Logins logins;
    /** What the DNS would tell about whoever sends from outside. */
    volatile DmarcFacts sender = new DmarcFacts(
            "127.0.0.1",
            true,
            Optional.empty(),
            new SpfCheck(AuthenticationResult.NONE, Optional.empty(), false),
            List.of(),
            new DmarcLookup.Absent(),
            Set.of(),
            true);

    /** With whom mutual TLS was agreed. */
    volatile List<Partner> partners = List.of();

    /** What came of sessions with them. */
    final List<Boolean> proved = Collections.synchronizedList(new ArrayList<>());

    /** By how much the clock of whoever judges partners is ahead. */
    volatile Duration later = Duration.ZERO;

    private final Function<List<SmtpListener>, SmtpDoor> makeDoor;
    private final Path folder;
    private final SmtpDoor door;
    private final List<SmtpDoor> others = new ArrayList<>();
    private final Map<SmtpListener, InetSocketAddress> bound;

    TestDoor(SmtpLimits limits) throws IOException {
        this(limits, Long.MAX_VALUE);
    }

    TestDoor(SmtpLimits limits, long spoolBytes) throws IOException {
        folder = TestFolders.make("smtp-door");
        Clock clock = Clock.systemUTC();
        database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        queue = new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
        AuditLog auditLog = new AuditLog() {
            @Override
            public void append(List<AuditEvent> events, Change change) {
                change.makeNow();
                audited.addAll(events);
            }

            @Override
            public List<AuditLine> find(String subject, int limit) {
                return List.of();
            }
        };
        Spool spool = new ContentSpool(folder.resolve("spool"), 64L << 20, spoolBytes);
        logins = new Logins(directory, directory, auditLog, clock, Duration.ofMillis(5));
        makeDoor = listeners -> new SmtpDoor(
                        new SmtpDoorConfig("mx.example.org", listeners, limits),
                        new Acceptance(
                                directory,
                                queue,
                                auditLog,
                                clock,
                                new QueueIds(clock),
                                newMail,
                                org.sealpost.transport.SubmissionGate.open()),
                        SenderGate.asking((peer, path, header, content) -> sender),
                        logins,
                        spool,
                        TestDoor::tls,
                        clock)
                .with(partnerGate(new Ahead()), Certificate.KEYS);
        door = makeDoor.apply(List.of(INTERNET, SUBMISSION, SUBMISSIONS));
        bound = door.start();
    }

    private final class Ahead extends Clock {
        @Override
        public Instant instant() {
            return Instant.now().plus(later);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private PartnerGate partnerGate(Clock clock) {
        FetchConfig loopback = new FetchConfig(true, false, List.of(Network.of("127.0.0.0/8")), Optional.empty());
        PathValidation paths = new PathValidation(
                new TrustStore(database, clock),
                new CertificateStore(database, clock),
                new CrlStore(database),
                loopback,
                clock);
        return new PartnerGate(
                () -> partners,
                new PartnerPaths(paths),
                (partner, way, proof) -> proved.add(proof.verdict().isProved()),
                clock);
    }

    /** Opens one more door to the same house; the port of its first connector. */
    int another(SmtpListener... listeners) throws IOException {
        SmtpDoor more = makeDoor.apply(List.of(listeners));
        others.add(more);
        return more.start().values().iterator().next().getPort();
    }

    private static SmtpListener listener(SmtpListener.Kind kind) {
        return new SmtpListener(
                kind.name().toLowerCase(java.util.Locale.ROOT),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                kind);
    }

    int port(SmtpListener listener) {
        InetSocketAddress address = bound.get(listener);
        if (address == null) {
            throw new IllegalArgumentException("not bound: " + listener);
        }
        return address.getPort();
    }

    /** Everything that is in the queue; large enough for all tests. */
    List<Leased> queued() {
        return queue.lease(
                10_000, Clock.systemUTC().instant(), Clock.systemUTC().instant().plusSeconds(600));
    }

    static SSLContext tls() {
        return Certificate.CONTEXT;
    }

    /** A self-signed certificate, made once by the platform's own tool. */
    private static final class Certificate {
        private static KeyManager[] managers = new KeyManager[0];
        private static final SSLContext CONTEXT = make();
        private static final KeyManager KEYS = managers[0];

        private static SSLContext make() {
            try {
                Path store = TestFolders.make("smtp-door").resolve("key.p12");
                Process keytool = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=mx.example.org",
                                "-alias",
                                "smtp",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "testing",
                                "-keystore",
                                store.toString())
                        .inheritIO()
                        .start();
                if (keytool.waitFor() != 0) {
                    throw new IllegalStateException("keytool failed");
                }
                KeyStore keys = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(store)) {
                    keys.load(in, "testing".toCharArray());
                }
                KeyManagerFactory made = KeyManagerFactory.getInstance("PKIX");
                made.init(keys, "testing".toCharArray());
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(made.getKeyManagers(), null, null);
                managers = made.getKeyManagers();
                return context;
            } catch (IOException | GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        door.close();
        others.forEach(SmtpDoor::close);
        database.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
