package org.sealpost.protocols.smtp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.protocols.dns.SignedZones;
import org.sealpost.protocols.dns.Tlsa;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.protocols.sts.DomainPolicies;
import org.sealpost.protocols.sts.HttpsFetch;
import org.sealpost.protocols.sts.MemoryPolicies;
import org.sealpost.protocols.sts.PolicyHosts;
import org.sealpost.protocols.tlsrpt.DailyReports;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.TlsTallyStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Destinations;
import org.sealpost.transport.Outcome;

/** A day of mail to servers of Postfix that are as promised or not, and what their domains are told of it on the next. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsReportsTest {
    private static final String GOOD = "127.0.0.20";
    private static final String STRANGE = "127.0.0.21";
    private static final String CLEAR = "127.0.0.22";
    private static final String EXPIRED = "127.0.0.23";
    private static final String WEB = "https://tls.web.test/reports";
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock THEN = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = FreePort.find();
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<URI, byte[]> posted = new LinkedHashMap<>();
    private OpenSslCa authority;
    private PostfixPeer postfix;
    private PolicyHosts policyHosts;
    private SignedZones zones;
    private SecureDns dns;
    private Path file;

    TlsReportsTest() throws IOException {}

    @BeforeAll
    void start() throws Exception {
        authority = new OpenSslCa("Public");
        Path good = authority.server("mx.beta.test", "mx.both.test");
        var _ = authority.server("policies", "*.strange.test", "*.expired.test", "*.trial.test", "*.lost.test");
        Map<String, Optional<Path>> chains = new LinkedHashMap<>();
        chains.put(GOOD, Optional.of(good));
        chains.put(STRANGE, Optional.of(new OpenSslCa("Rogue").server("mx.strange.test")));
        chains.put(CLEAR, Optional.empty());
        chains.put(EXPIRED, Optional.of(authority.expired("mx.expired.test")));
        postfix = PostfixPeer.swallowing(port, chains);
        policyHosts = new PolicyHosts(authority.context("policies"));
        policyHosts.publish("strange.test", policy("enforce", "mx.strange.test"));
        policyHosts.publish("expired.test", policy("enforce", "mx.expired.test"));
        policyHosts.publish("trial.test", policy("testing", "other.trial.test"));
        String own = Tlsa.ofOwnKey(authority.of("mx.beta.test")).toString();
        zones = zones("_" + port + "._tcp.mx TLSA ", own).start();
        dns = zones.checked();
        file = TestFolders.make("tls-reports").resolve("test.db");
    }

    private static SignedZones zones(String tlsa, String own) throws IOException {
        String wrong = "3 1 1 " + "0".repeat(64);
        String mail = asks("mailto:tls@reports.test");
        return new SignedZones()
                .signed("beta.test", mx(GOOD) + tlsa + own + "\n" + asks("mailto:tls@reports.test," + WEB))
                .signed("gamma.test", mx(GOOD) + tlsa + wrong + "\n" + mail)
                .forged("bogus.test", mx(GOOD) + mail)
                .unsigned("strange.test", mx(STRANGE) + STS + mail)
                .unsigned("expired.test", mx(EXPIRED) + STS + mail)
                .unsigned("trial.test", mx(GOOD) + STS + mail)
                .unsigned("lost.test", mx(GOOD) + STS + mail)
                .unsigned("foreign.test", mx(GOOD) + STS + mail)
                .unsigned("clear.test", mx(CLEAR) + mail)
                .unsigned("silent.test", mx(CLEAR))
                // Its own DANE is broken, and it asks for reports about that.
                .signed("reports.test", mx(GOOD) + tlsa + wrong + "\n" + mail);
    }

    private static final String STS = "_mta-sts TXT \"v=STSv1; id=1;\"\n";

    private static String mx(String address) {
        return "@ MX 10 mx\nmx A " + address + "\n";
    }

    private static String asks(String rua) {
        return "_smtp._tls TXT \"v=TLSRPTv1; rua=" + rua + "\"\n";
    }

    private static String policy(String mode, String host) {
        return "version: STSv1\nmode: " + mode + "\nmx: " + host + "\nmax_age: 86400\n";
    }

    @AfterAll
    void stop() throws Exception {
        postfix.close();
        policyHosts.close();
        zones.close();
    }

    @Test
    void eachDomainThatAsksIsToldOnceHowItsDayWent() throws Exception {
        try (Database database = opened()) {
            TlsTallyStore morning = new TlsTallyStore(database);
            send(morning, THEN, "beta.test", "beta.test", "gamma.test", "clear.test", "silent.test", "trial.test");
            morning.write();
        }
        Map<String, JsonNode> reports = new LinkedHashMap<>();
        try (Database database = opened()) {
            TlsTallyStore tally = new TlsTallyStore(database);
            send(tally, THEN, "beta.test", "gamma.test", "strange.test", "expired.test", "lost.test", "foreign.test");
            QueueStore queue = queue(database);

            reports(database, tally, queue, NOON.plus(Duration.ofHours(11))).run();
            assertThat(queue.browse(100)).as("the day is not over").isEmpty();
            reports(database, tally, queue, nextMorning()).run();
            reports(database, tally, queue, nextMorning()).run();

            for (MailQueue.Leased leased :
                    queue.lease(100, nextMorning(), nextMorning().plusSeconds(60))) {
                reports.put(domain(leased.mail()), report(leased.mail()));
                assertDelivered(tally, leased.mail());
            }
            assertThat(tally.before(DAY.plusDays(3), 100))
                    .as("nothing is left, nor counted of reports")
                    .isEmpty();
        }
        assertThat(reports.keySet())
                .containsExactlyInAnyOrder(
                        "beta.test",
                        "gamma.test",
                        "clear.test",
                        "trial.test",
                        "strange.test",
                        "expired.test",
                        "lost.test",
                        "foreign.test");
        assertThat(told(reports, "beta.test")).isEqualTo("tlsa mx.beta.test 3/0");
        assertThat(told(reports, "gamma.test"))
                .isEqualTo("tlsa mx.gamma.test 0/2 certificate-not-trusted mx.gamma.test " + GOOD + " 2");
        assertThat(told(reports, "clear.test"))
                .isEqualTo("no-policy-found clear.test 0/1 starttls-not-supported mx.clear.test " + CLEAR + " 1");
        assertThat(told(reports, "trial.test"))
                .isEqualTo("sts trial.test 0/1 validation-failure mx.trial.test " + GOOD + " 1");
        assertThat(told(reports, "strange.test"))
                .isEqualTo("sts strange.test 0/1 certificate-not-trusted mx.strange.test " + STRANGE + " 1");
        assertThat(told(reports, "expired.test"))
                .isEqualTo("sts expired.test 0/1 certificate-expired mx.expired.test " + EXPIRED + " 1");
        assertThat(told(reports, "lost.test"))
                .isEqualTo("sts lost.test 0/1 sts-policy-fetch-error mx.lost.test " + GOOD + " 1");
        assertThat(told(reports, "foreign.test"))
                .isEqualTo("sts foreign.test 0/1 sts-webpki-invalid mx.foreign.test " + GOOD + " 1");
        JsonNode range = requireNonNull(reports.get("beta.test")).path("date-range");
        assertThat(range.path("start-datetime").asText()).isEqualTo("2026-11-22T00:00:00Z");
        assertThat(range.path("end-datetime").asText()).isEqualTo("2026-11-22T23:59:59Z");
        assertThat(posted).containsOnlyKeys(URI.create(WEB));
        assertThat(unpacked(requireNonNull(posted.get(URI.create(WEB))))).isEqualTo(reports.get("beta.test"));
    }

    @Test
    void whatTheDnsHidesIsToldToo() throws Exception {
        List<String> counted = new ArrayList<>();
        try (SmtpCourier courier =
                courier((day, session) -> counted.add(session.promise().kind() + " " + session.failure()), THEN)) {
            var _ = deliver(courier, message("bogus.test"));
        }

        assertThat(counted).containsExactly("TLSA Optional[DNSSEC_INVALID]");
    }

    private static Instant nextMorning() {
        return NOON.plus(Duration.ofHours(18));
    }

    private Database opened() throws IOException {
        Database database = SqliteDatabase.open(file);
        Migrations.run(database, "store");
        return database;
    }

    private static QueueStore queue(Database database) {
        Clock clock = Clock.fixed(nextMorning(), ZoneOffset.UTC);
        return new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
    }

    private DailyReports reports(Database database, TlsTallyStore tally, QueueStore queue, Instant now) {
        return new DailyReports(
                new DailyReports.Sender(
                        "Example Net", MailAddress.parse("postmaster@example.net"), "relay.example.net"),
                dns,
                tally,
                new DailyReports.Queue(
                        queue, () -> "report-" + ids.incrementAndGet(), change -> made(database, change), () -> {}),
                posted::put,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void made(Database database, Change change) {
        var _ = database.<Integer>write(sql -> {
            change.make();
            return 1;
        });
        change.made();
    }

    private void send(TlsTallyStore tally, Clock clock, String... domains) throws Exception {
        for (String domain : domains) {
            // Each over a connection of its own.
            try (SmtpCourier courier = courier(tally, clock)) {
                var _ = deliver(courier, message(domain));
            }
        }
    }

    private static MailObject message(String domain) {
        return new MailObject(
                "one",
                new Envelope(
                        Optional.of(MailAddress.parse("eve@example.net")), List.of(MailAddress.parse("bob@" + domain))),
                Content.of("Subject: hello\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)),
                new org.sealpost.mail.Origin.Internal(),
                new org.sealpost.mail.SessionSecurity.Plain(),
                NOON);
    }

    private static Outcome deliver(SmtpCourier courier, MailObject mail) {
        Domain domain = mail.envelope().recipients().getFirst().domain();
        return courier.deliver(mail.content(), mail.envelope(), new Route.Exchangers(domain))
                .getFirst();
    }

    private SmtpCourier courier(org.sealpost.policy.TlsTally tally, Clock clock) throws Exception {
        X509Certificate root = authority.root();
        SmtpCourierConfig config = SmtpCourierConfig.of("relay.example.net").withPort(port);
        HttpsFetch fetch = new HttpsFetch(PublicRoots.of(List.of(root)), Optional.of(policyHosts.proxy()));
        return new SmtpCourier(
                config,
                new DnsExchangers(dns, "relay.example.net"),
                HopSources.of(dns, TlsFloor.OPPORTUNISTIC, port, clock)
                        .with(new DomainPolicies(dns, fetch, new MemoryPolicies(), clock)),
                PublicRoots.of(List.of(root)),
                HopLedger.NONE,
                new Destinations(config.deliveriesPerDestination(), clock, route -> {}),
                new SmtpCourier.Witnesses(tally, ProtocolLog.none()));
    }

    /** To the address of the record, although the server there is not as promised. */
    private void assertDelivered(TlsTallyStore tally, MailObject report) throws Exception {
        assertThat(report.envelope().recipients()).containsExactly(MailAddress.parse("tls@reports.test"));
        try (SmtpCourier courier = courier(tally, Clock.fixed(nextMorning(), ZoneOffset.UTC))) {
            assertThat(deliver(courier, report)).isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(tally.before(DAY.plusDays(3), 100)).isEmpty();
    }

    private static String domain(MailObject mail) {
        HeaderSection header = HeaderSection.of(mail.content());
        assertThat(header.value("TLS-Report-Submitter")).contains("Example Net");
        assertThat(header.value("Content-Type").orElseThrow()).startsWith("multipart/report; report-type=\"tlsrpt\"");
        return header.value("TLS-Report-Domain").orElseThrow();
    }

    private static JsonNode report(MailObject mail) throws IOException {
        String text = new String(mail.content().bytes(100_000), StandardCharsets.US_ASCII);
        String part = text.substring(text.indexOf("Content-Type: application/tlsrpt+gzip"));
        String body = part.substring(part.indexOf("\r\n\r\n") + 4, part.indexOf("\r\n--"));
        return unpacked(Base64.getMimeDecoder().decode(body));
    }

    private static JsonNode unpacked(byte[] packed) throws IOException {
        return JSON.readTree(new GZIPInputStream(new ByteArrayInputStream(packed)));
    }

    private static String told(Map<String, JsonNode> reports, String domain) {
        List<String> told = new ArrayList<>();
        for (JsonNode one : requireNonNull(reports.get(domain)).path("policies")) {
            JsonNode summary = one.path("summary");
            told.add(one.path("policy").path("policy-type").asText() + " "
                    + one.path("policy").path("policy-domain").asText() + " "
                    + summary.path("total-successful-session-count").asLong() + "/"
                    + summary.path("total-failure-session-count").asLong());
            for (JsonNode failure : one.path("failure-details")) {
                told.add(failure.path("result-type").asText() + " "
                        + failure.path("receiving-mx-hostname").asText() + " "
                        + failure.path("receiving-ip").asText() + " "
                        + failure.path("failed-session-count").asLong());
            }
        }
        return String.join(" ", told);
    }
}
