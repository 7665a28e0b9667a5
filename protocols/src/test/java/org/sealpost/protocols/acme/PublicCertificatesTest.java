package org.sealpost.protocols.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.enrollment.PublicAuthority;
import org.sealpost.enrollment.PublicCertificates;
import org.sealpost.enrollment.PublicCertificates.Settings;
import org.sealpost.enrollment.PublicCertificates.Standing;
import org.sealpost.mail.Domain;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.PemChain;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.PublicCertificateVerdict;
import org.sealpost.protection.KeyVault;
import org.sealpost.protocols.enroll.ServiceHandler;
import org.sealpost.store.AuditStore;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.KeyStore;
import org.sealpost.store.PublicTlsStore;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.Pebble;

/** The server's public certificate, asked for at Pebble. */
class PublicCertificatesTest {
    private static final String HOST = "mail.example.test";

    @TempDir
    private Path folder = Path.of("");

    private final AcmeChallenges challenges = new AcmeChallenges();
    private Instant now = Instant.now();
    private HttpServer http = null_();
    private Pebble pebble = null_();
    private SqliteDatabase database = null_();
    private CertificateStore book = null_();
    private KeyStore keys = null_();
    private AuditStore auditLog = null_();
    private CertificateAuthority own = null_();
    private TlsIdentity tls = null_();

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T null_() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext(AcmeChallenges.PATH, new ServiceHandler(challenges));
        http.start();
        pebble = new Pebble(folder, FreePort.find(), http.getAddress().getPort());
        database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        book = new CertificateStore(database, clock);
        keys = new KeyStore(database, new KeyVault(KeyVault.newKey()), book, clock);
        auditLog = new AuditStore(database);
        own = CertificateAuthority.setUp(
                new PkiConfig(new Domain("example.test"), "Example", java.net.URI.create("http://pki.example.test")),
                book,
                keys,
                use -> {},
                now);
        tls = new TlsIdentity(own, book, keys);
        tls.ensure(Set.of(HOST, "localhost"), now);
    }

    @AfterEach
    void close() {
        pebble.close();
        http.stop(0);
        database.close();
    }

    private PublicCertificates asking(String directory, String... names) {
        return with(new AcmeAuthority(challenges, roots(), Optional.empty()), directory, names);
    }

    private List<X509Certificate> roots() {
        try {
            return PemChain.read(Files.readString(Pebble.root(folder)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private PublicCertificates with(PublicAuthority authority, String directory, String... names) {
        return new PublicCertificates(
                Optional.of(new Settings(directory, Optional.of("postmaster@example.test"), Set.of(names))),
                authority,
                new PublicCertificates.Keeping(new PublicTlsStore(database), keys, auditLog),
                tls,
                clock);
    }

    /** Who signed the certificate that the server shows. */
    private String issuer(String name) throws Exception {
        try (SSLServerSocket listening =
                (SSLServerSocket) tls.get().getServerSocketFactory().createServerSocket(0)) {
            Thread server = Thread.ofVirtual().start(() -> {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                    socket.startHandshake();
                } catch (IOException e) {
                    // The client sees it, too.
                }
            });
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anything()}, null);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                server.join(5000);
                return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                        .getIssuerX500Principal()
                        .getName();
            }
        }
    }

    /** Looks at what is shown, whoever signed it. */
    private static final class Anything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aCertificateIsObtainedShownAndKept() throws Exception {
        PublicCertificates certificates = asking(pebble.directory(), HOST);
        assertThat(issuer(HOST)).contains("example.test Issuing CA");

        var decision = certificates.run(false);

        Standing standing = certificates.standing();
        assertThat(decision.verdict()).as(standing.state().toString()).isEqualTo(PublicCertificateVerdict.KEEP);
        assertThat(issuer(HOST)).contains("Pebble");
        assertThat(issuer("localhost"))
                .as("for other names the own authority answers")
                .contains("Issuing CA");
        Instant begin = standing.certificate().orElseThrow().getNotBefore().toInstant();
        Instant end = standing.certificate().orElseThrow().getNotAfter().toInstant();
        assertThat(standing.state().orElseThrow().renewAt().orElseThrow())
                .isBetween(
                        begin.plus(Duration.between(begin, end).multipliedBy(60).dividedBy(100)),
                        begin.plus(Duration.between(begin, end).multipliedBy(75).dividedBy(100)));
        tls = new TlsIdentity(own, book, keys);
        tls.ensure(Set.of(HOST, "localhost"), now);
        asking(pebble.directory(), HOST).open();
        assertThat(issuer(HOST)).as("after a restart").contains("Pebble");
    }

    @Test
    void nearItsEndItIsRenewedWithTheSameAccount() throws Exception {
        PublicCertificates certificates = asking(pebble.directory(), HOST);
        certificates.run(false);
        Standing first = certificates.standing();
        now = first.state().orElseThrow().renewAt().orElseThrow();

        certificates.run(false);

        Standing second = certificates.standing();
        assertThat(second.certificate().orElseThrow().getSerialNumber())
                .isNotEqualTo(first.certificate().orElseThrow().getSerialNumber());
        assertThat(second.state().orElseThrow().accountKey())
                .isEqualTo(first.state().orElseThrow().accountKey());
        // Pebble's clock did not move with ours: the second certificate began at its time.
        now = second.certificate().orElseThrow().getNotBefore().toInstant();
        assertThat(certificates.run(false).verdict()).isEqualTo(PublicCertificateVerdict.KEEP);
    }

    @Test
    void aNameThatLeadsElsewhereIsRefusedAndTheOwnCertificateIsShown() throws Exception {
        http.stop(0);

        PublicCertificates certificates = asking(pebble.directory(), HOST);
        var decision = certificates.run(false);

        assertThat(decision.verdict()).isEqualTo(PublicCertificateVerdict.WAIT);
        assertThat(certificates.standing().state().orElseThrow().failure()).contains(HOST);
        assertThat(issuer(HOST)).contains("Issuing CA");
        assertThat(auditLog.find(HOST, 10).stream().map(AuditLine::toString))
                .anySatisfy(line -> assertThat(line).contains("PUBLIC_AUTHORITY_FAILED"));
    }

    @Test
    void anOutageIsWaitedOutLongerEachTimeAndTheWorkingCertificateStays() throws Exception {
        PublicCertificates certificates = asking(pebble.directory(), HOST);
        certificates.run(false);
        now = certificates.standing().state().orElseThrow().renewAt().orElseThrow();
        pebble.stop();

        certificates.run(false);
        Instant first = certificates.standing().state().orElseThrow().retryAt().orElseThrow();
        assertThat(Duration.between(now, first)).isEqualTo(Duration.ofMinutes(10));
        assertThat(certificates.run(false).verdict())
                .as("not before its time")
                .isEqualTo(PublicCertificateVerdict.WAIT);
        now = first;
        certificates.run(false);

        assertThat(Duration.between(
                        now,
                        certificates.standing().state().orElseThrow().retryAt().orElseThrow()))
                .isEqualTo(Duration.ofMinutes(20));
        assertThat(issuer(HOST)).contains("Pebble");
        pebble.startAgain();
        certificates.run(true);
        assertThat(certificates.standing().state().orElseThrow().failures())
                .as("a server that forgot all accounts makes a new one")
                .isZero();
    }

    @Test
    void anotherAuthorityIsAskedAnewWhileTheOldCertificateStays() throws Exception {
        asking(pebble.directory(), HOST).run(false);

        PublicCertificates moved =
                asking("https://localhost:" + http.getAddress().getPort() + "/dir", HOST);
        moved.open();
        var decision = moved.run(false);

        assertThat(decision.verdict()).isEqualTo(PublicCertificateVerdict.WAIT);
        assertThat(issuer(HOST)).contains("Pebble");
        asking("https://localhost:1/dir", HOST).open();
        assertThat(issuer(HOST)).as("after a restart, too").contains("Pebble");
    }

    @Test
    void theAuthorityMayWantItBackEarlier() throws Exception {
        asking(pebble.directory(), HOST).run(false);
        Instant begin = now.plus(Duration.ofDays(3));
        PublicCertificates told = with(
                new Hurried(new PublicAuthority.Window(begin, begin.plus(Duration.ofDays(1)))),
                pebble.directory(),
                HOST);

        told.run(false);

        assertThat(told.standing().state().orElseThrow().renewAt().orElseThrow())
                .isBetween(begin, begin.plus(Duration.ofDays(1)));
    }

    /** An authority that wants its certificates to be renewed at a certain time (RFC 9773), which Pebble 2.4 does not say. */
    private record Hurried(Window window) implements PublicAuthority {
        @Override
        public List<X509Certificate> obtain(Account account, Set<String> names, java.security.KeyPair key)
                throws Failure {
            throw new Failure("not asked for", Optional.empty());
        }

        @Override
        public Optional<Window> renewal(Account account, X509Certificate certificate) {
            return Optional.of(window);
        }
    }

    @Test
    void aCertificateForAnotherKeyIsNotTaken() throws Exception {
        X509Certificate other = tls.certificate().orElseThrow();
        PublicCertificates certificates = with(
                new PublicAuthority() {
                    @Override
                    public List<X509Certificate> obtain(Account account, Set<String> names, java.security.KeyPair key) {
                        return List.of(other);
                    }

                    @Override
                    public Optional<Window> renewal(Account account, X509Certificate certificate) {
                        return Optional.empty();
                    }
                },
                "https://acme.example.test/dir",
                HOST);

        certificates.run(false);

        assertThat(certificates.standing().state().orElseThrow().failure()).contains("not for the key");
        assertThat(issuer(HOST)).contains("Issuing CA");
    }
}
