package org.sealpost.mailbox;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;

/**
 * Tells what a delivery costs, durable and encrypted, on each engine: {@code java -cp ... org.sealpost.mailbox.AppendCost}.
 * Not a test, since it asserts nothing.
 */
final class AppendCost {
    private static final int WARM_UP = 6_000;
    private static final int MAILS = 6_000;
    private static final int ACCOUNTS = 50;
    private static final int THREADS = 32;
    private static final byte[] MAIL = ("From: bob@example.org\r\nTo: ann@example.org\r\nSubject: measured\r\n"
                    + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                    + "0123456789abcdef\r\n".repeat(220))
            .getBytes(StandardCharsets.US_ASCII);

    private AppendCost() {}

    public static void main(String[] arguments) throws InterruptedException {
        for (Engine engine : Engine.values()) {
            measure(engine);
        }
    }

    private static void measure(Engine engine) throws InterruptedException {
        Database database = engine.create();
        People people = new People();
        MailboxLayer mailboxes =
                new MailboxLayer(database, Engine.contents(database, Clock.systemUTC()), people, Clock.systemUTC());
        deliver(mailboxes, "warm", WARM_UP);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long before = System.nanoTime();
        deliver(mailboxes, "measured", MAILS);
        double seconds = (System.nanoTime() - before) / 1e9;
        double cpuMillis = (system.getProcessCpuTime() - cpu) / 1e6 / MAILS;
        System.out.printf(
                Locale.ROOT,
                "%s: %d mails of %d bytes, %d at a time: %.0f a second, %.3f ms CPU each%n",
                engine,
                MAILS,
                MAIL.length,
                THREADS,
                MAILS / seconds,
                cpuMillis);
        mailboxes.close();
        database.close();
    }

    private static void deliver(MailboxLayer mailboxes, String run, int mails) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < mails; i++) {
                int number = i;
                threads.execute(() -> mailboxes.append(
                        MailAddress.parse("user" + number % ACCOUNTS + "@example.org"),
                        "INBOX",
                        Content.of(MAIL),
                        run + number));
            }
        }
    }
}
