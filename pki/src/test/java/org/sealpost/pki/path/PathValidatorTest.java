package org.sealpost.pki.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sealpost.pki.path.Forge.NOW;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;

/** What a certificate, its authorities and its path must not be; each case is one fault in a chain that is good without it. */
class PathValidatorTest {
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.7");

    private static final java.security.KeyPair RSA_1024 = Forge.make("RSA", "1024");
    private static final java.security.KeyPair RSA_2049 = Forge.make("RSA", "2049");
    private static final java.security.KeyPair P_224 = Forge.make("EC", "secp224r1");
    private static final java.security.KeyPair DSA = Forge.make("DSA", "2048");

    private final Forge root = Forge.root("CN=Root");
    private final Forge middle = root.authority("CN=Middle");
    private final Forge ann = middle.person("ann@partner.org");

    @Test
    void aGoodChainHasNoFaultAndNoWarning() {
        PathValidator.Result result = mail(ann, root, middle);

        assertThat(result.isWhole()).isTrue();
        assertThat(result.paths().getFirst().warnings()).isEmpty();
        assertThat(result.paths().getFirst().certificates()).hasSize(3);
    }

    /** One fault: what is changed, and the check that has to find it. */
    record Fault(String name, Forge root, Forge middle, Forge leaf, Check check) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(leafFaults(), authorityFaults(), rootFaults()).flatMap(faults -> faults);
    }

    private interface Change {
        Forge apply(Forge certificate);
    }

    private static Fault leaf(String name, Check check, Change change) {
        Forge root = Forge.root("CN=Root");
        Forge middle = root.authority("CN=Middle");
        return new Fault(name, root, middle, change.apply(middle.person("ann@partner.org")), check);
    }

    private static Fault authority(String name, Check check, Change change) {
        Forge root = Forge.root("CN=Root");
        Forge middle = change.apply(root.authority("CN=Middle"));
        return new Fault(name, root, middle, middle.person("ann@partner.org"), check);
    }

    private static Fault root(String name, Check check, Change change) {
        Forge root = change.apply(Forge.root("CN=Root"));
        Forge middle = root.authority("CN=Middle");
        return new Fault(name, root, middle, middle.person("ann@partner.org"), check);
    }

    private static Stream<Fault> leafFaults() {
        return Stream.of(
                leaf("signature altered", Check.SIGNATURE, Forge::wrongSignature),
                leaf("another algorithm outside than inside", Check.PROFILE, Forge::foreignAlgorithm),
                leaf("serial zero", Check.PROFILE, one -> one.serial(BigInteger.ZERO)),
                leaf("serial negative", Check.PROFILE, one -> one.serial(BigInteger.valueOf(-5))),
                leaf("serial of 21 octets", Check.PROFILE, one -> one.serial(BigInteger.ONE.shiftLeft(160))),
                leaf(
                        "critical authority key identifier",
                        Check.PROFILE,
                        one -> one.raw(
                                Extension.authorityKeyIdentifier,
                                true,
                                (byte) 0x30,
                                (byte) 3,
                                (byte) 0x80,
                                (byte) 1,
                                (byte) 1)),
                leaf("unknown critical extension", Check.STRUCTURE, one -> one.with(UNKNOWN, true, DERNull.INSTANCE)),
                leaf("extensions in version 1", Check.PROFILE, one -> one.version(0)),
                leaf(
                        "may sign certificates",
                        Check.PROFILE,
                        one -> one.with(
                                Extension.keyUsage,
                                true,
                                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))),
                leaf("key usage of nothing", Check.PROFILE, one -> one.with(Extension.keyUsage, true, new KeyUsage(0))),
                leaf(
                        "only for encryption",
                        Check.PURPOSE,
                        one -> one.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment))),
                leaf(
                        "only for TLS",
                        Check.PURPOSE,
                        one -> one.with(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))),
                leaf(
                        "empty extended key usage",
                        Check.PROFILE,
                        one -> one.with(Extension.extendedKeyUsage, false, new DERSequence())),
                leaf(
                        "empty alternative names",
                        Check.PROFILE,
                        one -> one.with(Extension.subjectAlternativeName, false, new DERSequence())),
                leaf(
                        "no mail address where one should be",
                        Check.PROFILE,
                        one -> one.names(new GeneralName(GeneralName.rfc822Name, "not an address"))),
                leaf(
                        "a host with an underscore",
                        Check.PROFILE,
                        one -> one.names(new GeneralName(GeneralName.dNSName, "a_b.partner.org"))),
                leaf(
                        "an IP address as host",
                        Check.PROFILE,
                        one -> one.names(new GeneralName(GeneralName.dNSName, "192.0.2.1"))),
                leaf(
                        "no subject and names not critical",
                        Check.PROFILE,
                        one -> one.named("")
                                .names(new GeneralName(GeneralName.rfc822Name, "ann@partner.org"))
                                .raw(Extension.subjectAlternativeName, false, mailName("ann@partner.org"))),
                leaf("ended", Check.DATES, one -> one.dates(NOW.minusSeconds(99), NOW.minusSeconds(1))),
                leaf("not yet", Check.DATES, one -> one.dates(NOW.plusSeconds(1), NOW.plusSeconds(99))),
                leaf(
                        "GeneralizedTime before 2050",
                        Check.PROFILE,
                        one -> one.until(new Time(new ASN1GeneralizedTime("20300101000000Z")))),
                leaf(
                        "name constraints without being an authority",
                        Check.PROFILE,
                        one -> one.with(
                                Extension.nameConstraints,
                                true,
                                NameLimitsTest.permitted(GeneralName.rfc822Name, "x.org"))),
                leaf("RSA of 1024 bits", Check.ALGORITHM, one -> one.withKey(RSA_1024, "SHA256withRSA")),
                leaf("RSA of 2049 bits", Check.ALGORITHM, one -> one.withKey(RSA_2049, "SHA256withRSA")),
                leaf("P-224", Check.ALGORITHM, one -> one.withKey(P_224, "SHA256withECDSA")),
                leaf("DSA", Check.ALGORITHM, one -> one.withKey(DSA, "SHA256withDSA")),
                leaf("ECDSA with SHA-1", Check.ALGORITHM, one -> one.signedWith("SHA1withECDSA")));
    }

    private static byte[] mailName(String address) {
        try {
            return new org.bouncycastle.asn1.x509.GeneralNames(new GeneralName(GeneralName.rfc822Name, address))
                    .getEncoded();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Fault> authorityFaults() {
        return Stream.of(
                authority("no basic constraints", Check.STRUCTURE, one -> one.without(Extension.basicConstraints)),
                authority(
                        "no authority",
                        Check.STRUCTURE,
                        one -> one.with(Extension.basicConstraints, true, new BasicConstraints(false))),
                authority(
                        "may not sign certificates",
                        Check.STRUCTURE,
                        one -> one.with(Extension.keyUsage, true, new KeyUsage(KeyUsage.cRLSign))),
                authority(
                        "negative path length",
                        Check.PROFILE,
                        one -> one.with(
                                Extension.basicConstraints,
                                true,
                                new DERSequence(new org.bouncycastle.asn1.ASN1Encodable[] {
                                    org.bouncycastle.asn1.ASN1Boolean.TRUE, new ASN1Integer(-1)
                                }))),
                authority(
                        "of version 1",
                        Check.STRUCTURE,
                        one -> one.version(0)
                                .without(Extension.basicConstraints)
                                .without(Extension.keyUsage)
                                .without(Extension.subjectKeyIdentifier)
                                .without(Extension.authorityKeyIdentifier)),
                authority(
                        "only for servers",
                        Check.PURPOSE,
                        one -> one.with(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))),
                authority(
                        "name constraints not critical",
                        Check.PROFILE,
                        one -> one.with(
                                Extension.nameConstraints,
                                false,
                                NameLimitsTest.permitted(GeneralName.rfc822Name, "partner.org"))),
                authority(
                        "name outside its constraints",
                        Check.NAME_CONSTRAINT,
                        one -> one.with(
                                Extension.nameConstraints,
                                true,
                                NameLimitsTest.permitted(GeneralName.rfc822Name, "other.org"))),
                authority(
                        "name constraints that constrain nothing",
                        Check.NAME_CONSTRAINT,
                        one -> one.with(Extension.nameConstraints, true, new DERSequence())),
                authority(
                        "unknown critical extension",
                        Check.STRUCTURE,
                        one -> one.with(UNKNOWN, true, DERNull.INSTANCE)),
                authority("ended", Check.DATES, one -> one.dates(NOW.minusSeconds(99), NOW.minusSeconds(1))));
    }

    private static Stream<Fault> rootFaults() {
        return Stream.of(
                root("ended", Check.DATES, one -> one.dates(NOW.minusSeconds(99), NOW.minusSeconds(1))),
                root(
                        "only for servers",
                        Check.PURPOSE,
                        one -> one.with(
                                Extension.extendedKeyUsage,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))),
                root(
                        "path length 0 with an authority below",
                        Check.STRUCTURE,
                        one -> one.with(Extension.basicConstraints, true, new BasicConstraints(0))),
                root(
                        "name outside its constraints",
                        Check.NAME_CONSTRAINT,
                        one -> one.with(
                                Extension.nameConstraints,
                                true,
                                NameLimitsTest.permitted(GeneralName.rfc822Name, "other.org"))),
                root("unknown critical extension", Check.STRUCTURE, one -> one.with(UNKNOWN, true, DERNull.INSTANCE)),
                root("not an authority", Check.STRUCTURE, one -> one.without(Extension.basicConstraints)),
                root("weak key", Check.ALGORITHM, one -> one.withKey(RSA_1024, "SHA256withRSA")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void refuses(Fault fault) {
        PathValidator.Result result;
        try {
            result = mail(fault.leaf(), fault.root(), fault.middle());
        } catch (MalformedCertificate e) {
            // Not even read: the strictest answer to a fault of its form.
            assertThat(fault.check()).isEqualTo(Check.PROFILE);
            return;
        }

        assertThat(result.isWhole()).isFalse();
        if (result.paths().isEmpty()) {
            assertThat(result.noPath().orElseThrow()).contains("the signature of");
            assertThat(fault.check()).isIn(Check.SIGNATURE, Check.PROFILE);
        } else {
            assertThat(result.paths().getFirst().faults()).extracting("check").contains(fault.check());
        }
    }

    @Test
    void twoExtensionsOfOneKindAreNoCertificate() {
        byte[] der = ann.twice(Extension.keyUsage).der();

        assertThatThrownBy(() -> PathCertificate.of(der)).isInstanceOf(MalformedCertificate.class);
    }

    @Test
    void aPolicyThatIsMappedToNothingIsNoCertificate() {
        byte[] der = ann.with(Extension.policyMappings, true, new DERSequence(DERNull.INSTANCE))
                .der();

        assertThatThrownBy(() -> PathCertificate.of(der)).isInstanceOf(MalformedCertificate.class);
    }

    @Test
    void bytesBehindTheCertificateAreNoPartOfIt() {
        byte[] der = ann.der();
        byte[] longer = java.util.Arrays.copyOf(der, der.length + 1);

        assertThatThrownBy(() -> PathCertificate.of(longer)).isInstanceOf(MalformedCertificate.class);
    }

    @Test
    void whatSmallAuthoritiesForgetIsAWarningForMailAndAFaultForServers() {
        GeneralName host = new GeneralName(GeneralName.dNSName, "mail.partner.org");
        List<Forge> bare = List.of(
                root.authority("CN=Middle").without(Extension.subjectKeyIdentifier),
                root.authority("CN=Middle").without(Extension.keyUsage),
                root.authority("CN=Middle").with(Extension.basicConstraints, false, new BasicConstraints(true)),
                root.authority("CN=Middle").without(Extension.authorityKeyIdentifier));

        for (Forge forgetful : bare) {
            PathValidator.Result mail = mail(forgetful.person("ann@partner.org"), root, forgetful);
            assertThat(mail.isWhole()).isTrue();
            assertThat(mail.paths().getFirst().warnings()).isNotEmpty();
            TrustGrant strict = TrustGrant.whole(true, true);
            assertThat(validate(forgetful.server(host), ChainPurpose.TLS_SERVER, strict, null, forgetful)
                            .isWhole())
                    .isFalse();
        }
    }

    @Test
    void aLenientGrantForgivesTheProfileAndNothingElse() {
        Forge bare = middle.person("ann@partner.org").serial(BigInteger.ZERO);
        TrustGrant lenient = new TrustGrant(
                true, true, List.of(), Set.of(), Optional.empty(), Optional.empty(), RevocationMode.SOFT, true);

        assertThat(validate(bare, ChainPurpose.MAIL_SIGNING, lenient, null, middle)
                        .isWhole())
                .isTrue();
        assertThat(validate(bare.wrongSignature(), ChainPurpose.MAIL_SIGNING, lenient, null, middle)
                        .isWhole())
                .isFalse();
    }

    @Test
    void anExpiredIntermediateDoesNotHideAGoodOneOfTheSameKey() {
        Forge old = middle.named("CN=Middle").dates(NOW.minusSeconds(99), NOW.minusSeconds(1));

        assertThat(mail(ann, root, old, middle).isWhole()).isTrue();
    }

    @Test
    void authoritiesThatCertifyEachOtherEndInTime() {
        List<Forge> ring = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ring.add(Forge.root("CN=Ring " + i));
        }
        List<Forge> crossed = new ArrayList<>();
        ring.forEach(one -> ring.forEach(other -> crossed.add(one.crossed(other))));
        ValidationRequest request =
                mailRequest(ring.getFirst().person("ann@partner.org"), root, crossed.toArray(Forge[]::new));

        assertThat(inTime(request).isWhole()).isFalse();
    }

    @Test
    void aPathIsFoundAmongManyThatLeadNowhere() {
        List<Forge> pool = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pool.add(Forge.root("CN=Nobody").authority("CN=Middle"));
        }
        pool.add(middle);

        assertThat(mail(ann, root, pool.toArray(Forge[]::new)).isWhole()).isTrue();
    }

    @Test
    void namesInAnotherOrderAreOtherNames() {
        Forge swapped = Forge.root("CN=Root,O=Partner");
        Forge person = swapped.person("ann@partner.org").issuer("O=Partner,CN=Root");

        assertThat(mail(person, swapped).isWhole()).isFalse();
    }

    @Test
    void onlyTheAlternativeNamesProveAName() {
        Forge server = root.server(
                new GeneralName(GeneralName.dNSName, "*.partner.org"),
                new GeneralName(GeneralName.iPAddress, "192.0.2.7"));
        Map<String, Boolean> expected = Map.of(
                "mail.partner.org", true,
                "MAIL.Partner.ORG", true,
                "a.mail.partner.org", false,
                "partner.org", false,
                "server", false,
                "192.0.2.7", true,
                "192.0.2.8", false);

        expected.forEach((name, proven) -> assertThat(
                        validate(server, ChainPurpose.TLS_SERVER, TrustGrant.whole(true, true), name)
                                .isWhole())
                .as(name)
                .isEqualTo(proven));
    }

    @Test
    void theLocalPartOfAMailboxHasCaseAndTheDomainHasNone() {
        assertThat(named("ann@PARTNER.org")).isTrue();
        assertThat(named("Ann@partner.org")).isFalse();
        assertThat(named("ann@partner.org.example")).isFalse();
    }

    private boolean named(String name) {
        return validate(ann, ChainPurpose.MAIL_SIGNING, TrustGrant.whole(true, true), name, middle)
                .isWhole();
    }

    @Test
    void aGrantForSomeNamesRefusesAllOthers() {
        TrustGrant partner = TrustGrant.whole(true, true).limitedTo(List.of("*@partner.org"));
        Forge outside = middle.person("eve@bank.example");
        Forge both = middle.person("ann@partner.org")
                .names(
                        new GeneralName(GeneralName.rfc822Name, "ann@partner.org"),
                        new GeneralName(GeneralName.rfc822Name, "eve@bank.example"));
        Forge server = middle.server(new GeneralName(GeneralName.dNSName, "bank.example"));

        assertThat(validate(ann, ChainPurpose.MAIL_SIGNING, partner, null, middle)
                        .isWhole())
                .isTrue();
        assertThat(validate(outside, ChainPurpose.MAIL_SIGNING, partner, null, middle)
                        .isWhole())
                .isFalse();
        assertThat(validate(both, ChainPurpose.MAIL_SIGNING, partner, null, middle)
                        .isWhole())
                .isFalse();
        assertThat(validate(server, ChainPurpose.TLS_SERVER, partner, null, middle)
                        .isWhole())
                .isFalse();
    }

    @Test
    void aGrantThatEndedOrIsForAnotherUseIsNone() {
        TrustGrant ended = new TrustGrant(
                true,
                true,
                List.of(),
                Set.of(),
                Optional.of(NOW),
                Optional.of(new Domain("example.org")),
                RevocationMode.SOFT,
                false);

        assertThat(validate(ann, ChainPurpose.MAIL_SIGNING, ended, null, middle).paths())
                .isEmpty();
        assertThat(validate(ann, ChainPurpose.MAIL_SIGNING, TrustGrant.whole(false, true), null, middle)
                        .paths())
                .isEmpty();
    }

    @Test
    void whatIsDistrustedWinsOverEveryRoot() {
        PathCertificate listed = middle.certificate();
        ValidationRequest request = request(ann, ChainPurpose.MAIL_SIGNING, TrustGrant.whole(true, true), null, middle);
        ValidationRequest asked = new ValidationRequest(
                request.subject(),
                List.of(listed),
                request.anchors(),
                request.purpose(),
                NOW,
                NOW,
                Optional.empty(),
                PolicyInputs.ANY,
                one -> one.equals(listed) ? Optional.of("stolen") : Optional.empty());

        assertThat(PathValidator.validate(asked).paths().getFirst().faults())
                .extracting("check")
                .containsExactly(Check.DISTRUST);
    }

    @Test
    void policiesThatMultiplyAreStoppedBeforeTheyAreComputed() {
        List<Forge> chain = new ArrayList<>(List.of(root));
        for (int level = 0; level < 8; level++) {
            ASN1ObjectIdentifier[] from = new ASN1ObjectIdentifier[40];
            ASN1ObjectIdentifier[] to = new ASN1ObjectIdentifier[40];
            for (int i = 0; i < 40; i++) {
                from[i] = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999." + (i / 20 + 1));
                to[i] = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999." + (i + 1));
            }
            org.bouncycastle.asn1.x509.CertPolicyId[] issuers = Stream.of(from)
                    .map(org.bouncycastle.asn1.x509.CertPolicyId::getInstance)
                    .toArray(org.bouncycastle.asn1.x509.CertPolicyId[]::new);
            org.bouncycastle.asn1.x509.CertPolicyId[] subjects = Stream.of(to)
                    .map(org.bouncycastle.asn1.x509.CertPolicyId::getInstance)
                    .toArray(org.bouncycastle.asn1.x509.CertPolicyId[]::new);
            chain.add(chain.getLast()
                    .authority("CN=Level " + level)
                    .with(Extension.policyMappings, true, new PolicyMappings(issuers, subjects)));
        }
        ValidationRequest request =
                mailRequest(chain.getLast().person("ann@partner.org"), root, chain.toArray(Forge[]::new));

        assertThat(inTime(request).paths().getFirst().faults())
                .extracting("check")
                .contains(Check.LIMIT);
    }

    @Test
    void withoutAPathItNamesTheRootThatIsMissing() {
        PathValidator.Result result = validate(
                ann, ChainPurpose.MAIL_SIGNING, TrustGrant.whole(true, true), null, middle, Forge.root("CN=Other"));
        PathValidator.Result foreign = PathValidator.validate(new ValidationRequest(
                ann.certificate(),
                List.of(middle.certificate(), root.certificate()),
                List.of(),
                ChainPurpose.MAIL_SIGNING,
                NOW,
                NOW,
                Optional.empty(),
                PolicyInputs.ANY,
                Distrust.none()));

        assertThat(result.isWhole()).isTrue();
        assertThat(foreign.noPath()).hasValue("the root CN=Root is not trusted");
        assertThat(foreign.top().fingerprint()).isEqualTo(foreign.highest().fingerprint());
    }

    /** No certificate, however hostile, keeps us busy for over a second. */
    private static PathValidator.Result inTime(ValidationRequest request) {
        long start = System.nanoTime();
        PathValidator.Result result = PathValidator.validate(request);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        return result;
    }

    private PathValidator.Result mail(Forge leaf, Forge anchor, Forge... pool) {
        return PathValidator.validate(mailRequest(leaf, anchor, pool));
    }

    private static ValidationRequest mailRequest(Forge leaf, Forge anchor, Forge... pool) {
        return new ValidationRequest(
                leaf.certificate(),
                Stream.of(pool).map(Forge::certificate).toList(),
                List.of(new ValidationRequest.Anchor(anchor.certificate(), TrustGrant.whole(true, true))),
                ChainPurpose.MAIL_SIGNING,
                NOW,
                NOW,
                Optional.empty(),
                PolicyInputs.ANY,
                Distrust.none());
    }

    private PathValidator.Result validate(
            Forge leaf,
            ChainPurpose purpose,
            TrustGrant grant,
            @org.jspecify.annotations.Nullable String name,
            Forge... pool) {
        return PathValidator.validate(request(leaf, purpose, grant, name, pool));
    }

    private ValidationRequest request(
            Forge leaf,
            ChainPurpose purpose,
            TrustGrant grant,
            @org.jspecify.annotations.Nullable String name,
            Forge... pool) {
        return new ValidationRequest(
                leaf.certificate(),
                Stream.of(pool).map(Forge::certificate).toList(),
                List.of(new ValidationRequest.Anchor(root.certificate(), grant)),
                purpose,
                NOW,
                NOW,
                Optional.ofNullable(name),
                PolicyInputs.ANY,
                Distrust.none());
    }
}
