package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.StsPolicies;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopRule;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.protocols.smtp.DnsExchangers;
import org.sealpost.protocols.smtp.HopSources;
import org.sealpost.protocols.smtp.SmtpCourier;
import org.sealpost.protocols.smtp.SmtpCourierConfig;
import org.sealpost.protocols.sts.DomainPolicies;
import org.sealpost.protocols.sts.HttpsFetch;
import org.sealpost.transport.Courier;
import org.sealpost.transport.Outcome;
import org.xbill.DNS.SimpleResolver;

/** The policy of our own domain: served to curl, announced in the DNS, fetched and enforced by another house's courier. */
class OwnPolicyTest {
    private static final String DOMAIN = "sealpost.example";
    private static final String POLICY_HOST = "mta-sts." + DOMAIN;
    private static final NameServer NAMES = new NameServer();
    private static final Tunnel TUNNEL = new Tunnel();
    private static final Demo DEMO = Demo.startAsking(
            NAMES,
            "mta_sts.mode = \"enforce\"",
            "mta_sts.hosts = \"mx.sealpost.example\"",
            "fetch.proxy = \"127.0.0.1:" + TUNNEL.address().getPort() + "\"");

    @AfterAll
    static void stop() {
        DEMO.close();
        NAMES.close();
        TUNNEL.close();
    }

    @Test
    void thePolicyIsServedAnnouncedAndHeeded() throws Exception {
        TUNNEL.to(() -> DEMO.port("published"));
        assertThat(curl(POLICY_HOST))
                .contains(
                        "200 text/plain",
                        "version: STSv1\r\nmode: enforce\r\nmx: mx.sealpost.example\r\nmax_age: 604800\r\n");
        assertThat(curl("localhost")).contains("404");
        assertThat(curl("https", POLICY_HOST, "/.well-known/mta-sts.txt"))
                .as("the console serves it, too")
                .contains("mode: enforce");

        assertThat(states()).containsEntry("_mta-sts." + DOMAIN, "missing").containsEntry(POLICY_HOST, "missing");
        assertThat(DEMO.done("dns")).as("Java's authorities do not know ours").contains("it cannot be had");
        configure("host = \"localhost\"", "host = \"localhost\"\ndelivery.public_roots = \"ca.pem\"");
        DEMO.done("dns")
                .lines()
                .filter(line -> line.contains("mta-sts"))
                .filter(line -> !line.startsWith(";"))
                .forEach(NAMES::add);
        assertThat(states())
                .containsEntry("_mta-sts." + DOMAIN, "published")
                .containsEntry(POLICY_HOST, "published")
                .containsEntry("https://" + POLICY_HOST + "/.well-known/mta-sts.txt", "published");

        NAMES.add(DOMAIN + ". 1 IN MX 10 mx.sealpost.example.");
        NAMES.add("mx.sealpost.example. 1 IN A 127.0.0.1");
        assertThat(rules(deliver(DOMAIN))).contains(HopRule.HOP_STS, HopRule.HOP_NOT_PROVED);
        DEMO.done("domain", "add", "mx.sealpost.example");
        assertThat(rules(deliver(DOMAIN)))
                .as("with a certificate for the name that the policy lists")
                .contains(HopRule.HOP_STS, HopRule.HOP_PROVED);

        String before = id();
        assertThat(id()).isEqualTo(before);
        configure("\"enforce\"", "\"none\"");
        assertThat(id()).as("the policy changed").isNotEqualTo(before);
        assertThat(curl(POLICY_HOST)).contains("mode: none");
        assertThat(states()).containsEntry("_mta-sts." + DOMAIN, "different");
    }

    @Test
    void theDoorForAllTheWorldShowsNothingOfTheConsole() {
        assertThat(curl("published", "localhost", "/")).contains("There is no such page.", "404 ");
        for (String path : List.of("/health", "/ca.pem", "/people/", "/sealpost.css", "/?token=x")) {
            assertThat(curl("published", "localhost", path)).as(path).contains("404 ");
        }
        assertThat(curl("published", "localhost", "/.well-known/openpgpkey/hu/none"))
                .contains("There is no such key.", "404 ");
        assertThat(curl("https", "localhost", "/health")).contains("200 ");
    }

