package org.sealpost.pki.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NameLimitsTest {
    private static final int DNS = GeneralName.dNSName;
    private static final int MAIL = GeneralName.rfc822Name;
    private static final int IP = GeneralName.iPAddress;
    private static final int URI = GeneralName.uniformResourceIdentifier;

    private static final Forge ROOT = Forge.root("CN=Root");

    /** A name under a limit: is it inside, for permitting and for excluding. */
    record Case(int kind, String limit, String name, boolean permitted, boolean excluded) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case(DNS, "partner.org", "partner.org", true, true),
                new Case(DNS, "partner.org", "a.b.Partner.ORG", true, true),
                new Case(DNS, "partner.org", "notpartner.org", false, false),
                new Case(DNS, "partner.org", "partner.org.evil.example", false, false),
                new Case(DNS, "", "anything.example", true, true),
                new Case(DNS, "partner.org", "*.partner.org", true, true),
                new Case(DNS, "mail.partner.org", "*.partner.org", false, true),
                new Case(DNS, "a.mail.partner.org", "*.partner.org", false, false),
                new Case(MAIL, "partner.org", "ann@partner.org", true, true),
                new Case(MAIL, "partner.org", "ann@Partner.org", true, true),
                new Case(MAIL, "partner.org", "ann@mail.partner.org", false, false),
                new Case(MAIL, ".partner.org", "ann@mail.partner.org", true, true),
                new Case(MAIL, ".partner.org", "ann@partner.org", false, false),
                new Case(MAIL, "ann@partner.org", "ann@partner.org", true, true),
                new Case(MAIL, "ann@partner.org", "bob@partner.org", false, false),
                new Case(MAIL, "ann@partner.org", "Ann@partner.org", false, false),
                new Case(IP, "192.0.2.0/24", "192.0.2.9", true, true),
                new Case(IP, "192.0.2.0/24", "192.0.3.9", false, false),
                new Case(IP, "2001:db8::/32", "2001:db8::1", true, true),
                new Case(IP, "192.0.2.0/24", "2001:db8::1", false, false),
                new Case(URI, "partner.org", "https://partner.org/x", true, true),
                new Case(URI, "partner.org", "https://www.partner.org/x", false, false),
                new Case(URI, ".partner.org", "https://www.partner.org/x", true, true),
                new Case(URI, "partner.org", "https://192.0.2.1/x", false, true),
                new Case(URI, "partner.org", "urn:isbn:1", false, true));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsNamesInsideTheirLimits(Case one) {
        GeneralName name = new GeneralName(one.kind(), one.name());

        assertThat(isClean(permitted(one.kind(), one.limit()), name)).isEqualTo(one.permitted());
        assertThat(isClean(excluded(one.kind(), one.limit()), name)).isEqualTo(!one.excluded());
    }

    @Test
    void limitsOfOneKindSayNothingAboutAnother() {
        assertThat(isClean(permitted(DNS, "partner.org"), new GeneralName(MAIL, "ann@other.org")))
                .isTrue();
        assertThat(isClean(permitted(MAIL, "partner.org"), new GeneralName(DNS, "other.org")))
                .isTrue();
    }

    @Test
    void anInternationalMailboxKeepsTheLimitsForMail() {
        GeneralName inside = utf8("müller@bücher.example");
        GeneralName outside = utf8("müller@other.org");

        assertThat(isClean(permitted(MAIL, "xn--bcher-kva.example"), inside)).isTrue();
        assertThat(isClean(permitted(MAIL, "xn--bcher-kva.example"), outside)).isFalse();
        assertThat(isClean(excluded(MAIL, "other.org"), outside)).isFalse();
    }

    @Test
    void namesOfAKindThatNobodyUnderstandsAreRefusedUnderLimitsOfThatKind() {
        GeneralName other = new GeneralName(
                GeneralName.otherName,
                new OtherName(new org.bouncycastle.asn1.ASN1ObjectIdentifier("1.2.3.4"), new DERUTF8String("x")));

        assertThat(isClean(new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(other)}, null), other))
                .isFalse();
        assertThat(isClean(new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(other)}), other))
                .isFalse();
        assertThat(isClean(permitted(MAIL, "partner.org"), other)).isTrue();
    }

    @Test
    void theSubjectKeepsTheLimitsForDirectoryNamesAndItsMailAddressThoseForMail() {
        NameConstraints partner = new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(new X500Name("O=Partner,C=DE")))}, null);
        PathCertificate inside = named("O=partner ,C=DE,CN=Ann");
        PathCertificate outside = named("O=Other,C=DE,CN=Ann");
        PathCertificate mail = named("CN=Ann,E=ann@other.org");

        assertThat(faults(partner, inside)).isEmpty();
        assertThat(faults(partner, outside)).isNotEmpty();
        assertThat(faults(permitted(MAIL, "partner.org"), mail)).isNotEmpty();
    }

    @Test
    void eachAuthorityOnlyNarrowsWhatThoseAboveItAllow() {
        NameLimits limits = new NameLimits();
        limits.add(permitted(MAIL, "partner.org"));
        limits.add(permitted(MAIL, "other.org"));

        assertThat(limits.faults(person(new GeneralName(MAIL, "ann@other.org"))))
                .isNotEmpty();
        assertThat(limits.faults(person(new GeneralName(MAIL, "ann@partner.org"))))
                .isNotEmpty();
    }

    @Test
    void limitsThatAreWrittenWrongAreFaults() {
        assertThat(new NameLimits().add(permitted(DNS, ".partner.org"))).isNotEmpty();
        assertThat(new NameLimits().add(permitted(DNS, "*.partner.org"))).isNotEmpty();
        assertThat(new NameLimits().add(permitted(MAIL, "@partner.org"))).isNotEmpty();
        assertThat(new NameLimits().add(network(10, 0, 0, 0, 255, 0, 255, 0))).isNotEmpty();
        assertThat(new NameLimits().add(network(10, 0, 0, 0))).isNotEmpty();
        assertThat(new NameLimits().add(new NameConstraints(null, null))).isNotEmpty();
    }

    @Test
    void thousandsOfNamesUnderThousandsOfLimitsAreNotCompared() {
        GeneralSubtree[] many = new GeneralSubtree[600];
        GeneralName[] names = new GeneralName[600];
        for (int i = 0; i < many.length; i++) {
            many[i] = new GeneralSubtree(new GeneralName(DNS, "n" + i + ".org"));
            names[i] = new GeneralName(DNS, "m" + i + ".org");
        }
        NameLimits limits = new NameLimits();
        limits.add(new NameConstraints(null, many));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> limits.faults(person(names)))
                .isInstanceOf(NameLimits.TooMany.class);
    }

    private static NameConstraints network(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(IP, new DEROctetString(bytes)))}, null);
    }

    private static GeneralName utf8(String address) {
        return new GeneralName(
                GeneralName.otherName, new OtherName(NameSyntax.SMTP_UTF8_MAILBOX, new DERUTF8String(address)));
    }

    static NameConstraints permitted(int kind, String base) {
        return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(new GeneralName(kind, base))}, null);
    }

    private static NameConstraints excluded(int kind, String base) {
        return new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(new GeneralName(kind, base))});
    }

    private static boolean isClean(NameConstraints constraints, GeneralName... names) {
        return faults(constraints, person(names)).isEmpty();
    }

    private static List<String> faults(NameConstraints constraints, PathCertificate certificate) {
        NameLimits limits = new NameLimits();
        assertThat(limits.add(constraints)).isEmpty();
        return limits.faults(certificate);
    }

    private static PathCertificate person(GeneralName... names) {
        return ROOT.person("x@y.org").names(names).certificate();
    }

    private static PathCertificate named(String subject) {
        return ROOT.person("x@y.org")
                .named(subject)
                .without(org.bouncycastle.asn1.x509.Extension.subjectAlternativeName)
                .certificate();
    }
}
