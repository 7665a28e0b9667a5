package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditLog;
import org.sealpost.protocols.Logins;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ContentSpool;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.QueueIds;
import org.sealpost.transport.SenderGate;

/**
 * A door with queue and audit log in a process of its own, so that it can be killed. Arguments: a folder, a file in it to
 * write the port to, and the URL of the database or nothing for SQLite in the folder.
 */
final class DoorProcess {
    private DoorProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        Clock clock = Clock.systemUTC();
        Database database = database(folder, arguments.length > 2 ? arguments[2] : "");
        Migrations.run(database, "store");
        AuditLog auditLog = new AuditStore(database);
        FixedDirectory directory = new FixedDirectory();
        SmtpListener listener = new SmtpListener(
                "smtp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SmtpListener.Kind.INTERNET);
        SmtpDoor door = new SmtpDoor(
                new SmtpDoorConfig("mx.example.org", List.of(listener), SmtpLimits.DEFAULT),
                new Acceptance(
                        directory,
                        queue(database),
                        auditLog,
                        clock,
                        new QueueIds(clock),
                        new NewMail(),
                        org.sealpost.transport.SubmissionGate.open()),
                SenderGate.open(),
                new Logins(directory, directory, auditLog, clock, Duration.ofSeconds(1)),
                new ContentSpool(folder.resolve("spool"), 64L << 20, 1L << 30),
                () -> {
                    throw new IllegalStateException("no certificate");
                },
                clock);
        InetSocketAddress bound = door.start().get(listener);
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        Path written = Files.writeString(folder.resolve(arguments[1] + ".new"), "" + bound.getPort());
        Files.move(written, folder.resolve(arguments[1]));
        new CountDownLatch(1).await();
    }

    static Database database(Path folder, String url) {
        return url.isEmpty() ? SqliteDatabase.open(folder.resolve("mail.db")) : PostgresDatabase.open(url);
    }

    static MailQueue queue(Database database) {
        Clock clock = Clock.systemUTC();
        return new QueueStore(database, new ContentStore(database, new byte[32], clock), "one", clock);
    }
}
