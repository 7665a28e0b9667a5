package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.protocols.dns.NoResolver;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Outcome;

/** Mail programs and servers that others wrote: swaks, smtp-source and Postfix from Debian. */
class ForeignPeersTest {
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    @TempDir
    private Path folder;

    private final TestDoor door;

    ForeignPeersTest() throws IOException {
        door = new TestDoor(SmtpLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void swaksSubmitsAfterStartTlsAndLogin() throws Exception {
        for (String mechanism : List.of("PLAIN", "LOGIN")) {
            Run run = run(
                    "swaks",
                    "--server",
                    "127.0.0.1:" + door.port(TestDoor.SUBMISSION),
                    "--tls",
                    "--auth",
                    mechanism,
                    "--auth-user",
                    "ann@example.org",
                    "--auth-password",
                    FixedDirectory.PASSWORD,
                    "--from",
                    "ann@example.org",
                    "--to",
                    "bob@example.org,friend@example.com",
                    "--body",
                    "hello from swaks");

            assertThat(run.exit).as(run.output).isZero();
            Leased leased = SmtpDoorTest.only(door.queued());
            assertThat(SmtpDoorTest.text(leased)).contains("hello from swaks").contains("with ESMTPSA id");
            assertThat(leased.mail().envelope().recipients()).hasSize(2);
            door.queue.complete(leased, leased.mail().envelope().recipients());
        }
    }

    @Test
    void swaksSubmitsOverTlsFromTheStartAndPipelined() throws Exception {
        Run run = run(
                "swaks",
                "--server",
                "127.0.0.1:" + door.port(TestDoor.SUBMISSIONS),
                "--tls-on-connect",
                "--pipeline",
                "--auth",
                "PLAIN",
                "--auth-user",
                "ann@example.org",
                "--auth-password",
                FixedDirectory.PASSWORD,
                "--from",
                "anna@example.org",
                "--to",
                "bob@example.org");

        assertThat(run.exit).as(run.output).isZero();
        assertThat(door.queued()).hasSize(1);
    }

    @Test
    void swaksIsRefusedWhenItForges() throws Exception {
        Run run = run(
                "swaks",
                "--server",
                "127.0.0.1:" + door.port(TestDoor.SUBMISSIONS),
                "--tls-on-connect",
                "--auth",
                "PLAIN",
                "--auth-user",
                "ann@example.org",
                "--auth-password",
                FixedDirectory.PASSWORD,
                "--from",
                "ann@example.org",
                "--h-From",
                "bob@example.org",
                "--to",
                "bob@example.org");

        assertThat(run.exit).isNotZero();
        assertThat(run.output).contains("550 5.7.1 ann@example.org may not write as bob@example.org");
        assertThat(door.queued()).isEmpty();
    }

    @Test
    void smtpSourceSendsManyAtOnce() throws Exception {
        Run run = run(
                "smtp-source",
                "-s",
                "20",
                "-m",
                "400",
                "-l",
                "10240",
                "-f",
                "eve@example.net",
                "-t",
                "bob@example.org",
                "127.0.0.1:" + door.port(TestDoor.INTERNET));

        assertThat(run.exit).as(run.output).isZero();
        assertThat(door.queued()).hasSize(400);
    }

    /** Courier to Postfix and Postfix to door; Postfix adds fields in front and leaves the rest alone, as we do. */
    @Test
    void postfixTakesOurMailAndWeTakeItsMail() throws Exception {
        // Only root may start a Postfix.
        assumeTrue("root".equals(System.getProperty("user.name")));
        List<String> names = List.of(
                "eight bits",
                "trailing blanks",
                "line of 2,000",
                "dots",
                "signed with preamble and epilogue",
                "no final boundary");
        try (PostfixPeer postfix = PostfixPeer.passingOnTo(door.port(TestDoor.INTERNET));
                SmtpCourier courier =
                        TestCouriers.opportunistic(SmtpCourierConfig.of("relay.example.net"), new NoResolver())) {
            for (String name : names) {
                byte[] sent = HardContents.good().getOrDefault(name, new byte[0]);
                List<Outcome> outcomes = courier.deliver(
                        Content.of(sent),
                        new Envelope(Optional.of(EVE), List.of(BOB)),
                        new Courier.Route.SmartHost("127.0.0.1", postfix.port()));
                assertThat(outcomes).as(name).hasSize(1).hasOnlyElementsOfType(Outcome.Delivered.class);

                Leased arrived = await(postfix);

                assertThat(arrived.mail().receivedOver()).isInstanceOf(SessionSecurity.Tls.class);
                byte[] all = arrived.mail().content().bytes(10_000_000);
                assertThat(body(all)).as(name).isEqualTo(body(sent));
                door.queue.complete(arrived, List.of(BOB));
            }
        }
    }

    private Leased await(PostfixPeer postfix) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            List<Leased> queued = door.queued();
            if (!queued.isEmpty()) {
                return SmtpDoorTest.only(queued);
            }
            Thread.sleep(50);
        }
        throw new AssertionError(postfix.log());
    }

    private static byte[] body(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\r\n\r\n");
        return Arrays.copyOfRange(content, start, content.length);
    }

    private record Run(int exit, String output) {}

    private Run run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "run", ".out");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
        Process process = builder.redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), Files.readString(output));
    }
}
