package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.protocols.dns.NoResolver;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.Bounces;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Destinations;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.Outcome;
import org.sealpost.transport.QueueIds;
import org.sealpost.transport.QueueRunner;
import org.sealpost.transport.Stops;

/** Thousands of messages for a server that accepts connections and never says a word, and a few for one that is well. */
class BlackHoleTest {
    private static final int DEAD = 2_500;
    private static final int ALIVE = 300;
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");

    private final Clock clock = Clock.systemUTC();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }

    @Test
    void aDeadDestinationTakesFewConnectionsAndKeepsNobodyWaiting() throws Exception {
        BlackHole hole = open(new BlackHole());
        ScriptedPeer peer = open(new ScriptedPeer(java.util.Map.of()));
        Path folder = TestFolders.make("black-hole");
        Database database = open(SqliteDatabase.open(folder.resolve("test.db")));
        Migrations.run(database, "store");
        QueueStore queue = new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
        for (int i = 0; i < DEAD; i++) {
            queue.enqueue(mail("d" + i, "dead.example"));
        }
        for (int i = 0; i < ALIVE; i++) {
            queue.enqueue(mail("e" + i, "alive.example"));
        }
        SmtpCourierConfig config = new SmtpCourierConfig(
                "relay.example.net",
                25,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                20);
        SmtpCourier courier = open(TestCouriers.opportunistic(config, new NoResolver()));
        List<Instant> delivered = Collections.synchronizedList(new ArrayList<>());
        Instant start = clock.instant();
        QueueRunner runner =
                runner(queue, new AuditStore(database), leased -> carried(leased, courier, hole, peer, delivered));

        runner.start();
        open(runner);
        awaitSize(delivered, ALIVE);

        assertThat(Duration.between(start, delivered.getLast()))
                .as("2,500 that are due before them cost no more than a look each")
                .isLessThan(Duration.ofSeconds(20));
        assertThat(hole.mostAtOnce.get()).isLessThanOrEqualTo(3);
        awaitRest(courier, hole);
        int connections = hole.connections.get();
        assertThat(connections).as("three before it was known").isLessThanOrEqualTo(3);
        Thread.sleep(2_000);
        assertThat(hole.connections.get()).as("nobody tries while it rests").isEqualTo(connections);
        assertThat(queue.browse(10_000)).as("nothing is lost").hasSize(DEAD);
    }

    private QueueRunner runner(QueueStore queue, AuditStore auditLog, org.sealpost.transport.Carrier carrier) {
        NewMail newMail = new NewMail();
        return new QueueRunner(
                queue,
                carrier,
                new Stops(queue.book(), auditLog, clock),
                new Bounces(queue, auditLog, "mx.example.org", new QueueIds(clock), newMail, clock),
                newMail,
                () -> 0,
                clock);
    }

    /** As the house does it: asks whether it is its turn before anything is prepared. */
    private static List<Outcome> carried(
            Leased leased, SmtpCourier courier, BlackHole hole, ScriptedPeer peer, List<Instant> delivered) {
        List<MailAddress> recipients = leased.mail().envelope().recipients();
        boolean alive = recipients.getFirst().domain().name().startsWith("alive");
        Route route = new Route.SmartHost("127.0.0.1", alive ? peer.port() : hole.port());
        return switch (courier.turn(route)) {
            case Destinations.Turn.Resting(Destinations.Rest rest) -> rest.outcomes(recipients);
            case Destinations.Turn.Later(Instant at) -> List.of(new Outcome.Postponed(recipients.getFirst(), at));
            case Destinations.Turn.Go() -> {
                List<Outcome> outcomes =
                        courier.deliver(leased.mail().content(), leased.mail().envelope(), route);
                if (outcomes.getFirst() instanceof Outcome.Delivered) {
                    delivered.add(Instant.now());
                }
                yield outcomes;
            }
        };
    }

    private static void awaitSize(List<Instant> delivered, int size) throws InterruptedException {
        for (int i = 0; i < 600 && delivered.size() < size; i++) {
            Thread.sleep(100);
        }
        assertThat(delivered).hasSize(size);
    }

    private static void awaitRest(SmtpCourier courier, BlackHole hole) throws InterruptedException {
        Route route = new Route.SmartHost("127.0.0.1", hole.port());
        for (int i = 0; i < 200 && !(courier.turn(route) instanceof Destinations.Turn.Resting); i++) {
            Thread.sleep(100);
        }
        assertThat(courier.turn(route)).isInstanceOf(Destinations.Turn.Resting.class);
    }

    private MailObject mail(String queueId, String domain) {
        return new MailObject(
                queueId,
                new Envelope(Optional.of(EVE), List.of(MailAddress.parse(queueId + "@" + domain))),
                Content.of("Subject: plans\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Origin.Received("test"),
                new SessionSecurity.Plain(),
                clock.instant());
    }

    /** Accepts, and is silent. */
    private static final class BlackHole implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();

        BlackHole() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    mostAtOnce.accumulateAndGet(open.incrementAndGet(), Math::max);
                    Thread.ofVirtual().start(() -> swallow(socket));
                }
            } catch (IOException e) {
                connections.addAndGet(0);
            }
        }

        private void swallow(Socket socket) {
            try (socket) {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                connections.addAndGet(0);
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
