package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.policy.ConnectorFacts;
import org.sealpost.policy.ConnectorPolicy;
import org.sealpost.policy.Finding;
import org.sealpost.policy.MachineRights;
import org.sealpost.policy.PartnerRule;

/** Domain Security at the SMTP door, with swaks and OpenSSL as the servers of partners and of everybody else. */
class PartnerDoorTest {
    private static final Domain ALPHA = new Domain("alpha.test");
    private static final String BOTH = "serverAuth,clientAuth";
    private static final String HOSTS = "alpha.test mx.alpha.test";

    private final PartnerLab lab = makeLab();
    private final TestDoor door = makeDoor();

    private static PartnerLab makeLab() {
        try {
            return new PartnerLab();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestDoor makeDoor() {
        try {
            return new TestDoor(SmtpLimits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void makeAlpha() throws IOException {
        lab.authority("alpha");
        lab.server("alpha", "good", HOSTS, BOTH, 20, "");
        door.partners = List.of(alpha());
    }

    @AfterEach
    void close() {
        door.close();
    }

    private Partner alpha() throws IOException {
        return partner("alpha", ALPHA);
    }

    private Partner partner(String name, Domain domain) throws IOException {
        PathCertificate root = certificate(name + ".crt");
        return new Partner(
                name,
                List.of(domain),
                List.of(new PartnerAnchor(root.fingerprint(), root.name(), root.notAfter(), root.der())),
                List.of(),
                List.of(),
                PartnerTerms.DEFAULT,
                PartnerState.OFF,
                PartnerState.ENFORCED);
    }

    private PathCertificate certificate(String file) throws IOException {
        return ForeignFile.read(Files.readAllBytes(lab.at(file)), new char[0])
                .certificates()
                .getFirst();
    }

    private String send(String... how) {
        return lab.send(door.port(TestDoor.INTERNET), "ann@alpha.test", "ann@alpha.test", how);
    }

    private List<Finding> accepted() {
        return door.audited.getLast().because();
    }

    @Test
    void aPartnerWhoProvesItselfBringsMailThatBearsTheMark() throws IOException {
        String said = send(lab.showing("good"));

        assertThat(said).contains("250 2.0.0 accepted as ");
        Leased leased = door.queued().getFirst();
        PathCertificate shown = certificate("good.crt");
        assertThat(leased.mail().receivedOver())
                .isEqualTo(new SessionSecurity.MutualTls(
                        "TLSv1.3",
                        "TLS_AES_256_GCM_SHA384",
                        new PartnerProof(
                                "alpha",
                                ALPHA,
                                true,
                                shown.fingerprint(),
                                certificate("alpha.crt").fingerprint())));
        assertThat(accepted())
                .extracting(Finding::rule)
                .contains(PartnerRule.PARTNER_PROVED_BY_AUTHORITY, PartnerRule.DOMAIN_SECURED);
        assertThat(door.proved).containsExactly(true);
    }

    @Test
    void aPostfixOfThePartnerShowsItsCertificateWhenItIsAsked() throws Exception {
        String settings = "smtp_tls_chain_files = " + lab.at("good.key") + ", " + lab.at("good.pem") + "\n";
        try (PostfixPeer postfix = PostfixPeer.passingOnTo(door.port(TestDoor.INTERNET), settings)) {
            lab.send(postfix.port(), "ann@alpha.test", "ann@alpha.test");

            for (int i = 0; i < 300 && door.audited.isEmpty(); i++) {
                Thread.sleep(100);
            }

            assertThat(door.audited).as(postfix.log()).isNotEmpty();
        }
        assertThat(accepted()).extracting(Finding::rule).contains(PartnerRule.DOMAIN_SECURED);
    }

    @Test
    void whoeverUsesAPartnersNameWithoutProofIsAskedToComeAgainAndNothingIsTaken() throws IOException {
        lab.authority("rogue");
        lab.authority("beta");
        lab.server("rogue", "fake", HOSTS, BOTH, 20, "");
        lab.server("beta", "betamx", "beta.test", BOTH, 20, "");
        lab.server("alpha", "other", "other.alpha.test", BOTH, 20, "");
        lab.server("alpha", "ended", HOSTS, BOTH, 0, "");
        door.partners = List.of(alpha(), partner("beta", new Domain("beta.test")));

        assertThat(send()).contains("454 4.7.5 Domain Security", "has no TLS");
        assertThat(send("-tls")).contains("454 4.7.5 Domain Security", "No certificate was shown");
        assertThat(send(lab.showing("fake"))).contains("454 4.7.5", "is not good under the partner's authorities");
        assertThat(send(lab.showing("betamx"))).contains("454 4.7.5", "is not good under the partner's authorities");
        assertThat(send(lab.showing("other")))
                .contains("454 4.7.5", "names other.alpha.test; expected one of alpha.test");
        assertThat(send(lab.showing("ended"))).contains("454 4.7.5", "is in force from");
        assertThat(door.queued()).isEmpty();
        assertThat(door.proved).hasSize(6).containsOnly(false);
    }

    @Test
    void aCertificateForServersOnlyCountsByDefaultOrByItsPinButNotIfOneForClientsIsRequired() throws IOException {
        lab.server("alpha", "srvonly", HOSTS, "serverAuth", 20, "");
        PartnerTerms strict = PartnerTerms.DEFAULT.withClientUsage(PartnerTerms.ClientUsage.REQUIRE);

        assertThat(send(lab.showing("srvonly"))).contains("250 2.0.0 accepted");
        door.partners = List.of(alpha().withTerms(strict));
        assertThat(send(lab.showing("srvonly"))).contains("454 4.7.5");
        door.partners = List.of(alpha().withTerms(strict)
                .withProofs(List.of(), List.of(PathValidation.keyFingerprint(certificate("srvonly.crt"))), List.of()));
        assertThat(send(lab.showing("srvonly"))).contains("250 2.0.0 accepted");
        assertThat(accepted()).extracting(Finding::rule).contains(PartnerRule.PARTNER_PROVED_BY_PIN);
    }

    @Test
    void byAgreementItIsRefusedForGoodOrOnlyObserved() throws IOException {
        door.partners = List.of(alpha().withTerms(PartnerTerms.DEFAULT.withRefusal(PartnerTerms.Refusal.RETURN)));
        assertThat(send("-tls")).contains("550 5.7.5 Domain Security");

        door.partners = List.of(alpha().with(PartnerWay.RECEIVE, PartnerState.OBSERVE));

        assertThat(send("-tls")).contains("250 2.0.0 accepted");
        assertThat(accepted())
                .extracting(Finding::rule)
                .contains(
                        PartnerRule.PARTNER_SHOWED_NO_CERTIFICATE,
                        PartnerRule.PARTNER_ONLY_OBSERVED,
                        PartnerRule.ARRIVED_ENCRYPTED);
        assertThat(door.proved).containsExactly(false, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"srvonly", "selfsigned", "ended", "unknown"})
    void anOddCertificateOfSomebodyElseHindersNoMail(String kind) {
        lab.authority("elsewhere");
        switch (kind) {
            case "srvonly" -> lab.server("elsewhere", kind, "gamma.test", "serverAuth", 20, "");
            case "ended" -> lab.server("elsewhere", kind, "gamma.test", BOTH, 0, "");
            case "unknown" -> lab.server("elsewhere", kind, "gamma.test", BOTH, 20, "");
            default -> lab.selfSigned(kind, "gamma.test");
        }

        String said = lab.send(door.port(TestDoor.INTERNET), "eve@gamma.test", "eve@gamma.test", lab.showing(kind));

        assertThat(said).contains("TLS started with cipher TLSv1.3", "250 2.0.0 accepted");
        assertThat(door.queued().getFirst().mail().receivedOver()).isInstanceOf(SessionSecurity.Tls.class);
        assertThat(accepted()).extracting(Finding::rule).contains(PartnerRule.ARRIVED_ENCRYPTED);
    }

    @Test
    void aPartnersCertificateSaysNothingAboutOtherPeoplesAuthors() {
        String said = lab.send(door.port(TestDoor.INTERNET), "ann@alpha.test", "boss@gamma.test", lab.showing("good"));

        assertThat(said).contains("250 2.0.0 accepted");
        assertThat(door.queued().getFirst().mail().receivedOver())
                .isInstanceOfSatisfying(
                        SessionSecurity.MutualTls.class,
                        security -> assertThat(security.peer().author()).isFalse());
        assertThat(accepted())
                .extracting(Finding::rule)
                .contains(PartnerRule.ARRIVED_VERIFIED, PartnerRule.PARTNER_AUTHOR_IS_ELSEWHERE);
    }

    @Test
    void aBounceIsJudgedByItsCertificateAlone() {
        assertThat(lab.send(door.port(TestDoor.INTERNET), "<>", "ann@alpha.test", "-tls"))
                .contains("250 2.0.0 accepted");
        assertThat(accepted()).extracting(Finding::rule).contains(PartnerRule.ARRIVED_ENCRYPTED);

        assertThat(lab.send(door.port(TestDoor.INTERNET), "<>", "ann@alpha.test", lab.showing("good")))
                .contains("250 2.0.0 accepted");
        assertThat(accepted()).extracting(Finding::rule).contains(PartnerRule.DOMAIN_SECURED);
    }

    @ParameterizedTest
    @CsvSource({"SOFT, 250 2.0.0 accepted", "HARD, 454 4.7.5"})
    void aRevokedCertificateNeverCountsAndAnUnknownStateAsAgreed(RevocationMode mode, String ifUnknown)
            throws IOException {
        HttpServer lists = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + lists.getAddress().getPort();
        lab.server("alpha", "listed", HOSTS, BOTH, 20, "crlDistributionPoints=URI:" + url + "/list.crl");
        lab.server("alpha", "lost", HOSTS, BOTH, 20, "crlDistributionPoints=URI:http://127.0.0.1:9/list.crl");
        lab.revoke("alpha", "listed");
        byte[] list = Files.readAllBytes(lab.at("list.crl"));
        lists.createContext("/list.crl", exchange -> {
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        lists.start();
        door.partners = List.of(alpha().withTerms(PartnerTerms.DEFAULT.withRevocation(mode)));

        try {
            // Asked before anything else of this authority is known.
            assertThat(send(lab.showing("lost"))).contains(ifUnknown);
            assertThat(send(lab.showing("listed"))).contains("454 4.7.5", "is not good");
        } finally {
            lists.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void noSessionIsResumedSoThatEveryOneIsJudgedAnew(String version) {
        String options = version + " -cert good.pem -key good.key";

        lab.talk(door.port(TestDoor.INTERNET), options + " -sess_out session");
        String again = lab.talk(door.port(TestDoor.INTERNET), options + " -sess_in session");

        assertThat(again).contains("New, TLSv1").doesNotContain("Reused");
        assertThat(again)
                .as("no list in which a client could miss its authority")
                .contains("No client certificate CA names sent");
    }

    @Test
    void nobodyIsAskedForACertificateAtTheDoorsOfOurPeopleNorWithoutPartners() {
        String asked = lab.talk(door.port(TestDoor.INTERNET), "-tls1_2 -msg");
        String submission = lab.talk(door.port(TestDoor.SUBMISSION), "-tls1_2 -msg");
        door.partners = List.of();
        String nobody = lab.talk(door.port(TestDoor.INTERNET), "-tls1_2 -msg");

        assertThat(asked).contains("CertificateRequest");
        assertThat(submission).contains("ServerHelloDone").doesNotContain("CertificateRequest");
        assertThat(nobody).contains("ServerHelloDone").doesNotContain("CertificateRequest");
    }

    @Test
    void whoeverFailsInTheHandshakeIsNotAskedForAWhile() throws IOException {
        PartnerDoor asking = new PartnerDoor(() -> true);
        assertThat(asking.asks(from("192.0.2.1"))).isTrue();

        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream()
                    .write("this is no handshake, and long enough to be read as one\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> asking.secure(accepted, "192.0.2.1", TestDoor.INTERNET.terms()))
                    .isInstanceOf(SSLException.class);
        } finally {
            server.close();
        }

        assertThat(asking.asks(from("192.0.2.1"))).isFalse();
        assertThat(asking.asks(from("192.0.2.2"))).isTrue();
    }

    private static Visitor from(String address) {
        return new Visitor(
                TestDoor.INTERNET,
                address,
                address,
                ConnectorPolicy.decide(new ConnectorFacts("internet", address, MachineRights.NONE, Optional.empty())));
    }
}
