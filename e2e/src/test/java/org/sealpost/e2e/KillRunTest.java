package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/**
 * Mail leaves the house for a server that behaves badly, while the house is killed again and again in the middle of it. Afterwards
 * everything that was accepted has arrived; twice only what the other server had acknowledged when the kill came. A longer run:
 * {@code -Dsealpost.kill.rounds=40}.
 */
class KillRunTest {
    private static final int ROUNDS = Integer.getInteger("sealpost.kill.rounds", 4);
    private static final long SEED = Long.getLong("sealpost.kill.seed", System.nanoTime());
    private static final int SENDERS = 3;
    /** Between an acknowledgement and the moment when it is on our disk. */
    private static final Duration UNWRITTEN = Duration.ofSeconds(5);

    /** The other server may acknowledge a moment after we are gone, to nobody. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(2);
    /** So many deliveries are under way at once. */
    private static final int WORKERS = 48;

    private static final String SENDER = """
            import smtplib, ssl, sys, os, time
            port, user, password, prefix, stop, log = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5], sys.argv[6]
            context = ssl._create_unverified_context()
            number = 0
            with open(log, 'a', buffering=1) as accepted:
                while not os.path.exists(stop):
                    try:
                        server = smtplib.SMTP('127.0.0.1', port, timeout=10)
                        server.starttls(context=context)
                        server.login(user, password)
                        while not os.path.exists(stop):
                            number += 1
                            name = '<%s-%d@kill.example>' % (prefix, number)
                            text = 'From: %s\\r\\nTo: x@outside.example\\r\\nSubject: run\\r\\nMessage-ID: %s\\r\\n\\r\\n%s\\r\\n' \\
                                % (user, name, 'line\\r\\n' * 200)
                            server.sendmail(user, ['x%d@outside.example' % number], text)
                            accepted.write(name + '\\n')
                            time.sleep(0.02)
                    except (OSError, smtplib.SMTPException):
                        time.sleep(0.1)
            """;

    @Test
    void whatWasAcceptedArrivesAndTwiceOnlyWhatTheOtherSideHadTakenWhenWeWereKilled() throws Exception {
        Path folder = TestFolders.make("kill-run");
        List<Instant> kills = new ArrayList<>();
        Random random = new Random(SEED);
        try (FaultySink sink = new FaultySink(SEED)) {
            Demo demo = Demo.start(sink.asSmartHost());
            for (int round = 0; round < ROUNDS; round++) {
                kills.add(runUntilKilled(demo, folder, round, 2_000 + random.nextInt(4_000)));
            }
            sink.behave();
            Set<String> accepted = accepted(folder);
            drain(demo, sink, accepted);

            Map<String, List<Instant>> acknowledged = new TreeMap<>(sink.acknowledged());
            acknowledged.keySet().removeIf(id -> !id.endsWith("@kill.example>"));
            assertThat(accepted).as("seed " + SEED).hasSizeGreaterThan(ROUNDS * 10);
            assertThat(acknowledged.keySet())
                    .as("seed " + SEED + ": nothing is lost")
                    .containsAll(accepted);
            Map<String, List<Instant>> twice = new TreeMap<>(acknowledged);
            twice.values().removeIf(times -> times.size() == 1);
            assertThat(twice)
                    .as("seed " + SEED + ": each second copy follows a kill that came right after the first")
                    .allSatisfy((id, times) -> assertThat(kills)
                            .as(id + " " + times)
                            .anyMatch(kill -> isBetween(kill, times.getFirst(), times.getLast())));
            assertThat(twice).hasSizeLessThanOrEqualTo(ROUNDS * WORKERS);
            System.getLogger(KillRunTest.class.getName())
                    .log(
                            System.Logger.Level.INFO,
                            "{0} accepted, {1} acknowledged, {2} of them twice, {3} kills, seed {4}",
                            accepted.size(),
                            acknowledged.size(),
                            twice.size(),
                            kills.size(),
                            Long.toString(SEED));
            assertThat(demo.ask("audit", "verify").exit()).isZero();
            demo.close();
        }
    }

    private static boolean isBetween(Instant kill, Instant first, Instant last) {
        return !kill.isBefore(first.minus(ON_ITS_WAY)) && !kill.isAfter(first.plus(UNWRITTEN)) && kill.isBefore(last);
    }

    /** Returns when it was killed. */
    private static Instant runUntilKilled(Demo demo, Path folder, int round, int millis)
            throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("send.py"), SENDER);
        Path stop = folder.resolve("stop" + round);
        List<Process> senders = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            senders.add(new ProcessBuilder(
                            "python3",
                            script.toString(),
                            demo.port("submission") + "",
                            Demo.address("alice"),
                            demo.password("alice"),
                            "r" + round + "s" + sender,
                            stop.toString(),
                            folder.resolve("accepted" + round + "-" + sender).toString())
                    .inheritIO()
                    .start());
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            // What the sink refused for now does not wait a minute for its next try.
            demo.ask("queue", "flush");
            Thread.sleep(200);
        }
        Instant killed = Instant.now();
        demo.kill();
        Files.createFile(stop);
        for (Process sender : senders) {
            assertThat(sender.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        demo.restart();
        return killed;
    }

    private static Set<String> accepted(Path folder) throws IOException {
        Set<String> accepted = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int sender = 0; sender < SENDERS; sender++) {
                Path log = folder.resolve("accepted" + round + "-" + sender);
                accepted.addAll(Files.exists(log) ? Files.readAllLines(log) : List.of());
            }
        }
        return accepted;
    }

    private static void drain(Demo demo, FaultySink sink, Set<String> accepted) throws InterruptedException {
        for (int tries = 0; tries < 120 && !isDone(demo, sink, accepted); tries++) {
            demo.ask("queue", "flush");
            Thread.sleep(500);
        }
    }

    private static boolean isDone(Demo demo, FaultySink sink, Set<String> accepted) {
        return sink.acknowledged().keySet().containsAll(accepted)
                && demo.json("queue", "list").isEmpty();
    }
}
