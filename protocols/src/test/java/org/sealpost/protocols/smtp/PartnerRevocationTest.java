package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.path.PathCertificate;

/** Whether a partner's certificate was revoked is asked of its authority by OCSP, where OpenSSL answers, or stands in its list. */
class PartnerRevocationTest {
    private static final String BOTH = "serverAuth,clientAuth";
    private static final String HOSTS = "alpha.test mx.alpha.test";

    private PartnerLab lab;
    private TestDoor door;
    private OcspPeer responder;

    @BeforeEach
    void open() throws IOException {
        lab = new PartnerLab();
        door = new TestDoor(SmtpLimits.DEFAULT);
        lab.authority("alpha");
        lab.register("alpha");
        responder = OcspPeer.of(lab, "alpha");
    }

    @AfterEach
    void close() {
        responder.close();
        door.close();
    }

    @Test
    void whoeverIsRevokedFailsInTheNextSession() throws IOException {
        agree(RevocationMode.HARD);
        lab.server("alpha", "mx", HOSTS, BOTH, 20, responder.named());
        lab.register("alpha", "mx");

        assertThat(send("mx")).contains("250 2.0.0 accepted");

        lab.revoke("alpha", "mx");
        responder.reread(lab, "alpha", "mx");
        door.later = Duration.ofMinutes(2);
        assertThat(send("mx")).contains("454 4.7.5", "is not good");
        assertThat(door.proved).containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource({"SOFT, 250 2.0.0 accepted", "HARD, 454 4.7.5"})
    void aResponderThatDoesNotAnswerOrDoesNotKnowCountsAsAgreed(RevocationMode mode, String said) throws IOException {
        agree(mode);
        lab.server("alpha", "unknown", HOSTS, BOTH, 20, responder.named());
        assertThat(send("unknown")).contains(said);

        lab.server("alpha", "lost", HOSTS, BOTH, 20, responder.named());
        responder.close();
        assertThat(send("lost")).contains(said);
    }

    @Test
    void whatTheResponderSaidBeforeStillCountsWhileItDoesNotAnswer() throws IOException {
        agree(RevocationMode.HARD);
        lab.server("alpha", "mx", HOSTS, BOTH, 20, responder.named());
        lab.register("alpha", "mx");
        assertThat(send("mx")).contains("250 2.0.0 accepted");

        responder.close();
        door.later = Duration.ofMinutes(30);
        assertThat(send("mx")).contains("250 2.0.0 accepted");
        door.later = Duration.ofMinutes(90);
        assertThat(send("mx")).contains("454 4.7.5");
    }

    @Test
    void aListIsFetchedAnewSoThatItsNewsCountsSoon() throws IOException {
        HttpServer lists = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        lists.createContext("/list.crl", exchange -> {
            byte[] list = Files.readAllBytes(lab.at("list.crl"));
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        lists.start();
        try {
            agree(RevocationMode.HARD);
            String url = "http://127.0.0.1:" + lists.getAddress().getPort() + "/list.crl";
            lab.server("alpha", "listed", HOSTS, BOTH, 20, "crlDistributionPoints=URI:" + url);
            lab.revoke("alpha");
            assertThat(send("listed")).contains("250 2.0.0 accepted");

            lab.revoke("alpha", "listed");
            assertThat(send("listed")).as("the list came a moment ago").contains("250 2.0.0 accepted");
            door.later = Duration.ofMinutes(11);
            assertThat(send("listed")).contains("454 4.7.5", "is not good");
        } finally {
            lists.stop(0);
        }
    }

    private void agree(RevocationMode mode) throws IOException {
        PathCertificate root = ForeignFile.read(Files.readAllBytes(lab.at("alpha.crt")), new char[0])
                .certificates()
                .getFirst();
        door.partners = List.of(new Partner(
                "alpha",
                List.of(new Domain("alpha.test")),
                List.of(new PartnerAnchor(root.fingerprint(), root.name(), root.notAfter(), root.der())),
                List.of(),
                List.of(),
                PartnerTerms.DEFAULT.withRevocation(mode),
                PartnerState.OFF,
                PartnerState.ENFORCED));
    }

    private String send(String certificate) {
        return lab.send(door.port(TestDoor.INTERNET), "ann@alpha.test", "ann@alpha.test", lab.showing(certificate));
    }
}
