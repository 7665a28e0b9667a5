package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopRule;
import org.sealpost.policy.Rule;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.protocols.dns.SignedZones;
import org.sealpost.protocols.dns.Tlsa;
import org.sealpost.protocols.sts.DomainPolicies;
import org.sealpost.protocols.sts.HttpsFetch;
import org.sealpost.protocols.sts.MemoryPolicies;
import org.sealpost.protocols.sts.PolicyHosts;
import org.sealpost.testkit.FreePort;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.DeliveryReport;
import org.sealpost.transport.Outcome;

/**
 * Mail to domains that demand something of the way to them: a signed DNS of BIND behind unbound, servers of Postfix, policies over
 * HTTPS. What was refused must not stand in the servers' log at all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemandedWaysTest {
    private static final String WRONG = "0".repeat(64);
    /** Addresses of this machine: with TLS and a public certificate, with another authority's, without TLS. */
    private static final String GOOD = "127.0.0.20";

    private static final String STRANGE = "127.0.0.21";
    private static final String CLEAR = "127.0.0.22";

    private final int port;
    private final AtomicInteger marks = new AtomicInteger();
    private final MemoryPolicies known = new MemoryPolicies();
    private final List<HopLedger.Entry> ledger = new ArrayList<>();
    private OpenSslCa authority;
    private SignedZones zones;
    private PostfixPeer postfix;
    private PolicyHosts policyHosts;
    private SecureDns dns;

    DemandedWaysTest() throws IOException {
        port = FreePort.find();
    }

    @BeforeAll
    void start() throws Exception {
        authority = new OpenSslCa("Public");
        OpenSslCa rogue = new OpenSslCa("Rogue");
        Path good = authority.server(
                "mx.beta.test", "mx.zeta.test", "mxb.mixed.test", "mx.both.test", "mx.sure.test", "mx.epsilon.test");
        var _ = authority.server("policies", "*.zeta.test", "*.testing.test", "*.unlisted.test", "*.both.test");
        Map<String, Optional<Path>> chains = new LinkedHashMap<>();
        chains.put(GOOD, Optional.of(good));
        chains.put(STRANGE, Optional.of(rogue.server("mx.zeta.test")));
        chains.put(CLEAR, Optional.empty());
        postfix = PostfixPeer.swallowing(port, chains);
        policyHosts = new PolicyHosts(authority.context("policies"));
        String own = Tlsa.ofOwnKey(authority.of("mx.beta.test")).toString();
        zones = zones(own, "2 0 1 " + digest(authority.root().getEncoded())).start();
        dns = zones.checked();
        assertThat(dns.health()).isEqualTo(SecureDns.Health.VALIDATING);
    }

    private SignedZones zones(String own, String ca) throws IOException {
        String tlsa = "_" + port + "._tcp.";
        String wrong = "3 1 1 " + WRONG;
        return new SignedZones()
                .signed("beta.test", mx("mx", GOOD) + tlsa + "mx TLSA " + own)
                .signed("gamma.test", mx("mx", GOOD) + tlsa + "mx TLSA " + wrong)
                .unsigned("delta.test", mx("mx", GOOD) + tlsa + "mx TLSA " + wrong)
                .forged("bogus.test", mx("mx", GOOD))
                .unsigned("zeta.test", mx("mx", STRANGE) + sts("1"))
                .unsigned("testing.test", mx("mx", STRANGE) + sts("1"))
                .unsigned("unlisted.test", mx("mx", GOOD) + sts("1"))
                .signed(
                        "mixed.test",
                        mx("mxa", GOOD) + "@ MX 20 mxb\nmxb A " + GOOD + "\n" + tlsa + "mxa TLSA " + wrong)
                .signed("both.test", mx("mx", GOOD) + sts("1") + tlsa + "mx TLSA " + wrong)
                .signed("sure.test", mx("mx", GOOD) + tlsa + "mx TLSA " + ca)
                .signed("misnamed.test", mx("mx", GOOD) + tlsa + "mx TLSA " + ca)
                .signed("unusable.test", mx("mx", CLEAR) + tlsa + "mx TLSA 1 1 1 " + WRONG)
                .unsigned("epsilon.test", mx("mx", GOOD))
                .unsigned("clear.test", mx("mx", CLEAR))
                .unsigned("nomail.test", "@ MX 0 .\n");
    }

    private static String mx(String host, String address) {
        return "@ MX 10 " + host + "\n" + host + " A " + address + "\n";
    }

    private static String sts(String id) {
        return "_mta-sts TXT \"v=STSv1; id=" + id + ";\"\n";
    }

    private static String policy(String mode, String host) {
        return "version: STSv1\nmode: " + mode + "\nmx: " + host + "\nmax_age: 86400\n";
    }

    private static String digest(byte[] data) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(data));
    }

    @AfterAll
    void stop() throws Exception {
        postfix.close();
        policyHosts.close();
        zones.close();
    }

    @Test
    void sendsToAServerThatDaneProves() throws Exception {
        assertSent("beta.test", HopRule.HOP_DANE, HopRule.HOP_PROVED);
    }

    @Test
    void holdsWhatDaneForbids() throws Exception {
        assertHeld("gamma.test", "4.7.5", HopRule.HOP_DANE, HopRule.HOP_NOT_PROVED);
    }

    @Test
    void heedsNoTlsaRecordThatIsNotSigned() throws Exception {
        assertSent("delta.test", HopRule.HOP_OPPORTUNISTIC);
    }

    @Test
    void holdsWhatAForgedAnswerWouldMislead() throws Exception {
        assertHeld("bogus.test", "4.4.3", HopRule.HOP_DANE_FAILED);
    }

    @Test
    void sendsToAServerOfTheAuthorityThatDaneNamesIfItsNameIsRight() throws Exception {
        assertSent("sure.test", HopRule.HOP_DANE, HopRule.HOP_PROVED);
        assertHeld("misnamed.test", "4.7.5", HopRule.HOP_DANE, HopRule.HOP_NOT_PROVED);
    }

    @Test
    void demandsEncryptionWhereTheTlsaRecordsCannotBeUsed() throws Exception {
        assertHeld("unusable.test", "4.7.4", HopRule.HOP_DANE_UNUSABLE, HopRule.HOP_TLS_MISSING);
    }

    @Test
    void goesToTheNextHostIfOneFailsDane() throws Exception {
        Outcome outcome = send("mixed.test", TlsFloor.OPPORTUNISTIC, dns, "");

        assertThat(report(outcome).host()).isEqualTo("mxb.mixed.test");
    }

    @Test
    void holdsWhatThePolicyOfTheDomainForbidsUntilTheServerIsMended() throws Exception {
        policyHosts.publish("zeta.test", policy("enforce", "mx.zeta.test"));
        assertHeld("zeta.test", "4.7.5", HopRule.HOP_STS, HopRule.HOP_NOT_PROVED);
        assertThat(known.of(new Domain("zeta.test"))).isPresent();

        // The policy is known by now, and counts although nobody gives it any more.
        policyHosts.publish("zeta.test", "");
        assertHeld("zeta.test", "4.7.5", HopRule.HOP_STS, HopRule.HOP_NOT_PROVED);
    }

    @Test
    void givesNothingToHostsThatThePolicyDoesNotList() throws Exception {
        policyHosts.publish("unlisted.test", policy("enforce", "other.unlisted.test"));

        assertHeld("unlisted.test", "4.7.5", HopRule.HOP_STS_UNLISTED);
    }

    @Test
    void onlyTellsWhatAPolicyOnTrialWouldForbid() throws Exception {
        policyHosts.publish("testing.test", policy("testing", "other.testing.test"));

        assertSent("testing.test", HopRule.HOP_STS_TESTING_UNLISTED, HopRule.HOP_OPPORTUNISTIC);
    }

    @Test
    void aPolicyNeverRescuesAFailingDane() throws Exception {
        policyHosts.publish("both.test", policy("enforce", "mx.both.test"));

        assertHeld("both.test", "4.7.5", HopRule.HOP_DANE, HopRule.HOP_NOT_PROVED);
    }

    @Test
    void goesInClearWhereNobodyDemandsMoreAndNeverWhereTheOrganisationDoes() throws Exception {
        assertSent("clear.test", HopRule.HOP_OPPORTUNISTIC, HopRule.HOP_CLEAR);

        Outcome held = send("clear.test", TlsFloor.ENCRYPTED, dns, "");

        assertHeld(held, "4.7.4", HopRule.HOP_FLOOR, HopRule.HOP_TLS_MISSING);
    }

    @Test
    void takesAnyProofWhereTheOrganisationDemandsOne() throws Exception {
        assertThat(rules(
                        report(send("epsilon.test", TlsFloor.VERIFIED, dns, "")).because()))
                .contains(HopRule.HOP_PROVED);
        assertHeld(send("delta.test", TlsFloor.VERIFIED, dns, ""), "4.7.5", HopRule.HOP_FLOOR);
    }

    @Test
    void heedsTheSenderWhoWouldRatherHaveItArrive() throws Exception {
        Outcome outcome = send("gamma.test", TlsFloor.OPPORTUNISTIC, dns, "TLS-Required: No\r\n");

        assertThat(rules(report(outcome).because()))
                .contains(HopRule.HOP_TLS_NOT_REQUIRED)
                .doesNotContain(HopRule.HOP_DANE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnWithoutDaneIfTheResolverCutsSignaturesOutOrDeniesThatThereAreKeys(boolean deniesKeys) throws Exception {
        SecureDns blind = SecureDns.checked(
                () -> new StrippingResolver(zones.resolver(), deniesKeys),
                new java.io.ByteArrayInputStream(zones.anchor().getBytes(StandardCharsets.US_ASCII)));

        Outcome outcome = send("gamma.test", TlsFloor.OPPORTUNISTIC, blind, "");

        assertThat(blind.health()).isEqualTo(SecureDns.Health.STRIPPED);
        assertThat(rules(report(outcome).because())).contains(HopRule.HOP_DANE_UNKNOWN);
    }

    @Test
    void givesBackWhatIsForDomainsWithoutMail() throws Exception {
        assertThat(send("nomail.test", TlsFloor.OPPORTUNISTIC, dns, ""))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.status()).hasToString("5.1.10"));
    }

    @Test
    void tellsInAdvanceWhatItWillDemand() throws Exception {
        HopReport report = new HopReport(
                new DnsExchangers(dns, "relay.example.net"),
                sources(TlsFloor.OPPORTUNISTIC, dns),
                HopLedger.NONE,
                domain -> domain.name().equals("behind.test") ? List.of("mail.behind.test") : List.of());

        assertThat(report.of(new Domain("behind.test"), org.sealpost.policy.HopWish.NONE)
                        .hosts())
                .singleElement()
                .satisfies(host -> assertThat(host.host()).isEqualTo("mail.behind.test"));
        var gamma = report.of(new Domain("gamma.test"), org.sealpost.policy.HopWish.NONE);
        var bogus = report.of(new Domain("bogus.test"), org.sealpost.policy.HopWish.NONE);

        assertThat(gamma.hosts()).singleElement().satisfies(host -> {
            assertThat(rules(host.demand().because())).containsExactly(HopRule.HOP_DANE);
            assertThat(host.sources()).containsEntry("DANE", "3 1 1 " + WRONG).containsEntry("MTA-STS", "none");
        });
        assertThat(bogus.trouble() + bogus.hosts()).contains("4.4.3");
    }

    @Test
    void aHostThatAnAdministratorNamesProvesItselfAsTheDomainsOwnMust() throws Exception {
        policyHosts.publish("unlisted.test", policy("enforce", "other.unlisted.test"));

        assertThat(rules(report(redirected("beta.test", GOOD)).because()))
                .as("by the records of the domain's own")
                .contains(HopRule.HOP_DANE, HopRule.HOP_PROVED);
        assertHeld(redirected("beta.test", STRANGE), "4.7.5", HopRule.HOP_DANE, HopRule.HOP_NOT_PROVED);
        assertHeld(redirected("beta.test", CLEAR), "4.7.4", HopRule.HOP_DANE, HopRule.HOP_TLS_MISSING);
        assertHeld(redirected("unlisted.test", GOOD), "4.7.5", HopRule.HOP_STS_UNLISTED);
        assertThat(redirected("bogus.test", GOOD))
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        late -> assertThat(late.status()).as(late.reason()).hasToString("4.4.3"));
        assertThat(redirected("clear.test", CLEAR)).isInstanceOf(Outcome.Delivered.class);
        assertThat(redirected("nomail.test", CLEAR)).isInstanceOf(Outcome.Delivered.class);
    }

    private Outcome redirected(String domain, String host) throws Exception {
        return send(domain, new Route.Redirected(new Domain(domain), host, port), TlsFloor.OPPORTUNISTIC, dns, "");
    }

    private void assertSent(String domain, HopRule... rules) throws Exception {
        Outcome outcome = send(domain, TlsFloor.OPPORTUNISTIC, dns, "");

        assertThat(rules(report(outcome).because())).as(String.valueOf(outcome)).contains(rules);
        assertThat(ledger.getLast().sent()).isTrue();
    }

    private void assertHeld(String domain, String status, HopRule... rules) throws Exception {
        assertHeld(send(domain, TlsFloor.OPPORTUNISTIC, dns, ""), status, rules);
    }

    private static void assertHeld(Outcome outcome, String status, HopRule... rules) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.status()).as(deferred.reason()).hasToString(status);
            assertThat(rules(deferred.because())).contains(rules);
        });
    }

    private static List<Rule> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }

    private static DeliveryReport report(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        return ((Outcome.Delivered) outcome).report().orElseThrow();
    }

    private HopSources sources(TlsFloor floor, SecureDns resolver) {
        HttpsFetch fetch = new HttpsFetch(PublicRoots.of(List.of(root())), Optional.of(policyHosts.proxy()));
        return HopSources.of(resolver, floor, port, Clock.systemUTC())
                .with(new DomainPolicies(resolver, fetch, known, Clock.systemUTC()));
    }

    private java.security.cert.X509Certificate root() {
        try {
            return authority.root();
        } catch (IOException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One message to one person there; the log of the servers must know of it if and only if it was delivered. */
    private Outcome send(String domain, TlsFloor floor, SecureDns resolver, String header) throws Exception {
        return send(domain, new Route.Exchangers(new Domain(domain)), floor, resolver, header);
    }

    private Outcome send(String domain, Route route, TlsFloor floor, SecureDns resolver, String header)
            throws Exception {
        String mark = "mark-" + marks.incrementAndGet();
        String text = "Message-ID: <" + mark + "@example.net>\r\n" + header + "\r\nhello\r\n";
        HopLedger notes = new HopLedger() {
            @Override
            public void note(Entry entry) {
                ledger.add(entry);
            }

            @Override
            public List<Entry> last(Domain one) {
                return List.of();
            }
        };
        try (SmtpCourier courier = new SmtpCourier(
                SmtpCourierConfig.of("relay.example.net").withPort(port),
                new DnsExchangers(resolver, "relay.example.net"),
                sources(floor, resolver),
                PublicRoots.of(List.of(root())),
                notes)) {
            Outcome outcome = courier.deliver(
                            Content.of(text.getBytes(StandardCharsets.US_ASCII)),
                            new Envelope(
                                    Optional.of(MailAddress.parse("eve@example.net")),
                                    List.of(MailAddress.parse("bob@" + domain))),
                            route)
                    .getFirst();
            boolean delivered = outcome instanceof Outcome.Delivered;
            assertThat(isInLog(mark, delivered)).as(outcome + postfix.log()).isEqualTo(delivered);
            return outcome;
        }
    }

    /** What is expected there may take a moment. */
    private boolean isInLog(String mark, boolean expected) throws IOException, InterruptedException {
        for (int i = 0; expected && i < 100 && !postfix.log().contains(mark + "@"); i++) {
            Thread.sleep(50);
        }
        return postfix.log().contains(mark + "@");
    }
}
