package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.AuthorityKeys;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.AuthorityPlan.Keys;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.KeyProof;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.pki.pkcs11.Token;
import org.sealpost.pki.pkcs11.TokenConfig;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.Smime;
import org.sealpost.testkit.SoftToken;

/** Root and issuing authority with every kind of key: certificates, CRLs and OCSP answers as others see them. */
class AuthorityKeysTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    @TempDir
    Path folder;

    static Stream<Arguments> plans() {
        return Stream.of(
                plan(
                        new Keys(KeyKind.RSA_4096, SignatureScheme.RSASSA_PSS_SHA512),
                        new Keys(KeyKind.RSA_3072, SignatureScheme.RSASSA_PSS_SHA256)),
                plan(Keys.usual(KeyKind.RSA_3072), new Keys(KeyKind.RSA_2048, SignatureScheme.RSA_SHA384)),
                plan(Keys.usual(KeyKind.EC_P521), Keys.usual(KeyKind.EC_P384)),
                plan(Keys.usual(KeyKind.ED25519), Keys.usual(KeyKind.ED25519)),
                plan(Keys.usual(KeyKind.ML_DSA_87), Keys.usual(KeyKind.ML_DSA_65)));
    }

    private static Arguments plan(Keys root, Keys issuing) {
        return Arguments.of(new AuthorityPlan(root, issuing));
    }

    private static PkiConfig config(AuthorityPlan plan) {
        PkiConfig usual = Household.CONFIG;
        return new PkiConfig(usual.domain(), usual.organisation(), usual.publicBase(), plan);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aWholeChainIsAcceptedByOpenSslByJavaAndByOurselves(AuthorityPlan plan) throws Exception {
        Household house = new Household(config(plan));

        accepted(house, plan.issuing().kind().isPostQuantum());

        CertificateAuthority again = CertificateAuthority.open(config(plan), house.certificates, house.keys, use -> {});
        assertThat(again.issuingCertificate()).isEqualTo(house.authority.issuingCertificate());
    }

    private static void accepted(Household house, boolean postQuantum) throws Exception {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Issued bob = house.issue(Templates.MAIL_SIGN, "Bob", BOB);
        house.certificates
                .revoking(bob.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();

        PathValidation paths =
                new PathValidation(new TrustStore(house.database, Clock.systemUTC()), house.certificates);
        assertThat(TrustPolicy.decide(paths.examine(
                                List.of(alice.certificate().der()), ChainPurpose.MAIL_SIGNING, Instant.now()))
                        .verdict())
                .isInstanceOfAny(ChainVerdict.Trusted.class, ChainVerdict.TrustedUnchecked.class);
        CrlIssuer crls = new CrlIssuer(house.authority, house.certificates);
        house.write("issuing.crl", crls.renew("issuing", Instant.now()).der());
        house.write("root.crl", crls.renew("root", Instant.now()).der());
        house.rootFile();
        house.issuingFile();
        house.pem("alice.pem", alice.certificate().der());
        house.pem("bob.pem", bob.certificate().der());
        javaAccepts(house, alice, bob);
        if (!postQuantum) {
            openSslAccepts(house);
        }
    }

    private static void javaAccepts(Household house, Issued alice, Issued bob) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate root = read(factory, house.authority.rootCertificate());
        X509Certificate issuing = read(factory, house.authority.issuingCertificate());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        X509Certificate holder = read(factory, alice.certificate().der());

        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(List.of(holder, issuing)), parameters);

        X509CRL crl = (X509CRL)
                factory.generateCRL(new ByteArrayInputStream(Files.readAllBytes(house.folder.resolve("issuing.crl"))));
        crl.verify(issuing.getPublicKey());
        assertThat(crl.isRevoked(read(factory, bob.certificate().der()))).isTrue();
        assertThat(crl.isRevoked(holder)).isFalse();
    }

    private static X509Certificate read(CertificateFactory factory, byte[] der) throws Exception {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    }

    private static void openSslAccepts(Household house) throws Exception {
        Peer openssl = new Peer(house.folder, Map.of());
        openssl.run("sh", "-c", "for c in root issuing; do openssl crl -inform DER -in $c.crl; done > crls.pem");
        String verify =
                "openssl verify -x509_strict -crl_check_all -CAfile root.pem -untrusted issuing.pem -CRLfile crls.pem ";
        assertThat(openssl.run("sh", "-c", verify + "alice.pem").output()).contains("alice.pem: OK");
        assertThat(openssl.run("sh", "-c", verify + "bob.pem").output()).contains("certificate revoked");
        openssl.run("sh", "-c", "openssl ocsp -issuer issuing.pem -cert alice.pem -cert bob.pem -reqout request.der");
        house.write(
                "answer.der",
                new OcspResponder(house.authority, house.certificates, house.keys)
                        .answer(Files.readAllBytes(house.folder.resolve("request.der")), Instant.now()));
        assertThat(openssl.run(
                                "sh",
                                "-c",
                                "openssl ocsp -respin answer.der -issuer issuing.pem -cert alice.pem -cert bob.pem"
                                        + " -CAfile root.pem -verify_other issuing.pem -no_nonce")
                        .output())
                .contains("Response verify OK", "alice.pem: good", "bob.pem: revoked");
    }

    @Test
    void bothAuthoritiesInATokenWorkOverARestartAndWaitForATokenThatIsAway() throws Exception {
        SoftToken soft = SoftToken.create("sealpost test");
        TokenConfig where = new TokenConfig(
                SoftToken.LIBRARY, soft.label(), SoftToken.pinFile(folder.resolve("pin"), SoftToken.PIN));
        AuthorityPlan plan = new AuthorityPlan(
                new Keys(KeyKind.EC_P384, SignatureScheme.ECDSA_SHA384, true),
                new Keys(KeyKind.RSA_2048, SignatureScheme.RSASSA_PSS_SHA256, true));
        Household house;
        try (Token token = new Token(where)) {
            house = Household.withToken(config(plan), token);
            accepted(house, false);
        }
        assertThat(house.database.<Long>read(sql -> sql.count(
                        "SELECT COUNT(*) FROM private_key WHERE owner IN (?, ?)",
                        "authority root",
                        "authority issuing")))
                .isZero();
        assertThat(soft.tool("--list-objects", "--type", "privkey"))
                .contains("authority root", "authority issuing", "never extractable");

        soft.away();
        try (Token token = new Token(where)) {
            KeyStore keys = house.keysWith(Optional.of(token));
            CertificateAuthority again = CertificateAuthority.open(config(plan), house.certificates, keys, use -> {});
            KeyPair pair = KeyPairs.generate("EC-P256");
            CertificateRequest request = CertificateRequest.mail(
                    Templates.MAIL_SIGN, "Carol", List.of(BOB), pair.getPublic(), "carol@example.org");

            assertThatThrownBy(() -> again.issue(request, Instant.now()))
                    .isInstanceOf(AuthorityFailure.class)
                    .hasMessageContaining("there is no token sealpost test");

            soft.back();
            assertThat(again.issue(request, Instant.now()).issuer()).isEqualTo("issuing");
        }
        KeyStore without = new KeyStore(
                house.database,
                house.lids,
                house.certificates,
                Clock.systemUTC(),
                new TokenKeyStore(house.database, IssuanceJournal.NONE, Clock.systemUTC()),
                Optional.empty());
        assertThatThrownBy(() -> CertificateAuthority.open(config(plan), house.certificates, without, use -> {}))
                .hasMessageContaining("lies in the token sealpost test, which is not configured");
    }

    @Test
    void aKeyMadeByAnotherProgramInTheTokenIsTakenOver() {
        SoftToken soft = SoftToken.create("adopted");
        soft.tool("--keypairgen", "--key-type", "EC:secp384r1", "--label", "Old CA", "--id", "01");
        try (Token token = new Token(new TokenConfig(
                SoftToken.LIBRARY, soft.label(), SoftToken.pinFile(folder.resolve("pin"), SoftToken.PIN)))) {
            Household house = Household.withToken(Household.CONFIG, token);

            AuthorityKeys.Made made =
                    house.keys.authorityKeys().adopt("authority old", "Old CA", SignatureScheme.ECDSA_SHA384);
            made.keeping().makeNow();

            assertThat(made.key().sign(new byte[1])).isNotEmpty();
            assertThat(house.keys.authorityKeys().find(made.id(), SignatureScheme.ECDSA_SHA384))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "ML_KEM_512", "ML_KEM_768", "ML_KEM_1024"})
    void aSealedKeyOfEveryNewKindIsTheSameWhenItIsReadAgain(KeyKind kind) throws Exception {
        Household house = new Household();
        KeyPair pair = KeyPairs.generate(kind.word());
        String id = KeyPairs.id(pair.getPublic());
        house.keys.put(id, "ann@example.org", pair.getPrivate());

        KeyStore reopened = house.keysWith(Optional.empty());

        assertThat(KeyProof.belong(reopened.find(id).orElseThrow(), pair.getPublic()))
                .isTrue();
    }

    @Test
    void mailOfPeopleWithPostQuantumCertificatesIsSealedOpenedAndVerified() {
        Household house = new Household();
        Smime smime = new Smime(house.folder, question -> new ChainVerdict.Trusted());
        house.issue(Templates.MAIL_SIGN_POST_QUANTUM, "Alice", ALICE);
        Issued bobs = house.issue(Templates.MAIL_ENCRYPT_POST_QUANTUM, "Bob", BOB);
        Content mail = Household.mail("""
                From: Alice <alice@example.org>
                To: bob@example.org
                Subject: quanta

                Dear Bob
                """);

        Content sealed = smime.encrypt(
                smime.sign(mail, house.signer(ALICE), Instant.now()),
                List.of(bobs.certificate()),
                EncryptionFormat.AUTHENTICATED);

        Opening opening = smime.open(sealed, house.keys.decryptionKeys(BOB));
        assertThat(opening).isInstanceOf(Opening.Opened.class);
        Content opened = ((Opening.Opened) opening).content();
        assertThat(smime.verify(opened, Instant.now()).check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(bobs.certificate().facts().keyAlgorithm()).isEqualTo("ML-KEM-768");
    }
}
