package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.app.House;
import org.sealpost.app.cli.Cli;
import org.sealpost.app.cli.Session;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Entry;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.testkit.TestFolders;
import org.xbill.DNS.ResolverConfig;

/**
 * Mail for a partner, a real Postfix, that does not prove itself any more: with leave it goes encrypted to its recipient after a
 * time, by a clock that the test puts forward; else it waits.
 */
class FallbackTest {
    private static final Outsider PAT = new Outsider("pat@beta.test");
    private static final String QUINN = "quinn@beta.test";
    private static final String MARKER = "the-marker-of-the-fallback";
    private static final String SUBJECT = "a subject that tells much";
    private static final String PLAIN = "X-Sealpost-Encrypt: no\r\n";

    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource source = () -> Instant.now().plus(ahead);
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final NameServer names = new NameServer();
    private final Path data = TestFolders.make("fallback");
    private final PartnerPostfix postfix = new PartnerPostfix("beta.test");
    private House house;

    FallbackTest() throws IOException {
        names.add("beta.test. 1 IN MX 10 mx.beta.test.");
        names.add("mx.beta.test. 1 IN A " + PartnerPostfix.ADDRESS);
        System.setProperty("dns.server", names.address());
        ResolverConfig.refresh();
        Files.writeString(data.resolve(ConfigurationFile.NAME), Demo.toml());
        house = open();
    }

    private House open() throws IOException {
        House opened = House.open(ConfigurationFile.read(data), false, clock);
        opened.start();
        return opened;
    }

    @BeforeEach
    void agree() {
        done("user", "add", "alice");
        done("contact", "add", PAT.address(), "--certificate", PAT.certificate().toString());
        done("partner", "add", "beta.test", "--anchor", postfix.anchor().toString());
        done("partner", "set", "beta.test", "--send", "enforced", "--force");
    }

    @AfterEach
    void stop() {
        house.close();
        postfix.close();
        names.close();
        System.clearProperty("dns.server");
        ResolverConfig.refresh();
    }

    @Test
    void afterTheTimeItGoesEncryptedToWhoeverHasACertificateAndTheOthersWait() throws IOException {
        done("partner", "set", "beta.test", "--or-encrypted-after", "15m");
        assertThat(done("partner", "list")).contains("15m");
        assertThat(done("tls", "explain", PAT.address())).contains("or encrypted to the recipient after 15m");
        assertThat(done("explain", "--from", "alice", "--to", QUINN)).contains("If no connection has that for 15m");
        postfix("none");

        submit("q1", text(PLAIN), PAT.address(), QUINN);
        awaitTries(2, 1);
        assertThat(reasons()).allMatch(reason -> reason.startsWith("4.7.4 "));
        forward(Duration.ofMinutes(14));
        awaitTries(2, 2);
        assertThat(nextTry())
                .as("not at the next usual time, but when it may go")
                .isBefore(clock.instant().plus(Duration.ofMinutes(2)));
        assertThat(postfix.mailbox("pat")).isEmpty();
        house.close();
        house = open();
        forward(Duration.ofMinutes(2));

        BranchOffice.await(() -> postfix.mailbox("pat").size() == 1);
        awaitTries(1, 3);

        String arrived = postfix.mailbox("pat").getFirst();
        assertThat(arrived)
                .contains("application/pkcs7-mime", "Delivered-To: " + PAT.address())
                .doesNotContain(MARKER, SUBJECT, QUINN);
        assertThat(opened(arrived)).contains(MARKER, SUBJECT);
        assertThat(queue().getFirst().recipient()).hasToString(QUINN);
        assertThat(reasons()).allMatch(reason -> reason.contains("no certificate or key of " + QUINN));
        assertThat(done("explain", "q1"))
                .contains(
                        "message encryption: protected",
                        "signed and encrypted to " + PAT.address() + ", in the place of a connection",
                        "No connection had what is demanded for 15m",
                        "No connection had that for 15m, and the message is encrypted to its recipient",
                        "The message goes to mx.beta.test in clear");

        postfix("good");
        forward(Duration.ofHours(5));
        BranchOffice.await(() -> postfix.mailbox("pat").size() == 2);
        assertThat(postfix.mailbox("pat"))
                .as("over the connection that was agreed, nothing has to be encrypted")
                .anyMatch(one -> one.contains(MARKER) && one.contains("Delivered-To: " + QUINN));
        BranchOffice.await(() -> queue().isEmpty());
    }

    @Test
    void withoutLeaveItNeverGoes() throws IOException {
        assertThat(done("partner", "show", "beta.test")).contains("orEncryptedAfter: never");
        postfix("rogue-ca");

        submit("q1", text(PLAIN), PAT.address());
        awaitTries(1, 1);
        forward(Duration.ofDays(1));
        awaitTries(1, 2);
        assertThat(postfix.mailbox("pat")).isEmpty();
        assertThat(reasons()).allMatch(reason -> reason.startsWith("4.7.5 "));

        // Leave that comes late counts from the first failure on; a demand of ours is another one, and has none.
        done("tls", "require", "beta.test", "verified");
        done("partner", "set", "beta.test", "--or-encrypted-after", "1m");
        forward(Duration.ofDays(1));
        awaitTries(1, 3);
        assertThat(postfix.mailbox("pat")).isEmpty();

        done("tls", "require", "beta.test", "verified", "--or-encrypted-after", "4h");
        assertThat(done("tls", "demands")).contains("4h");
        forward(Duration.ofDays(1));
        BranchOffice.await(() -> postfix.mailbox("pat").size() == 1);
        assertThat(postfix.mailbox("pat").getFirst())
                .as("encrypted as well as the server can, who it is nobody knows")
                .contains("TLSv1.3")
                .doesNotContain(MARKER, SUBJECT);
    }

