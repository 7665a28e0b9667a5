package org.sealpost.pki.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealpost.pki.path.Forge.NOW;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.path.Distrust;
import org.sealpost.pki.path.Forge;
import org.sealpost.pki.path.PathValidator;
import org.sealpost.pki.path.PolicyInputs;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.RevocationService.Evidence;
import org.sealpost.pki.revocation.RevocationService.OwnBook;

/** Who is asked about revocation, whose word counts, and what nobody may make us fetch. */
class RevocationTest {
    private static final FetchConfig LOOPBACK =
            new FetchConfig(true, false, List.of(Network.of("127.0.0.0/8")), Optional.empty());

    private final Forge root = Forge.root("CN=Root");
    private final Forge ann = root.person("ann@partner.org");
    private final Shelf book = new Shelf();
    private final AtomicInteger asked = new AtomicInteger();
    private Optional<HttpServer> server = Optional.empty();

    @AfterEach
    void stop() {
        server.ifPresent(running -> running.stop(0));
    }

    @Test
    void aListSaysWhoIsRevokedAndWhoStands() {
        Forge bob = root.person("bob@partner.org");
        Evidence list = evidence(crl(root, NOW, NOW.plusSeconds(60), ann, RevocationReason.SUPERSEDED));

        assertThat(finding(ann, list)).isInstanceOf(RevocationFinding.Revoked.class);
        assertThat(finding(bob, list)).isInstanceOf(RevocationFinding.Good.class);
    }

    @Test
    void aListThatSomebodyElseSignedSaysNothing() {
        Forge other = Forge.root("CN=Root");
        Evidence forged = evidence(crl(other, NOW, NOW.plusSeconds(60), ann, RevocationReason.SUPERSEDED));

        assertThat(finding(ann, forged)).isInstanceOf(RevocationFinding.NotChecked.class);
    }

    @Test
    void anOldListClearsNobodyButStillNamesWhoWasRevoked() {
        Instant old = NOW.minus(Duration.ofDays(9));
        Forge bob = root.person("bob@partner.org");
        Evidence list = evidence(crl(root, old, old.plusSeconds(60), ann, RevocationReason.SUPERSEDED));

        assertThat(finding(bob, list)).isInstanceOf(RevocationFinding.NotChecked.class);
        assertThat(finding(ann, list)).isInstanceOf(RevocationFinding.Revoked.class);
    }

    @Test
    void aStolenKeyCountsBackwardsAndASupersededOneDoesNot() {
        Instant before = NOW.minusSeconds(3_600);
        Evidence stolen = evidence(crl(root, NOW, NOW.plusSeconds(60), ann, RevocationReason.KEY_COMPROMISE));
        Evidence superseded = evidence(crl(root, NOW, NOW.plusSeconds(60), ann, RevocationReason.SUPERSEDED));

        assertThat(finding(ann, stolen, before)).isInstanceOf(RevocationFinding.Revoked.class);
        assertThat(finding(ann, superseded, before)).isInstanceOf(RevocationFinding.Good.class);
    }

    @Test
    void anOcspAnswerCountsOnlyFromTheIssuerOrFromItsDelegate() {
        Forge delegate = root.person("x@y.org")
                .named("CN=Responder")
                .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
        Forge stranger = Forge.root("CN=Root");
        Forge unauthorised = root.person("x@y.org").named("CN=Responder");

        assertThat(finding(ann, ocsp(root, root, NOW))).isInstanceOf(RevocationFinding.Good.class);
        assertThat(finding(ann, ocsp(root, delegate, NOW))).isInstanceOf(RevocationFinding.Good.class);
        assertThat(finding(ann, ocsp(root, stranger, NOW))).isInstanceOf(RevocationFinding.NotChecked.class);
        assertThat(finding(ann, ocsp(root, unauthorised, NOW))).isInstanceOf(RevocationFinding.NotChecked.class);
        assertThat(finding(ann, ocsp(root, root, NOW.minus(Duration.ofDays(3)))))
                .isInstanceOf(RevocationFinding.NotChecked.class);
    }