    private static void configure(String old, String wanted) throws IOException {
        Path file = DEMO.data().resolve("sealpost.toml");
        Files.writeString(file, Files.readString(file).replace(old, wanted));
        DEMO.killAndRestart();
    }

    private static String curl(String host) {
        return curl("published", host, "/.well-known/mta-sts.txt");
    }

    private static String curl(String door, String host, String path) {
        Run run = Run.of(List.of(
                "curl",
                "-s",
                "--cacert",
                DEMO.ca().toString(),
                "--connect-to",
                host + ":443:127.0.0.1:" + DEMO.port(door),
                "-w",
                "%{http_code} %{content_type}",
                "https://" + host + path));
        assertThat(run.exit()).isZero();
        return run.text();
    }

    private static String id() {
        for (JsonNode one : DEMO.json("dns")) {
            if (one.get("name").asText().equals("_mta-sts." + DOMAIN)) {
                return one.get("data").asText();
            }
        }
        throw new AssertionError("the policy is not announced");
    }

    private static Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode one : DEMO.json("dns")) {
            states.put(one.get("name").asText(), one.get("state").asText());
        }
        return states;
    }

    /** As another server does that trusts our authority. */
    private static Outcome deliver(String domain) throws Exception {
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(
                Integer.parseInt(NAMES.address().substring(NAMES.address().indexOf(':') + 1)));
        SecureDns dns = SecureDns.unchecked(resolver);
        SmtpCourierConfig config = SmtpCourierConfig.of("relay.partner.example").withPort(DEMO.port("smtp"));
        List<StsTerms> known = new ArrayList<>();
        HttpsFetch fetch = new HttpsFetch(PublicRoots.of(roots()), Optional.of(ProxySelector.of(TUNNEL.address())));
        try (SmtpCourier courier = new SmtpCourier(
                config,
                new DnsExchangers(dns, "relay.partner.example"),
                HopSources.of(dns, TlsFloor.OPPORTUNISTIC, config.port(), Clock.systemUTC())
                        .with(new DomainPolicies(dns, fetch, remembering(known), Clock.systemUTC())),
                PublicRoots.of(roots()),
                HopLedger.NONE)) {
            Outcome outcome = courier.deliver(
                            Content.of(
                                    "From: pat@partner.example\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)),
                            new Envelope(
                                    Optional.of(MailAddress.parse("pat@partner.example")),
                                    List.of(MailAddress.parse("alice@" + domain))),
                            new Courier.Route.Exchangers(new Domain(domain)))
                    .getFirst();
            assertThat(known)
                    .singleElement()
                    .satisfies(policy -> assertThat(policy.mode()).isEqualTo(StsTerms.Mode.ENFORCE));
            return outcome;
        }
    }

    private static StsPolicies remembering(List<StsTerms> known) {
        return new StsPolicies() {
            @Override
            public Optional<StsTerms> of(Domain domain) {
                return known.stream().findFirst();
            }

            @Override
            public void keep(StsTerms policy) {
                known.add(policy);
            }
        };
    }

    private static List<X509Certificate> roots() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(DEMO.ca())) {
            Collection<? extends java.security.cert.Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            return all.stream().map(X509Certificate.class::cast).toList();
        }
    }

    private static List<org.sealpost.policy.Rule> rules(Outcome outcome) {
        List<org.sealpost.policy.Finding> because = switch (outcome) {
            case Outcome.Delivered done -> done.report().orElseThrow().because();
            case Outcome.Deferred late -> late.because();
            default -> throw new AssertionError(outcome.toString());
        };
        return because.stream().map(org.sealpost.policy.Finding::rule).toList();
    }
}
