package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.SyncSource;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.sasl.Channel;
import org.sealpost.protocols.sasl.Mechanisms;
import org.sealpost.protocols.sasl.ScramClient;
import org.sealpost.protocols.sync.OutsidePasswords;
import org.sealpost.store.AuditStore;
import org.sealpost.store.SyncStore;
import org.sealpost.testkit.TestFolders;

/** Logins at submission in which no password goes over the line: GNU SASL as it is, and a client of our own that lies. */
class ScramTest {
    private static final String ANN = "ann@example.org";
    private static final byte[] UNBOUND = {};

    private TestDoor door;

    @BeforeEach
    void open() throws IOException {
        door = new TestDoor(SmtpLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"})
    void gnuSaslProvesThePassword(String mechanism) throws Exception {
        assertThat(gsasl(mechanism, FixedDirectory.PASSWORD, "NORMAL")).contains("235 2.7.0 logged in");
        assertThat(door.audited)
                .singleElement()
                .satisfies(event -> assertThat(event.outcome()).isEqualTo("logged in"))
                .extracting(AuditEvent::because)
                .isEqualTo(List.of(Finding.of(AdministrationRule.PASSWORD_PROVED, "submission")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"})
    void gnuSaslIsRefusedWithAWrongPassword(String mechanism) throws Exception {
        assertThat(gsasl(mechanism, "wrong", "NORMAL")).doesNotContain("235 2.7.0");
        assertThat(door.audited).extracting(AuditEvent::outcome).containsExactly("refused: wrong name or password");
    }

    @Test
    void beforeTls13NothingIsBound() throws Exception {
        String spoken = gsasl("SCRAM-SHA-256", FixedDirectory.PASSWORD, "NORMAL:-VERS-TLS1.3");

        assertThat(spoken).contains("AUTH SCRAM-SHA-256 PLAIN LOGIN").contains("235 2.7.0 logged in");
    }

    @Test
    void plusIsOfferedFirst() throws IOException {
        try (RawClient client = client()) {
            assertThat(client.say("EHLO me")).contains("AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
            assertThat(client.say("AUTH SCRAM-SHA-1 biws"))
                    .isEqualTo("504 5.5.4 use AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN LOGIN");
        }
    }

    @Test
    void bothProveThemselvesAtTheEndsOfOneConnection() throws IOException {
        try (RawClient client = client()) {
            client.say("EHLO me");
            ScramClient scram = new ScramClient(
                    "p=tls-exporter,,", client.channel().binding().orElseThrow(), "ANNA@example.org", "nonce");

            assertThat(login(client, "SCRAM-SHA-256-PLUS", scram, FixedDirectory.PASSWORD))
                    .isEqualTo(scram.expected());
            assertThat(client.say("")).isEqualTo("235 2.7.0 logged in");
            assertThat(client.say("MAIL FROM:<ann@example.org>")).startsWith("250");
        }
    }

    @Test
    void aProofFromAnotherConnectionIsWorthNothing() throws IOException {
        try (RawClient other = client();
                RawClient client = client()) {
            client.say("EHLO me");
            ScramClient scram = new ScramClient(
                    "p=tls-exporter,,", other.channel().binding().orElseThrow(), ANN, "nonce");

            assertThat(login(client, "SCRAM-SHA-256-PLUS", scram, FixedDirectory.PASSWORD))
                    .isEqualTo("535 5.7.8 wrong name or password");
        }
        assertThat(door.audited)
                .extracting(AuditEvent::because)
                .containsExactly(List.of(Finding.of(AdministrationRule.CHANNEL_DIFFERS, "submission")));
    }

    @Test
    void aResumedSessionIsAnotherConnection() throws IOException {
        SSLContext context = RawClient.trustingAnyone();
        byte[] before;
        long begin;
        try (RawClient first = client(context)) {
            first.say("EHLO me");
            before = first.channel().binding().orElseThrow();
            begin = first.sessionBegin();
        }
        try (RawClient second = client(context)) {
            second.say("EHLO me");
            byte[] binding = second.channel().binding().orElseThrow();
            ScramClient scram = new ScramClient("p=tls-exporter,,", binding, ANN, "nonce");

            assertThat(second.sessionBegin()).as("resumed").isEqualTo(begin);
            assertThat(binding).isNotEqualTo(before);
            assertThat(login(second, "SCRAM-SHA-256-PLUS", scram, FixedDirectory.PASSWORD))
                    .isEqualTo(scram.expected());
        }
    }

    @Test
    void aClientThatWasNotToldOfPlusIsRefused() throws IOException {
        try (RawClient client = client()) {
            client.say("EHLO me");
            ScramClient scram = new ScramClient("y,,", UNBOUND, ANN, "nonce");

            assertThat(client.say("AUTH SCRAM-SHA-256 " + base64(scram.first())))
                    .isEqualTo("535 5.7.8 wrong name or password");
        }
    }

    @Test
    void whoHasNoAccountIsAskedLikeEverybody() throws IOException {
        for (String name : List.of("nobody@example.org", "carl@example.org", "no address")) {
            try (RawClient client = client()) {
                client.say("EHLO me");
                ScramClient scram = new ScramClient("n,,", UNBOUND, name, "nonce");
                assertThat(login(client, "SCRAM-SHA-256", scram, FixedDirectory.PASSWORD))
                        .isEqualTo("535 5.7.8 wrong name or password");
            }
        }
        assertThat(door.audited)
                .extracting(AuditEvent::outcome)
                .hasSize(3)
                .containsOnly("refused: wrong name or password");
    }

    @Test
    void aLoginThatIsGivenUpIsNoTry() throws IOException {
        try (RawClient client = client()) {
            client.say("EHLO me");
            assertThat(client.say("AUTH SCRAM-SHA-256")).isEqualTo("334");
            assertThat(client.say(base64("n,,n=ann@example.org,r=nonce".getBytes(StandardCharsets.UTF_8))))
                    .startsWith("334 ");
            assertThat(client.say("*")).isEqualTo("501 5.7.0 login given up");
            assertThat(client.say("AUTH SCRAM-SHA-256 biws")).startsWith("501 5.5.2 ");
        }
        assertThat(door.audited).isEmpty();
    }

    @Test
    void aLoginEndsWithThePasswordThatWasProved() throws IOException {
        try (RawClient client = client()) {
            client.say("EHLO me");
            login(client, "SCRAM-SHA-256", new ScramClient("n,,", UNBOUND, ANN, "nonce"), FixedDirectory.PASSWORD);
            assertThat(client.say("")).startsWith("235");

            door.directory.changePasswords();
            door.logins.directoryChanged();

            assertThat(client.say("NOOP")).startsWith("421");
        }
    }

    @Test
    void whereSomePasswordsLieElsewhereProofsAreOfferedToNobody() {
        SyncStore sources = new SyncStore(door.database);
        Logins logins = new Logins(
                door.directory,
                new OutsidePasswords(door.directory, sources),
                new AuditStore(door.database),
                Clock.systemUTC(),
                Duration.ZERO);
        Mechanisms ways = new Mechanisms(logins, "submission");
        assertThat(ways.mechanisms(Channel.NONE)).containsExactly("SCRAM-SHA-256", "PLAIN");

        sources.add(new SyncSource(
                "office",
                URI.create("ldaps://directory.example.org"),
                Optional.empty(),
                "cn=reader",
                "/run/password",
                "dc=example,dc=org",
                "(mail=*)",
                SyncSource.Preset.OPENLDAP,
                10,
                true,
                false));

        assertThat(ways.mechanisms(Channel.NONE)).containsExactly("PLAIN");
        assertThat(ways.begin("SCRAM-SHA-256", Channel.NONE, "192.0.2.1")).isEmpty();
    }

    private RawClient client() throws IOException {
        return client(RawClient.trustingAnyone());
    }

    private RawClient client(SSLContext context) throws IOException {
        RawClient client = new RawClient(door.port(TestDoor.SUBMISSION));
        client.reply();
        client.say("EHLO me");
        assertThat(client.say("STARTTLS")).startsWith("220");
        client.handshake(context);
        return client;
    }

    /** Up to the answer to the proof. */
    private static String login(RawClient client, String mechanism, ScramClient scram, String password)
            throws IOException {
        String challenge = client.say("AUTH " + mechanism + " " + base64(scram.first()));
        assertThat(challenge).startsWith("334 ");
        String reply = client.say(base64(scram.last(Base64.getDecoder().decode(challenge.substring(4)), password)));
        return reply.startsWith("334 ")
                ? new String(Base64.getDecoder().decode(reply.substring(4)), StandardCharsets.US_ASCII)
                : reply;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private String gsasl(String mechanism, String password, String priority) throws Exception {
        Path folder = TestFolders.make("gsasl");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(
                        "gsasl",
                        "--client",
                        "--smtp",
                        "--connect=127.0.0.1:" + door.port(TestDoor.SUBMISSION),
                        "--starttls",
                        "--x509-ca-file=",
                        "--priority=" + priority,
                        "--mechanism=" + mechanism,
                        "--authentication-id=" + ANN,
                        // Without PLUS it wants to be told that it is not to look at the connection.
                        mechanism.endsWith("-PLUS") ? "--service=smtp" : "--no-cb",
                        "--password=" + password,
                        "--verbose")))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }
}