    @Test
    void aListIsFetchedOnceAndKept() throws IOException {
        int port = serve("/root.crl", crl(root, NOW, NOW.plusSeconds(60), ann, RevocationReason.KEY_COMPROMISE));
        Forge pointing = pointing(ann, "http://127.0.0.1:" + port + "/root.crl");
        RevocationService service = service(LOOPBACK);

        assertThat(online(service, pointing)).isInstanceOf(RevocationFinding.Revoked.class);
        assertThat(online(service, pointing)).isInstanceOf(RevocationFinding.Revoked.class);
        assertThat(asked).hasValue(1);
        assertThat(book.list()).hasSize(1);
    }

    @Test
    void nobodyMakesUsAskAPrivateNetwork() throws IOException {
        int port = serve("/root.crl", crl(root, NOW, NOW.plusSeconds(60), ann, RevocationReason.KEY_COMPROMISE));
        for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433")) {
            Forge pointing = pointing(ann, "http://" + host + ":" + port + "/root.crl");

            assertThat(online(service(FetchConfig.STANDARD), pointing))
                    .as(host)
                    .isInstanceOf(RevocationFinding.NotChecked.class);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void otherSchemesAndPortsAreNotAsked() {
        Fetcher fetcher = new Fetcher(LOOPBACK);
        for (String uri : List.of(
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "https://127.0.0.1/x",
                "http://127.0.0.1:25/",
                "ldap:///x")) {
            assertThat(fetch(fetcher, uri)).as(uri).isInstanceOf(Fetcher.Fetched.Failed.class);
        }
    }

    @Test
    void whoIsSentElsewhereIsLookedAtAgain() throws IOException {
        int port = serve("/root.crl", new byte[10]);
        HttpServer running = server.orElseThrow();
        running.createContext("/away", exchange -> {
            exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        Fetcher.Fetched result = fetch(new Fetcher(LOOPBACK), "http://127.0.0.1:" + port + "/away");

        assertThat(result).isInstanceOf(Fetcher.Fetched.Failed.class);
        assertThat(result.toString()).contains("only addresses of http are fetched");
    }

    @Test
    void whatIsTooLargeIsNotReadToItsEnd() throws IOException {
        int port = serve("/root.crl", new byte[100_000]);
        Fetcher.Fetched result = new Fetcher(LOOPBACK)
                .fetch(
                        new Fetcher.Wanted(
                                URI.create("http://127.0.0.1:" + port + "/root.crl"),
                                Optional.empty(),
                                50_000,
                                content -> {}),
                        Duration.ofSeconds(5));

        assertThat(result.toString()).contains("more than 50000 bytes");
    }

    @Test
    void privateAddressesAreKnownInEveryForm() throws IOException {
        for (String address : List.of(
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "::1",
                "fe80::1",
                "fd00::1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "224.0.0.1",
                "255.255.255.255")) {
            assertThat(Network.isPublic(InetAddress.getByName(address)))
                    .as(address)
                    .isFalse();
        }
        assertThat(Network.isPublic(InetAddress.getByName("93.184.216.34"))).isTrue();
        assertThat(Network.isPublic(InetAddress.getByName("2606:2800:220:1::1")))
                .isTrue();
        assertThatThrownBy(() -> Network.of("example.org")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListInWhichEverySerialNumberIsTheSameIsReadInTime() {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name("CN=Root"), Date.from(NOW));
        for (int i = 0; i < 50_000; i++) {
            builder.addCRLEntry(BigInteger.TEN, Date.from(NOW), 0);
        }
        byte[] der = encoded(builder, root);
        long start = System.nanoTime();

        CrlIndex crl = CrlIndex.of(der);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(crl.entries()).isEqualTo(50_000);
        assertThat(crl.find(crl.header().issuerKey(), BigInteger.TEN)).isPresent();
        assertThat(crl.find(crl.header().issuerKey(), BigInteger.TWO)).isEmpty();
    }

    private Fetcher.Fetched fetch(Fetcher fetcher, String uri) {
        return fetcher.fetch(
                new Fetcher.Wanted(URI.create(uri), Optional.empty(), 1_000, content -> {}), Duration.ofSeconds(5));
    }

    private int serve(String path, byte[] content) throws IOException {
        HttpServer running = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        running.createContext(path, exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        running.start();
        server = Optional.of(running);
        return running.getAddress().getPort();
    }

    private static Forge pointing(Forge certificate, String crl) {
        return certificate.with(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(
                    new DistributionPointName(
                            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, crl))),
                    null,
                    null)
        }));
    }

    private RevocationService service(FetchConfig config) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new RevocationService(new CrlShelf(book, clock), new Fetcher(config), OwnBook.none(), clock);
    }