    @Test
    void mailThatRequiresTlsAndBouncesNeverGoAndWhatCameEncryptedGoesAsItIs() throws IOException {
        done("partner", "set", "beta.test", "--or-encrypted-after", "1m");
        postfix("rogue-ca");
        byte[] sealed = PAT.signAndEncrypt(MARKER, PAT.certificate());

        enqueue("q1", text(PLAIN), new Origin.Submitted(alice()), envelope(Optional.of(alice()), true, PAT.address()));
        enqueue("q2", text(""), new Origin.Internal(), envelope(Optional.empty(), false, PAT.address()));
        submit("q3", Content.of(concat("From: alice@sealpost.example\r\nSubject: sealed\r\n", sealed)), QUINN);
        awaitTries(3, 1);
        forward(Duration.ofMinutes(2));
        awaitTries(2, 2);

        assertThat(queue()).extracting(Entry::queueId).containsExactlyInAnyOrder("q1", "q2");
        // Postfix has taken it, and brings it into the mailbox after that.
        BranchOffice.await(() -> !postfix.mailbox("pat").isEmpty());
        assertThat(postfix.mailbox("pat")).singleElement().asString().contains("Delivered-To: " + QUINN);
        String base64 = new String(sealed, StandardCharsets.ISO_8859_1)
                .split("\\R\\R", 2)[1]
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(postfix.mailbox("pat").getFirst()).contains(base64);
        assertThat(done("explain", "q3")).contains("the message is encrypted as it came");
        assertThat(mistake("partner", "set", "beta.test", "--or-encrypted-after", "5d"))
                .contains("from 1m to 4d");
        assertThat(mistake("tls", "require", "beta.test", "opportunistic", "--or-encrypted-after", "1h"))
                .contains("where nothing is demanded");
    }

    private void postfix(String certificate) throws IOException {
        String smtp = Objects.requireNonNull(house.openDoors().get("smtp"));
        postfix.start(
                certificate,
                "sealpost.example",
                Integer.parseInt(smtp.substring(smtp.lastIndexOf(':') + 1)),
                house.rootCertificateFile());
    }

    /** What is in the copy of somebody outside. */
    private static String opened(String arrived) {
        // The server put its own fields in front, with line ends of its own.
        return new String(PAT.decrypt(arrived.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    private static MailAddress alice() {
        return MailAddress.parse("alice@sealpost.example");
    }

    private static Content text(String more) {
        return Content.of(("From: alice@sealpost.example\r\nTo: pat@beta.test\r\nSubject: " + SUBJECT + "\r\n" + more
                        + "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n" + MARKER + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] concat(String header, byte[] entity) {
        String text = header + new String(entity, StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Envelope envelope(Optional<MailAddress> sender, boolean requireTls, String... recipients) {
        return new Envelope(
                sender, Arrays.stream(recipients).map(MailAddress::parse).toList(), false, requireTls);
    }

    private void submit(String queueId, Content content, String... recipients) {
        enqueue(queueId, content, new Origin.Submitted(alice()), envelope(Optional.of(alice()), false, recipients));
    }

    private void enqueue(String queueId, Content content, Origin origin, Envelope envelope) {
        house.queue()
                .enqueue(new MailObject(
                        queueId, envelope, content, origin, new SessionSecurity.Plain(), clock.instant()));
        house.newMail().announce();
    }

    private void forward(Duration time) {
        ahead = ahead.plus(time);
        house.newMail().announce();
    }

    /** What is left for people outside. */
    private List<Entry> queue() {
        return house.queue().browse(100).stream()
                .filter(entry -> !entry.recipient().domain().equals(alice().domain()))
                .toList();
    }

    /** Until so many recipients wait, all of them after so many tries. */
    private void awaitTries(int recipients, int tries) throws IOException {
        BranchOffice.await(
                () -> queue().size() == recipients && queue().stream().allMatch(entry -> entry.attempts() == tries));
    }

    private List<String> reasons() {
        return queue().stream().map(Entry::lastReason).toList();
    }

    private Instant nextTry() {
        return queue().stream().map(Entry::nextAttempt).min(Instant::compareTo).orElseThrow();
    }

    private String done(String... command) {
        StringWriter said = new StringWriter();
        assertThat(run(said, command))
                .as("%s%n%s", Arrays.stream(command).collect(Collectors.joining(" ")), said)
                .isZero();
        return said.toString();
    }

    private String mistake(String... command) {
        StringWriter said = new StringWriter();
        assertThat(run(said, command))
                .as("%s%n%s", Arrays.stream(command).collect(Collectors.joining(" ")), said)
                .isEqualTo(1);
        return said.toString();
    }

    private int run(StringWriter said, String... command) {
        PrintWriter out = new PrintWriter(said, true);
        Session session =
                new Session(() -> house, () -> house.configuration().domain(), "tester", true, data, "", out, out);
        return Cli.of(session, List.of()).execute(command);
    }
}
