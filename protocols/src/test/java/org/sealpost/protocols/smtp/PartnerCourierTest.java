package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerWay;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.PartnerPaths;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.FixedResolver;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.TrustStore;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.FreePort;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Outcome;

/** Mail to partners, with Postfix as their servers: one as agreed, and one for each way in which it is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartnerCourierTest {
    private static final MailAddress ANN = MailAddress.parse("ann@alpha.test");
    private static final String BOTH = "serverAuth,clientAuth";
    private static final Domain ALPHA = ANN.domain();

    private final List<Boolean> met = new ArrayList<>();
    private final List<Partner> partners = new ArrayList<>();
    private final int port;
    private final PartnerLab lab;
    private final SqliteDatabase database;
    private PostfixPeer postfix;
    private AgreedPeers peers;

    PartnerCourierTest() throws IOException {
        port = FreePort.find();
        lab = new PartnerLab();
        database = SqliteDatabase.open(lab.at("test.db"));
    }

    @BeforeAll
    void start() throws Exception {
        Migrations.run(database, "store");
        for (String authority : List.of("alpha", "beta", "rogue")) {
            lab.authority(authority);
        }
        lab.server("alpha", "ours", "alpha.test mx.alpha.test", BOTH, 20, "");
        lab.server("beta", "good", "beta.test mx.beta.test", BOTH, 20, "");
        lab.server("beta", "other", "other.beta.test", BOTH, 20, "");
        lab.server("rogue", "fake", "beta.test mx.beta.test", BOTH, 20, "");
        String demand = " -o smtpd_client_restrictions=permit_tls_all_clientcerts,reject";
        Map<String, String> servers = new LinkedHashMap<>();
        servers.put("127.0.0.30", tls("good", true) + demand);
        servers.put("127.0.0.31", tls("other", true));
        servers.put("127.0.0.32", tls("fake", true));
        servers.put("127.0.0.33", "");
        servers.put("127.0.0.34", tls("good", false));
        postfix = PostfixPeer.choosing(port, servers);
        Clock clock = Clock.systemUTC();
        peers = new AgreedPeers(
                () -> partners,
                new PartnerPaths(
                        new PathValidation(new TrustStore(database, clock), new CertificateStore(database, clock))),
                (partner, way, proof) ->
                        met.add(way == PartnerWay.SEND && proof.verdict().isProved()),
                ours(),
                clock);
    }

    @AfterAll
    void stop() throws IOException {
        postfix.close();
        database.close();
    }

    private String tls(String name, boolean asks) {
        return " -o smtpd_tls_security_level=may -o smtpd_tls_chain_files=" + lab.at(name + ".key") + ","
                + lab.at(name + ".pem") + (asks ? " -o smtpd_tls_ask_ccert=yes" : "") + " -o smtpd_tls_CAfile="
                + lab.at("alpha.crt");
    }

    private X509ExtendedKeyManager ours() throws IOException, GeneralSecurityException {
        lab.sh("openssl pkcs12 -export -in ours.pem -inkey ours.key -out ours.p12 -passout pass:testing");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(lab.at("ours.p12"))) {
            keys.load(in, "testing".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, "testing".toCharArray());
        return (X509ExtendedKeyManager) managers.getKeyManagers()[0];
    }

    private Partner beta(PartnerState send) throws IOException {
        PathCertificate root = ForeignFile.read(Files.readAllBytes(lab.at("beta.crt")), new char[0])
                .certificates()
                .getFirst();
        return new Partner(
                "beta",
                List.of(new Domain("beta.test")),
                List.of(new PartnerAnchor(root.fingerprint(), root.name(), root.notAfter(), root.der())),
                List.of(),
                List.of(),
                PartnerTerms.DEFAULT,
                send,
                PartnerState.OFF);
    }

    private SecureDns dns(String address) {
        return SecureDns.unchecked(
                new FixedResolver("beta.test. MX 10 mx.beta.test.\nmx.beta.test. A " + address + "\n"));
    }

    private SmtpCourierConfig config() {
        return SmtpCourierConfig.of("mx.alpha.test").withPort(port);
    }

    private Outcome deliver(String address, String marker) {
        SecureDns dns = dns(address);
        HopSources sources = HopSources.of(dns, TlsFloor.OPPORTUNISTIC, port, Clock.systemUTC())
                .with(peers);
        Envelope envelope = new Envelope(Optional.of(ANN), List.of(MailAddress.parse(marker + "@beta.test")));
        try (SmtpCourier courier = new SmtpCourier(
                config(),
                new DnsExchangers(dns, "mx.alpha.test"),
                sources,
                PublicRoots.of(List.of()),
                HopLedger.NONE)) {
            return courier.deliver(
                            Content.of("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
                            envelope,
                            new Route.Exchangers(new Domain("beta.test")))
                    .getFirst();
        }
    }

    private void agree(PartnerState send) throws IOException {
        partners.clear();
        partners.add(beta(send));
        met.clear();
    }

    @Test
    void mailGoesToAPartnerWhoProvesItselfAndItSeesWhoWeAre() throws Exception {
        agree(PartnerState.ENFORCED);

        Outcome outcome = deliver("127.0.0.30", "good");

        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(logged("to=<good@beta.test>"))
                .contains("Trusted TLS connection established from", "to=<good@beta.test>");
        assertThat(met).containsExactly(true);
    }

    /** Postfix writes down what it did after it answered. */
    private String logged(String words) throws Exception {
        for (int i = 0; i < 100 && !postfix.log().contains(words); i++) {
            Thread.sleep(100);
        }
        return postfix.log();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.31, name, 4.7.5, names other.beta.test; expected one of beta.test",
        "127.0.0.32, rogue, 4.7.5, is not good under the partner's authorities",
        "127.0.0.33, clear, 4.7.4, ''",
        "127.0.0.34, unasked, 4.7.5, ''"
    })
    void mailWaitsAndNothingOfItLeavesIfTheOtherSideIsNotAsAgreed(
            String address, String marker, String status, String words) throws IOException {
        agree(PartnerState.ENFORCED);

        Outcome outcome = deliver(address, marker);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Deferred.class, deferred -> {
            assertThat(deferred.status()).hasToString(status);
            assertThat(deferred.toString()).contains(words);
        });
        assertThat(postfix.log()).doesNotContain("<" + marker + "@beta.test>");
    }

    @Test
    void whileItIsOnlyObservedMailGoesAndWhatWasFoundIsKept() throws IOException {
        agree(PartnerState.OBSERVE);

        assertThat(deliver("127.0.0.31", "observed")).isInstanceOf(Outcome.Delivered.class);

        assertThat(met).containsExactly(false);
    }

    @Test
    void aCheckTriesEveryServerWithoutAMessage() throws IOException {
        agree(PartnerState.OBSERVE);

        assertThat(probed("127.0.0.30").good()).isTrue();
        assertThat(probed("127.0.0.31").words()).contains("names other.beta.test");
        assertThat(probed("127.0.0.33").words()).contains("has no TLS");
        assertThat(probed("127.0.0.34").words()).contains("It does not ask for our certificate.");
        assertThat(probed("127.0.0.39").good()).isFalse();
        assertThat(met).as("a check is no session").isEmpty();
    }

    private PartnerProbe.Leg probed(String address) throws IOException {
        PartnerProbe probe = new PartnerProbe(config(), new DnsExchangers(dns(address), "mx.alpha.test"), peers);
        List<PartnerProbe.Leg> legs = probe.of(beta(PartnerState.OBSERVE), ALPHA);
        assertThat(legs).hasSize(1);
        return legs.getFirst();
    }
}
