package org.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.LintCheck;
import org.sealpost.identity.LintFault;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.CertificateLint.Kind;

class CertificateLintTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final KeyPair KEY = KeyPairs.generate("RSA-2048");
    private static final KeyPair EC = KeyPairs.generate("EC-P256");
    private static final KeyPair ISSUER = KeyPairs.generate("EC-P256");
    private static final BigInteger SERIAL = BigInteger.ONE.shiftLeft(126).add(BigInteger.TEN);

    /** A certificate that passes, of which each test changes one thing. */
    static final class Draft {
        private Kind kind = Kind.MAIL;
        private BigInteger serial = SERIAL;
        private Instant from = NOW;
        private Instant to = NOW.plus(Duration.ofDays(365));
        private String subject = "CN=Ann,E=ann@example.org";
        private SubjectPublicKeyInfo key =
                SubjectPublicKeyInfo.getInstance(KEY.getPublic().getEncoded());
        private final Map<ASN1ObjectIdentifier, ASN1Encodable> extensions = new HashMap<>();
        private Set<ASN1ObjectIdentifier> critical = Set.of(Extension.keyUsage, Extension.basicConstraints);
        private Optional<Instant> issuerEnd = Optional.empty();
        private Optional<List<String>> purposes = Optional.empty();
        private KeyHistory history = KeyHistory.NONE;
        private Optional<AlgorithmIdentifier> signedWith = Optional.empty();

        static Draft mail() {
            Draft draft = new Draft();
            draft.with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
            draft.with(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
            draft.with(
                    Extension.subjectAlternativeName,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, "ann@example.org")));
            draft.with(Extension.subjectKeyIdentifier, new SubjectKeyIdentifier(new byte[20]));
            draft.with(Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(new byte[20]));
            draft.with(Extension.authorityInfoAccess, access("http://pki.example.org/ocsp"));
            draft.with(Extension.cRLDistributionPoints, crl("http://pki.example.org/pki/issuing.crl"));
            return draft;
        }

        static Draft tls() {
            Draft draft = mail();
            draft.kind = Kind.TLS_SERVER;
            draft.subject = "CN=mail.example.org";
            draft.with(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            draft.with(
                    Extension.subjectAlternativeName,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "mail.example.org")));
            return draft;
        }

        static Draft authority() {
            Draft draft = new Draft();
            draft.kind = Kind.AUTHORITY;
            draft.subject = "CN=Issuing CA";
            draft.with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            draft.with(Extension.basicConstraints, new BasicConstraints(true));
            draft.with(Extension.subjectKeyIdentifier, new SubjectKeyIdentifier(new byte[20]));
            return draft;
        }

        Draft with(ASN1ObjectIdentifier type, ASN1Encodable value) {
            extensions.put(type, value);
            return this;
        }

        Draft without(ASN1ObjectIdentifier type) {
            extensions.remove(type);
            return this;
        }

        Draft key(SubjectPublicKeyInfo other) {
            key = other;
            return this;
        }

        List<LintFault> faults() throws Exception {
            X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                    new X500Name("CN=Issuing CA"), serial, Date.from(from), Date.from(to), new X500Name(subject), key);
            for (Map.Entry<ASN1ObjectIdentifier, ASN1Encodable> one : extensions.entrySet()) {
                builder.addExtension(one.getKey(), critical.contains(one.getKey()), one.getValue());
            }
            AuthorityKey signer = AuthorityKeys.soft(ISSUER.getPrivate(), SignatureScheme.ECDSA_SHA256);
            X509CertificateHolder made =
                    builder.build(signedWith.isPresent() ? new Named(signedWith.get()) : signer.signer());
            return CertificateLint.faults(
                    made,
                    kind,
                    new CertificateLint.Context(
                            issuerEnd.map(CertificateLintTest::issuer),
                            purposes,
                            Optional.of("ann@example.org"),
                            history));
        }
    }

    /** A signature that only says how it was made. */
    private record Named(AlgorithmIdentifier algorithm) implements org.bouncycastle.operator.ContentSigner {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public java.io.OutputStream getOutputStream() {
            return java.io.OutputStream.nullOutputStream();
        }

        @Override
        public byte[] getSignature() {
            return new byte[1];
        }
    }

    private static X509Certificate issuer(Instant end) {
        try {
            return CertificateAuthority.certificate(new X509v3CertificateBuilder(
                            new X500Name("CN=Root CA"),
                            SERIAL,
                            Date.from(NOW.minusSeconds(1)),
                            Date.from(end),
                            new X500Name("CN=Issuing CA"),
                            SubjectPublicKeyInfo.getInstance(ISSUER.getPublic().getEncoded()))
                    .build(AuthorityKeys.soft(ISSUER.getPrivate(), SignatureScheme.ECDSA_SHA256)
                            .signer())
                    .getEncoded());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuthorityInformationAccess access(String url) {
        return new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, uri(url));
    }

    private static CRLDistPoint crl(String url) {
        return new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(new DistributionPointName(new GeneralNames(uri(url))), null, null)
        });
    }

    private static GeneralName uri(String url) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, url);
    }

    private static SubjectPublicKeyInfo rsa(BigInteger modulus, long exponent) {
        try {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    new RSAPublicKey(modulus, BigInteger.valueOf(exponent)));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger modulus() {
        return ((java.security.interfaces.RSAPublicKey) KEY.getPublic()).getModulus();
    }

    private static SubjectPublicKeyInfo of(KeyPair pair) {
        return SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    }

    private static SubjectPublicKeyInfo ec(ASN1ObjectIdentifier curve, byte[] point) {
        return new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
    }

    private static byte[] offCurve() {
        byte[] point = of(EC).getPublicKeyData().getOctets().clone();
        point[point.length - 1] ^= 1;
        return point;
    }

    /** A modulus that leaves a power of 65537 modulo each of the primes that the test for such chips looks at. */
    private static BigInteger chipModulus() {
        BigInteger product = Stream.iterate(BigInteger.valueOf(3), BigInteger::nextProbablePrime)
                .takeWhile(prime -> prime.intValue() <= 167)
                .reduce(BigInteger.ONE, BigInteger::multiply);
        BigInteger found = BigInteger.ONE.shiftLeft(2047).add(BigInteger.ONE);
        found = found.subtract(found.mod(product)).add(product).add(BigInteger.ONE);
        while (!found.testBit(0) || !isFree(found)) {
            found = found.add(product);
        }
        return found;
    }

    private static boolean isFree(BigInteger number) {
        return Stream.iterate(BigInteger.TWO, BigInteger::nextProbablePrime)
                .takeWhile(prime -> prime.intValue() < 752)
                .noneMatch(prime -> number.mod(prime).signum() == 0);
    }

    static Stream<Arguments> faulty() {
        return Stream.of(
                broken(LintCheck.SERIAL_NUMBER_UNFIT, Draft.mail(), one -> one.serial = BigInteger.TEN),
                broken(LintCheck.SERIAL_NUMBER_UNFIT, Draft.mail(), one -> one.serial = BigInteger.ONE.shiftLeft(160)),
                broken(
                        LintCheck.CERTIFICATE_OUTLIVES_ISSUER,
                        Draft.mail(),
                        one -> one.issuerEnd = Optional.of(one.to.minusSeconds(1))),
                broken(LintCheck.DATES_REVERSED, Draft.mail(), one -> one.to = one.from),
                broken(
                        LintCheck.SUBJECT_KEY_ID_MISSING,
                        Draft.mail(),
                        one -> one.without(Extension.subjectKeyIdentifier)),
                broken(LintCheck.KEY_USAGE_UNSAID, Draft.mail(), one -> one.critical = Set.of()),
                broken(LintCheck.KEY_IS_WEAK, Draft.mail(), one -> one.key(of(KeyPairs1024.PAIR))),
                broken(
                        LintCheck.KEY_IS_WEAK,
                        Draft.mail(),
                        one -> one.key(ec(
                                        SECObjectIdentifiers.secp256k1,
                                        of(EC).getPublicKeyData().getOctets()))
                                .with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))),
                broken(LintCheck.RSA_EXPONENT_UNFIT, Draft.mail(), one -> one.key(rsa(modulus(), 3))),
                broken(LintCheck.RSA_EXPONENT_UNFIT, Draft.mail(), one -> one.key(rsa(modulus(), 65538))),
                broken(
                        LintCheck.RSA_MODULUS_UNFIT,
                        Draft.mail(),
                        one -> one.key(rsa(modulus().subtract(modulus().mod(BigInteger.valueOf(751))), 65537))),
                broken(
                        LintCheck.RSA_MODULUS_UNFIT,
                        Draft.mail(),
                        one -> one.key(rsa(
                                BigInteger.valueOf(3)
                                        .shiftLeft(1022)
                                        .nextProbablePrime()
                                        .pow(2),
                                65537))),
                broken(LintCheck.RSA_KEY_FROM_BROKEN_CHIP, Draft.mail(), one -> one.key(rsa(chipModulus(), 65537))),
                broken(
                        LintCheck.EC_POINT_UNFIT,
                        Draft.mail(),
                        one -> one.key(ec(SECObjectIdentifiers.secp256r1, offCurve()))
                                .with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))),
                broken(
                        LintCheck.KEY_IS_COMPROMISED,
                        Draft.mail(),
                        one -> one.history = new KeyHistory(Set.of("ann@example.org"), true)),
                broken(
                        LintCheck.KEY_OF_SOMEBODY_ELSE,
                        Draft.mail(),
                        one -> one.history = new KeyHistory(Set.of("ann@example.org", "bob@example.org"), false)),
                broken(
                        LintCheck.SIGNATURE_IS_WEAK,
                        Draft.mail(),
                        one -> one.signedWith =
                                Optional.of(new AlgorithmIdentifier(PKCSObjectIdentifiers.sha1WithRSAEncryption))),
                broken(
                        LintCheck.POLICY_OF_PUBLIC_AUTHORITIES,
                        Draft.mail(),
                        one -> one.with(
                                Extension.certificatePolicies,
                                new CertificatePolicies(
                                        new PolicyInformation(new ASN1ObjectIdentifier("2.23.140.1.5.1.3"))))),
                broken(
                        LintCheck.AUTHORITY_UNSAID,
                        Draft.authority(),
                        one -> one.with(Extension.basicConstraints, new BasicConstraints(false))),
                broken(LintCheck.AUTHORITY_UNSAID, Draft.authority(), one -> one.critical = Set.of(Extension.keyUsage)),
                broken(
                        LintCheck.AUTHORITY_CANNOT_SIGN,
                        Draft.authority(),
                        one -> one.with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign))),
                broken(
                        LintCheck.HOLDER_IS_AN_AUTHORITY,
                        Draft.mail(),
                        one -> one.with(Extension.basicConstraints, new BasicConstraints(true))),
                broken(LintCheck.VALIDITY_TOO_LONG, Draft.mail(), one -> one.to = NOW.plus(Duration.ofDays(826))),
                broken(LintCheck.VALIDITY_TOO_LONG, Draft.tls(), one -> one.to = NOW.plus(Duration.ofDays(399))),
                broken(
                        LintCheck.ISSUER_KEY_ID_UNFIT,
                        Draft.mail(),
                        one -> one.without(Extension.authorityKeyIdentifier)),
                broken(
                        LintCheck.ISSUER_KEY_ID_UNFIT,
                        Draft.mail(),
                        one -> one.with(
                                Extension.authorityKeyIdentifier,
                                new AuthorityKeyIdentifier(
                                        new byte[20],
                                        new GeneralNames(new GeneralName(new X500Name("CN=Root CA"))),
                                        BigInteger.ONE))),
                broken(LintCheck.OCSP_UNSAID, Draft.mail(), one -> one.without(Extension.authorityInfoAccess)),
                broken(LintCheck.CRL_UNSAID, Draft.mail(), one -> one.without(Extension.cRLDistributionPoints)),
                broken(
                        LintCheck.ADDRESS_NOT_HTTP,
                        Draft.mail(),
                        one -> one.with(Extension.cRLDistributionPoints, crl("https://pki.example.org/a.crl"))),
                broken(
                        LintCheck.ADDRESS_NOT_HTTP,
                        Draft.mail(),
                        one -> one.with(Extension.authorityInfoAccess, access("ldap://pki.example.org/"))),
                broken(LintCheck.PURPOSE_UNSAID, Draft.tls(), one -> one.without(Extension.extendedKeyUsage)),
                broken(
                        LintCheck.PURPOSE_UNLIKE_TEMPLATE,
                        Draft.mail(),
                        one -> one.purposes = Optional.of(List.of("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2"))),
                broken(
                        LintCheck.KEY_USAGE_UNLIKE_KEY,
                        Draft.mail(),
                        one -> one.with(
                                Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement))),
                broken(
                        LintCheck.KEY_USAGE_UNLIKE_KEY,
                        Draft.mail(),
                        one -> one.key(of(EC))
                                .with(
                                        Extension.keyUsage,
                                        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))),
                broken(
                        LintCheck.KEY_USAGE_UNLIKE_KEY,
                        Draft.mail(),
                        one -> one.with(Extension.keyUsage, new KeyUsage(KeyUsage.nonRepudiation))),
                broken(
                        LintCheck.KEY_USAGE_UNLIKE_KEY,
                        Draft.mail(),
                        one -> one.key(of(KeyPairs.generate("ML-KEM-768")))),
                broken(
                        LintCheck.MAIL_PURPOSE_MISSING,
                        Draft.mail(),
                        one -> one.with(
                                Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))),
                broken(
                        LintCheck.PURPOSE_NEVER_WITH_MAIL,
                        Draft.mail(),
                        one -> one.with(Extension.extendedKeyUsage, new ExtendedKeyUsage(new KeyPurposeId[] {
                            KeyPurposeId.id_kp_emailProtection, KeyPurposeId.id_kp_serverAuth
                        }))),
                broken(LintCheck.ADDRESS_MISSING, Draft.mail(), one -> {
                    one.subject = "CN=Ann";
                    one.without(Extension.subjectAlternativeName);
                }),
                broken(
                        LintCheck.ADDRESS_ONLY_IN_SUBJECT,
                        Draft.mail(),
                        one -> one.subject = "CN=Ann,E=other@example.org"),
                broken(LintCheck.ADDRESS_ONLY_IN_SUBJECT, Draft.mail(), one -> one.subject = "CN=other@example.org"),
                broken(
                        LintCheck.ALTERNATIVE_NAME_UNFIT,
                        Draft.mail(),
                        one -> one.with(Extension.subjectAlternativeName, new GeneralNames(new GeneralName[] {
                            new GeneralName(GeneralName.rfc822Name, "ann@example.org"),
                            new GeneralName(GeneralName.dNSName, "mail.example.org")
                        }))),
                broken(
                        LintCheck.ALTERNATIVE_NAME_UNFIT,
                        Draft.tls(),
                        one -> one.with(Extension.subjectAlternativeName, new GeneralNames(new GeneralName[] {
                            new GeneralName(GeneralName.dNSName, "mail.example.org"),
                            new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5]))
                        }))),
                broken(LintCheck.HOST_MISSING, Draft.tls(), one -> one.without(Extension.subjectAlternativeName)),
                broken(LintCheck.RESPONDER_DOES_MORE, Draft.mail(), one -> one.kind = Kind.OCSP_SIGNER));
    }

    private static Arguments broken(LintCheck check, Draft draft, Consumer<Draft> change) {
        return Arguments.of(check, draft, change);
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void eachFaultIsFoundAndNoOther(LintCheck check, Draft draft, Consumer<Draft> change) throws Exception {
        assertThat(draft.faults()).as("before").isEmpty();

        change.accept(draft);

        assertThat(draft.faults()).extracting(LintFault::check).containsExactly(check);
    }

    @Test
    void everyCheckHasACertificateThatBreaksIt() {
        Set<LintCheck> broken = EnumSet.noneOf(LintCheck.class);
        faulty().forEach(one -> broken.add((LintCheck) one.get()[0]));

        assertThat(broken).containsExactlyInAnyOrder(LintCheck.values());
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "EC_P521", "ED25519", "ML_DSA_65", "ML_KEM_768"})
    void keysOfEveryKindPassWithTheUsageThatTheyHave(org.sealpost.identity.KeyKind kind) throws Exception {
        int usage = kind.isKem() ? KeyUsage.keyEncipherment : KeyUsage.digitalSignature;

        assertThat(Draft.mail()
                        .key(of(KeyPairs.generate(kind.word())))
                        .with(Extension.keyUsage, new KeyUsage(usage))
                        .faults())
                .isEmpty();
    }

    @Test
    void aCertificateSaysWhatItIs() throws Exception {
        assertThat(CertificateLint.kind(issuer(NOW.plusSeconds(9)).getEncoded()))
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void aKeyThatSomebodyBringsIsLookedOverByItself() {
        KeyHistory bobs = new KeyHistory(Set.of("bob@example.org"), true);

        assertThat(CertificateLint.examine(KEY.getPublic(), "ann@example.org", KeyHistory.NONE))
                .isEmpty();
        assertThat(CertificateLint.examine(KEY.getPublic(), "ann@example.org", bobs))
                .extracting(LintFault::check)
                .containsExactly(LintCheck.KEY_IS_COMPROMISED, LintCheck.KEY_OF_SOMEBODY_ELSE);
    }

    /** A key as programs of the last century made them. */
    private static final class KeyPairs1024 {
        static final KeyPair PAIR = make();

        private static KeyPair make() {
            try {
                var generator = java.security.KeyPairGenerator.getInstance("RSA");
                generator.initialize(1024);
                return generator.generateKeyPair();
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
