package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.policy.TrustPolicy;

class AuthorityTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    private final Household house = new Household();
    private final Peer openssl = new Peer(house.folder, Map.of());
    private final CrlIssuer crls = new CrlIssuer(house.authority, house.certificates);
    private final PathValidation paths =
            new PathValidation(new TrustStore(house.database, java.time.Clock.systemUTC()), house.certificates);

    @Test
    void opensslAgreesWithTheCrlAboutWhoIsRevoked() {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Issued bob = house.issue(Templates.MAIL_SIGN, "Bob", BOB);
        house.certificates
                .revoking(alice.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();
        files(alice, bob);

        assertThat(verify("alice.pem").output()).contains("certificate revoked");
        assertThat(verify("bob.pem").output()).contains("bob.pem: OK");
    }

    @Test
    void anOrganisationWithAVeryLongDomainGetsAnAuthorityThatOpensslTrusts() {
        Domain domain = new Domain("patients." + "a-very-long-name-".repeat(3) + "x.university-hospital.example.org");
        Household large = new Household(
                new PkiConfig(domain, PkiConfig.organisation(domain), URI.create("http://127.0.0.1:8085")));
        Peer peer = new Peer(large.folder, Map.of());
        Issued alice = large.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        large.rootFile();
        large.issuingFile();
        large.pem("alice.pem", alice.certificate().der());

        assertThat(domain.name().length()).isGreaterThan(64);
        assertThat(peer.run("openssl", "verify", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "alice.pem")
                        .output())
                .contains("alice.pem: OK");
    }

    @Test
    void crlNumbersOnlyRise() {
        Crl first = crls.renew("issuing", Instant.now().plus(Duration.ofDays(1)));
        Crl second = crls.renew("issuing", Instant.now());

        assertThat(second.number()).isEqualTo(first.number() + 1);
    }

    @Test
    void aNewCrlComesLongBeforeTheOldOneEnds() {
        Instant now = Instant.now();
        Crl first = crls.current("issuing", now).orElseThrow();

        assertThat(crls.current("issuing", now.plus(Duration.ofHours(23)))
                        .orElseThrow()
                        .number())
                .isEqualTo(first.number());
        assertThat(crls.current("issuing", now.plus(Duration.ofHours(25)))
                        .orElseThrow()
                        .number())
                .isGreaterThan(first.number());
    }

    @Test
    void ourOwnJudgementTellsGoodRevokedAndUnknownIssuersApart() {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Instant now = Instant.now();

        assertThat(judge(alice, ChainPurpose.MAIL_SIGNING, now)).isEqualTo(new ChainVerdict.Trusted());
        assertThat(judge(alice, ChainPurpose.MAIL_ENCRYPTION, now)).isInstanceOf(ChainVerdict.Unfit.class);
        assertThat(judge(alice, ChainPurpose.TLS_SERVER, now)).isInstanceOf(ChainVerdict.Unfit.class);
        assertThat(judge(alice, ChainPurpose.MAIL_SIGNING, now.plus(Duration.ofDays(731))))
                .isInstanceOf(ChainVerdict.OutsideDates.class);
        assertThat(judge(new Household().issue(Templates.MAIL_SIGN, "Alice", ALICE), ChainPurpose.MAIL_SIGNING, now))
                .isInstanceOf(ChainVerdict.Untrusted.class);

        house.certificates
                .revoking(alice.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, now)
                .makeNow();

        assertThat(judge(alice, ChainPurpose.MAIL_SIGNING, now)).isInstanceOf(ChainVerdict.Revoked.class);
    }

    @Test
    void aForeignRootIsTrustedOnlyForWhatItWasAddedFor() {
        Household other = new Household();
        Issued stranger = other.issue(Templates.MAIL_SIGN, "Stranger", ALICE);
        TrustStore trust = new TrustStore(house.database, java.time.Clock.systemUTC());
        trust.trust(new org.sealpost.pki.TrustAnchors.Anchor(other.authority.rootCertificate(), true, false, "test"));
        PathValidation fresh = new PathValidation(trust, house.certificates);
        List<byte[]> chain = List.of(stranger.certificate().der(), other.authority.issuingCertificate());

        ChainVerdict mail = TrustPolicy.decide(fresh.examine(chain, ChainPurpose.MAIL_SIGNING, Instant.now()))
                .verdict();
        ChainVerdict tls = TrustPolicy.decide(fresh.examine(chain, ChainPurpose.TLS_CLIENT, Instant.now()))
                .verdict();

        assertThat(mail).isInstanceOf(ChainVerdict.TrustedUnchecked.class);
        assertThat(tls).isInstanceOf(ChainVerdict.Untrusted.class);
    }

    @Test
    void onlyARootBecomesAnAnchor() {
        Household other = new Household();
        TrustStore trust = new TrustStore(house.database, java.time.Clock.systemUTC());
        byte[] person = other.issue(Templates.MAIL_SIGN, "Stranger", ALICE)
                .certificate()
                .der();

        assertThatThrownBy(() -> trust.trust(anchor(other.authority.issuingCertificate())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("intermediate");
        assertThatThrownBy(() -> trust.trust(anchor(person))).hasMessageContaining("certification authority");
        assertThatThrownBy(() -> new TrustStore(
                                house.database,
                                java.time.Clock.offset(java.time.Clock.systemUTC(), Duration.ofDays(30 * 365)))
                        .trust(anchor(other.authority.rootCertificate())))
                .hasMessageContaining("ended on");

        assertThat(trust.anchors()).isEmpty();
    }

    private static org.sealpost.pki.TrustAnchors.Anchor anchor(byte[] certificate) {
        return new org.sealpost.pki.TrustAnchors.Anchor(certificate, true, false, "test");
    }

    @Test
    void aRevokedSignerOfOcspAnswersIsReplaced() throws Exception {
        OcspResponder responder = new OcspResponder(house.authority, house.certificates, house.keys);
        byte[] request = ocspRequest(house.issue(Templates.MAIL_SIGN, "Alice", ALICE));
        responder.answer(request, Instant.now());
        Issued first = house.certificates.held("authority ocsp").getFirst();

        house.certificates
                .revoking(first.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();
        new OcspResponder(house.authority, house.certificates, house.keys).answer(request, Instant.now());

        assertThat(house.certificates.held("authority ocsp")).hasSize(2);
    }

    @Test
    void everyUseOfAnAuthorityKeyIsOnRecordWithItsCertificateButNotEveryOcspAnswer() throws Exception {
        byte[] request = ocspRequest(house.issue(Templates.MAIL_SIGN, "Alice", ALICE));
        crls.renew("issuing", Instant.now());
        crls.current("issuing", Instant.now());
        OcspResponder responder = new OcspResponder(house.authority, house.certificates, house.keys);
        responder.answer(request, Instant.now());
        responder.answer(request, Instant.now().plus(Duration.ofHours(2)));
        String signer = house.certificates
                .held("authority ocsp")
                .getFirst()
                .certificate()
                .facts()
                .fingerprint();

        String root = Fingerprint.of(house.authority.rootCertificate());
        String issuing = Fingerprint.of(house.authority.issuingCertificate());

        assertThat(house.keyUses).hasSize(5);
        assertThat(house.keyUses.get(0)).startsWith(root).contains("root: signs itself and the certificate of");
        assertThat(house.keyUses.get(1)).startsWith(issuing).contains("template MailSign for " + ALICE);
        assertThat(house.keyUses.get(2)).startsWith(issuing).contains("signs CRL number");
        assertThat(house.keyUses.get(3)).startsWith(issuing).contains("template OcspSigner for authority ocsp");
        assertThat(house.keyUses.get(4)).startsWith(signer).contains("signs OCSP answers");
    }

    @Test
    void anAuthorityWhoseUseCannotBeRecordedSignsNothing() {
        CertificateAuthority mute = CertificateAuthority.open(Household.CONFIG, house.certificates, house.keys, use -> {
            throw new IllegalStateException("the audit log does not answer");
        });
        long crl = crls.current("issuing", Instant.now()).orElseThrow().number();

        assertThatThrownBy(() -> new CrlIssuer(mute, house.certificates).renew("issuing", Instant.now()))
                .hasMessageContaining("audit log");

        assertThat(house.certificates.latestCrl("issuing").orElseThrow().number())
                .isEqualTo(crl);
    }

    private byte[] ocspRequest(Issued about) throws java.io.IOException {
        house.issuingFile();
        house.pem("alice.pem", about.certificate().der());
        openssl.run("openssl", "ocsp", "-issuer", "issuing.pem", "-cert", "alice.pem", "-reqout", "request.der");
        return java.nio.file.Files.readAllBytes(house.folder.resolve("request.der"));
    }

    @Test
    void refusesToStartOnHalfAnAuthority() {
        assertThat(CertificateAuthority.open(Household.CONFIG, house.certificates, house.keys, use -> {}))
                .isNotNull();
        assertThatThrownBy(() -> CertificateAuthority.setUp(
                        Household.CONFIG, house.certificates, house.keys, use -> {}, Instant.now()))
                .isInstanceOf(AuthorityFailure.class)
                .hasMessageContaining("already");

        house.database.write(sql -> sql.update("DELETE FROM authority WHERE name = 'issuing'"));
        assertThatThrownBy(() -> CertificateAuthority.open(Household.CONFIG, house.reopened(), house.keys, use -> {}))
                .hasMessageContaining("certificate of the issuing authority is missing");

        house.database.write(sql -> sql.update("DELETE FROM authority"));
        assertThatThrownBy(() -> CertificateAuthority.setUp(
                        Household.CONFIG, house.reopened(), house.keys, use -> {}, Instant.now()))
                .hasMessageContaining("half an authority");

        Household keyless = new Household();
        keyless.database.write(sql -> {
            sql.update("DELETE FROM key_lid");
            return sql.update("DELETE FROM private_key");
        });
        KeyStore reopened = new KeyStore(
                keyless.database,
                new org.sealpost.protection.KeyVault(org.sealpost.protection.KeyVault.newKey()),
                keyless.certificates,
                java.time.Clock.systemUTC());
        assertThatThrownBy(() -> CertificateAuthority.open(Household.CONFIG, keyless.reopened(), reopened, use -> {}))
                .hasMessageContaining("private key of the root authority is missing")
                .hasMessageContaining("restore");
    }

    @Test
    void theServerCertificateFollowsItsNames() {
        TlsIdentity identity = new TlsIdentity(house.authority, house.certificates, house.keys);
        Set<String> names = Set.of("mail.example.org", "localhost", "127.0.0.1", "::1");

        assertThat(identity.ensure(names, Instant.now())).isPresent();
        assertThat(identity.ensure(names, Instant.now())).isEmpty();
        assertThat(identity.ensure(Set.of("mail.example.org", "mx.example.net"), Instant.now()))
                .isPresent();
        assertThat(identity.keyManager().getCertificateChain("sealpost")).hasSize(2);
    }

    @Test
    void leavesNoIntentOpenAndFindsOneThatWasAbandoned() {
        house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        assertThat(house.certificates.abandoned()).isEmpty();

        house.certificates.intend(new org.sealpost.pki.IssuedCertificates.Intent(
                java.math.BigInteger.TEN, "issuing", "CN=lost", "MailUser", "00", Instant.now()));

        assertThat(house.certificates.abandoned()).hasSize(1);
    }

    private ChainVerdict judge(Issued issued, ChainPurpose purpose, Instant at) {
        return TrustPolicy.decide(paths.examine(List.of(issued.certificate().der()), purpose, at))
                .verdict();
    }

    private void files(Issued alice, Issued bob) {
        house.rootFile();
        house.issuingFile();
        house.pem("alice.pem", alice.certificate().der());
        house.pem("bob.pem", bob.certificate().der());
        house.write("issuing.crl", crls.renew("issuing", Instant.now()).der());
        house.write("root.crl", crls.renew("root", Instant.now()).der());
        openssl.run("sh", "-c", "for c in root issuing; do openssl crl -inform DER -in $c.crl; done > crls.pem");
    }

    private Peer.Result verify(String certificate) {
        return openssl.run(
                "openssl",
                "verify",
                "-x509_strict",
                "-crl_check_all",
                "-CRLfile",
                "crls.pem",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuing.pem",
                certificate);
    }
}