    private RevocationFinding finding(Forge certificate, Evidence evidence) {
        return finding(certificate, evidence, NOW);
    }

    private RevocationFinding finding(Forge certificate, Evidence evidence, Instant at) {
        return ask(service(FetchConfig.OFFLINE), certificate, evidence, at, false);
    }

    private RevocationFinding online(RevocationService service, Forge certificate) {
        return ask(service, certificate, Evidence.none(), NOW, true);
    }

    private RevocationFinding ask(
            RevocationService service, Forge certificate, Evidence evidence, Instant at, boolean online) {
        ValidationRequest request = new ValidationRequest(
                certificate.certificate(),
                List.of(),
                List.of(new ValidationRequest.Anchor(root.certificate(), TrustGrant.whole(true, true))),
                ChainPurpose.MAIL_SIGNING,
                at,
                NOW,
                Optional.empty(),
                PolicyInputs.ANY,
                Distrust.none());
        PathValidator.Result result = PathValidator.validate(request);
        assertThat(result.isWhole()).isTrue();
        List<RevocationStatus> statuses = service.check(result.paths().getFirst(), request, evidence, online);
        return statuses.getFirst().finding();
    }

    private static Evidence evidence(byte[] crl) {
        return Evidence.of(List.of(crl), List.of());
    }

    static byte[] crl(Forge issuer, Instant from, Instant until, Forge revoked, RevocationReason reason) {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(issuer.name()), Date.from(from));
        builder.setNextUpdate(Date.from(until));
        builder.addCRLEntry(revoked.certificate().serial(), Date.from(from.minusSeconds(60)), reason.code());
        return encoded(builder, issuer);
    }

    private static byte[] encoded(X509v2CRLBuilder builder, Forge issuer) {
        try {
            builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(7));
            return builder.build(signer(issuer.key().getPrivate())).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder("SHA256withECDSA")
                    .setProvider(new BouncyCastleProvider())
                    .build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Evidence ocsp(Forge issuer, Forge signer, Instant from) {
        try {
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new X509CertificateHolder(issuer.der()),
                    ann.certificate().serial());
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(new X500Name(signer.name())));
            CertificateStatus good = CertificateStatus.GOOD;
            builder.addResponse(id, good, Date.from(from), Date.from(from.plusSeconds(3_600)));
            byte[] der = new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(
                                    signer(signer.key().getPrivate()),
                                    new X509CertificateHolder[] {new X509CertificateHolder(signer.der())},
                                    Date.from(from)))
                    .getEncoded();
            return Evidence.of(List.of(), List.of(der));
        } catch (IOException | OCSPException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A book in memory. */
    private static final class Shelf implements CrlBook {
        private final Map<String, ListedCrl> infos = new ConcurrentHashMap<>();
        private final Map<String, byte[]> bytes = new ConcurrentHashMap<>();

        @Override
        public List<ListedCrl> list() {
            return List.copyOf(infos.values());
        }

        @Override
        public List<ListedCrl> ofIssuer(String issuerKey) {
            return infos.values().stream()
                    .filter(info -> info.issuerKey().equals(issuerKey))
                    .toList();
        }

        @Override
        public Optional<byte[]> bytes(String fingerprint) {
            return Optional.ofNullable(bytes.get(fingerprint));
        }

        @Override
        public void put(ListedCrl info, byte[] der) {
            infos.put(info.fingerprint(), info);
            bytes.put(info.fingerprint(), der);
        }

        @Override
        public boolean remove(String fingerprint) {
            bytes.remove(fingerprint);
            return infos.remove(fingerprint) != null;
        }
    }
}
