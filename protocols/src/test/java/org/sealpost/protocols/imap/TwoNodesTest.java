package org.sealpost.protocols.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.Limits;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.testkit.Postgres;

/** Two nodes on one PostgreSQL. */
class TwoNodesTest {
    private static final int MAILS = 200;

    private final String url = Postgres.newDatabase();
    private final Database firstDatabase = PostgresDatabase.open(url);
    private final Database secondDatabase = PostgresDatabase.open(url);
    private Server first;
    private Server second;

    @BeforeEach
    void open() throws Exception {
        Migrations.run(firstDatabase, "store");
        Migrations.run(firstDatabase, "mailbox");
        first = new Server(firstDatabase, Limits.DEFAULT);
        second = new Server(secondDatabase, Limits.DEFAULT);
        for (int i = 0; i < 100 && !second.mailboxes.events().hearsOtherNodes(); i++) {
            Thread.sleep(100);
        }
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        firstDatabase.close();
        secondDatabase.close();
    }

    @Test
    void deliverIntoTheSameFolderWithoutGapsOrLosses() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> deliveries = IntStream.range(0, MAILS)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        (i % 2 == 0 ? first : second).deliver("ann@example.org", "Subject: " + i + "\r\n\r\n");
                        return true;
                    })
                    .toList();
            for (Future<Boolean> delivered : threads.invokeAll(deliveries)) {
                assertThat(delivered.get()).isTrue();
            }
        }

        try (Client client = second.client("ann@example.org")) {
            client.ok("SELECT INBOX");
            String all = "* SEARCH "
                    + String.join(
                            " ",
                            IntStream.rangeClosed(1, MAILS)
                                    .mapToObj(String::valueOf)
                                    .toList());
            assertThat(client.ok("UID SEARCH ALL")).contains(all);
            assertThat(client.ok("FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])").stream()
                            .filter(line -> line.startsWith("Subject: "))
                            .distinct())
                    .hasSize(MAILS);
        }
    }

    @Test
    void mailDeliveredOnOneNodeIsSeenByIdleOnTheOther() throws Exception {
        try (Client client = second.client("ann@example.org")) {
            client.ok("SELECT INBOX");
            client.send("t IDLE");
            client.until("+");

            first.deliver("ann@example.org", "Subject: from afar\r\n\r\n");

            assertThat(client.until("* 1 EXISTS")).isNotEmpty();
            client.send("DONE").until("t OK");
        }
    }

    @Test
    void flagsAndRemovalsAreToldToTheOtherNode() throws Exception {
        first.deliver("ann@example.org", "Subject: one\r\n\r\n");
        try (Client here = first.client("ann@example.org");
                Client there = second.client("ann@example.org")) {
            here.ok("SELECT INBOX");
            there.ok("SELECT INBOX");
            there.send("t IDLE");
            there.until("+");

            here.ok("STORE 1 +FLAGS (\\Flagged)");
            // That it is no longer recent may be told first; a client that hears nothing more fails by its time-out.
            String told = there.until("* 1 FETCH").getLast();
            while (!told.contains("\\Flagged")) {
                told = there.until("* 1 FETCH").getLast();
            }
            here.ok("STORE 1 +FLAGS (\\Deleted)");
            here.ok("EXPUNGE");

            assertThat(there.until("* 1 EXPUNGE")).isNotEmpty();
            there.send("DONE").until("t OK");
        }
    }
}
