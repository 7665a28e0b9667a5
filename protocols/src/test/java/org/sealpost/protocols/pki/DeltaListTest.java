package org.sealpost.protocols.pki;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.pki.TrustAnchors;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.KeyVault;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.CrlStore;
import org.sealpost.store.KeyStore;
import org.sealpost.store.TrustStore;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;

/** Another house that trusts our root hears of a hold, and of its end, from the changes to a list that it has. */
class DeltaListTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final FetchConfig LOOPBACK =
            new FetchConfig(true, false, List.of(Network.of("127.0.0.0/8")), Optional.empty());

    @TempDir
    private Path folder = Path.of("");

    private Instant now = Instant.now();
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private Optional<HttpServer> server = Optional.empty();

    @AfterEach
    void stop() {
        server.ifPresent(running -> running.stop(0));
    }

    /** Gives lists and nothing else, so that OCSP cannot tell first. */
    private URI serve(java.util.function.Supplier<CrlIssuer> crls) throws IOException {
        HttpServer running = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        running.createContext("/pki/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            Optional<Crl> found = path.endsWith(".delta.crl")
                    ? crls.get().delta(path.substring(5, path.length() - 10), now)
                    : path.endsWith(".crl")
                            ? crls.get().current(path.substring(5, path.length() - 4), now)
                            : Optional.empty();
            byte[] body = found.map(Crl::der).orElse(new byte[0]);
            try (exchange) {
                exchange.sendResponseHeaders(found.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        running.start();
        server = Optional.of(running);
        return URI.create("http://127.0.0.1:" + running.getAddress().getPort());
    }

    @Test
    void aHoldAndItsEndAreHeardOfByTheListOfChanges() throws IOException {
        SqliteDatabase ours = SqliteDatabase.open(folder.resolve("ours.db"));
        Migrations.run(ours, "store");
        CertificateStore book = new CertificateStore(ours, clock);
        java.util.concurrent.atomic.AtomicReference<Optional<CrlIssuer>> issuer =
                new java.util.concurrent.atomic.AtomicReference<>(Optional.empty());
        URI base = serve(() -> issuer.get().orElseThrow());
        CertificateAuthority authority = CertificateAuthority.setUp(
                new PkiConfig(new Domain("example.org"), "Example", base),
                book,
                new KeyStore(ours, new KeyVault(KeyVault.newKey()), book, clock),
                use -> {},
                now);
        CrlIssuer crls = new CrlIssuer(authority, book);
        issuer.set(Optional.of(crls));
        KeyPair pair = KeyPairs.generate("EC-P256");
        Issued alice = authority.issue(
                CertificateRequest.mail(Templates.MAIL_SIGN, "Alice", List.of(ALICE), pair.getPublic(), "alice"), now);
        PathValidation other = stranger(authority);

        assertThat(judge(other, authority, alice)).isEqualTo(new ChainVerdict.Trusted());

        now = now.plus(Duration.ofHours(1));
        String fingerprint = alice.certificate().facts().fingerprint();
        book.revoking(fingerprint, RevocationReason.CERTIFICATE_HOLD, now).makeNow();
        crls.renew("issuing", now);
        now = now.plus(Duration.ofHours(19));
        other.refreshCrls();

        assertThat(judge(other, authority, alice)).isInstanceOf(ChainVerdict.Revoked.class);

        now = now.plus(Duration.ofHours(1));
        book.releasing(fingerprint).makeNow();
        crls.renew("issuing", now);
        now = now.plus(Duration.ofHours(20));
        other.refreshCrls();

        assertThat(judge(other, authority, alice)).isEqualTo(new ChainVerdict.Trusted());
    }

    private PathValidation stranger(CertificateAuthority authority) {
        SqliteDatabase theirs = SqliteDatabase.open(folder.resolve("theirs.db"));
        Migrations.run(theirs, "store");
        TrustStore trust = new TrustStore(theirs, clock);
        trust.trust(new TrustAnchors.Anchor(authority.rootCertificate(), true, false, "test"));
        return new PathValidation(trust, new CertificateStore(theirs, clock), new CrlStore(theirs), LOOPBACK, clock);
    }

    private ChainVerdict judge(PathValidation paths, CertificateAuthority authority, Issued one) {
        ChainQuestion question = ChainQuestion.of(
                List.of(one.certificate().der(), authority.issuingCertificate()), ChainPurpose.MAIL_SIGNING, now);
        return TrustPolicy.decide(paths.examine(question, true)).verdict();
    }
}
