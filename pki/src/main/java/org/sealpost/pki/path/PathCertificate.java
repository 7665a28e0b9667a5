package org.sealpost.pki.path;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.sealpost.identity.Fingerprint;

/**
 * A certificate as path validation sees it: read once, strictly, from DER; nothing in it is guessed. Two of the same bytes are
 * equal.
 */
public final class PathCertificate {
    /** A certificate is rarely over 5 kB; one with a post-quantum signature has 50. */
    public static final int LIMIT_BYTES = 256 * 1024;

    private static final int EXTENSIONS_LIMIT = 100;
    private static final int VERSION_3 = 3;
    private final byte[] der;
    private final String fingerprint;
    private final Certificate structure;
    private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();
    private final Map<ASN1ObjectIdentifier, Object> values = new LinkedHashMap<>();
    private final Instant notBefore;
    private final Instant notAfter;
    private final NameKey subject;
    private final NameKey issuer;

    private PathCertificate(byte[] der, Certificate structure) {
        this.der = der;
        this.structure = structure;
        this.fingerprint = Fingerprint.of(der);
        this.subject = NameKey.of(structure.getSubject());
        this.issuer = NameKey.of(structure.getIssuer());
        try {
            this.notBefore = structure.getStartDate().getDate().toInstant();
            this.notAfter = structure.getEndDate().getDate().toInstant();
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new MalformedCertificate("a date of the certificate cannot be read", e);
        }
        Extensions all = structure.getTBSCertificate().getExtensions();
        if (all != null) {
            readExtensions(all);
        }
    }

    /**
     * Reads one certificate.
     *
     * @throws MalformedCertificate if it is not exactly one certificate in DER, or a part of it cannot be understood
     */
    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes one kind of failure.
    public static PathCertificate of(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            throw new MalformedCertificate("a certificate has at most " + LIMIT_BYTES + " bytes: " + der.length);
        }
        try {
            ASN1Primitive tree = ASN1Primitive.fromByteArray(der);
            if (!Arrays.equals(tree.getEncoded(ASN1Encoding.DER), der)) {
                throw new MalformedCertificate("the certificate is not encoded in DER (RFC 5280 4.1)");
            }
            return new PathCertificate(der.clone(), Certificate.getInstance(tree));
        } catch (MalformedCertificate e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new MalformedCertificate("not a certificate: " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.length() > 100 ? message.substring(0, 100) : message;
    }

    private void readExtensions(Extensions all) {
        ASN1ObjectIdentifier[] identifiers = all.getExtensionOIDs();
        if (identifiers.length > EXTENSIONS_LIMIT) {
            throw new MalformedCertificate("a certificate has at most " + EXTENSIONS_LIMIT + " extensions");
        }
        for (ASN1ObjectIdentifier identifier : identifiers) {
            extensions.put(identifier, all.getExtension(identifier));
        }
        read(Extension.basicConstraints, BasicConstraints::getInstance);
        read(Extension.keyUsage, KeyUsage::getInstance);
        read(Extension.extendedKeyUsage, ExtendedKeyUsage::getInstance);
        read(Extension.subjectAlternativeName, GeneralNames::getInstance);
        read(Extension.nameConstraints, NameConstraints::getInstance);
        read(Extension.certificatePolicies, CertificatePolicies::getInstance);
        read(Extension.policyMappings, PathCertificate::mappings);
        read(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance);
        read(Extension.subjectKeyIdentifier, SubjectKeyIdentifier::getInstance);
    }

    @SuppressWarnings("IllegalCatch") // As above.
    private void read(ASN1ObjectIdentifier identifier, Function<Object, Object> reader) {
        Extension extension = extensions.get(identifier);
        if (extension == null) {
            return;
        }
        try {
            values.put(
                    identifier,
                    reader.apply(
                            ASN1Primitive.fromByteArray(extension.getExtnValue().getOctets())));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new MalformedCertificate("the extension " + identifier + " cannot be read: " + reason(e), e);
        }
    }

    /** The library does not look into the pairs; whoever walks the path does (RFC 5280 section 4.2.1.5). */
    private static PolicyMappings mappings(Object value) {
        for (ASN1Encodable mapping : ASN1Sequence.getInstance(value)) {
            ASN1Sequence pair = ASN1Sequence.getInstance(mapping);
            if (pair.size() != 2) {
                throw new IllegalArgumentException("a mapping joins two policies, not " + pair.size());
            }
            pair.forEach(ASN1ObjectIdentifier::getInstance);
        }
        return PolicyMappings.getInstance(value);
    }

    private <T> Optional<T> value(ASN1ObjectIdentifier identifier, Class<T> type) {
        return Optional.ofNullable(values.get(identifier)).map(type::cast);
    }

    /** The parsed value of an extension that is not read at once; empty if it is absent. */
    @SuppressWarnings("IllegalCatch") // As above.
    public Optional<ASN1Primitive> value(ASN1ObjectIdentifier identifier) {
        Extension extension = extensions.get(identifier);
        try {
            return extension == null
                    ? Optional.empty()
                    : Optional.of(
                            ASN1Primitive.fromByteArray(extension.getExtnValue().getOctets()));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new MalformedCertificate("the extension " + identifier + " cannot be read: " + reason(e), e);
        }
    }

    public byte[] der() {
        return der.clone();
    }

    /** SHA-256 of the DER form, lower-case hex. */
    public String fingerprint() {
        return fingerprint;
    }

    Certificate structure() {
        return structure;
    }

    int version() {
        return structure.getVersionNumber();
    }

    boolean isVersion3() {
        return version() == VERSION_3;
    }

    public BigInteger serial() {
        return structure.getSerialNumber().getValue();
    }

    public X500Name subject() {
        return structure.getSubject();
    }

    public X500Name issuer() {
        return structure.getIssuer();
    }

    /** The subject in the form in which names are compared. */
    public NameKey subjectKey() {
        return subject;
    }

    public NameKey issuerKey() {
        return issuer;
    }

    /** Empty if it is no whole number of octets, as all signatures are. */
    byte[] signature() {
        var bits = structure.getSignature();
        return bits.getPadBits() == 0 ? bits.getOctets() : new byte[0];
    }

    public SubjectPublicKeyInfo publicKey() {
        return structure.getSubjectPublicKeyInfo();
    }

    public Instant notBefore() {
        return notBefore;
    }

    public Instant notAfter() {
        return notAfter;
    }

    /** Subject and issuer bear the same name (RFC 5280 section 6.1). */
    boolean isSelfIssued() {
        return subject.equals(issuer);
    }

    Map<ASN1ObjectIdentifier, Extension> extensions() {
        return extensions;
    }

    boolean isCritical(ASN1ObjectIdentifier identifier) {
        Extension extension = extensions.get(identifier);
        return extension != null && extension.isCritical();
    }

    public boolean has(ASN1ObjectIdentifier identifier) {
        return extensions.containsKey(identifier);
    }

    public boolean isAuthority() {
        return value(Extension.basicConstraints, BasicConstraints.class)
                .filter(BasicConstraints::isCA)
                .isPresent();
    }

    Optional<BigInteger> pathLength() {
        return value(Extension.basicConstraints, BasicConstraints.class)
                .flatMap(constraints -> Optional.ofNullable(constraints.getPathLenConstraint()));
    }

    /** Whether the key usage allows this, or says nothing. */
    public boolean mayBeUsedFor(int usage) {
        return value(Extension.keyUsage, KeyUsage.class)
                .map(found -> found.hasUsages(usage))
                .orElse(true);
    }

    Optional<KeyUsage> keyUsage() {
        return value(Extension.keyUsage, KeyUsage.class);
    }

    /** Object identifiers of the extended key usage; empty if there is none, which limits nothing. */
    public Optional<Set<String>> purposes() {
        return value(Extension.extendedKeyUsage, ExtendedKeyUsage.class)
                .map(usage -> Arrays.stream(usage.getUsages())
                        .map(KeyPurposeId::getId)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** The subject alternative names; empty if the extension is absent. */
    public Optional<List<GeneralName>> alternativeNames() {
        return value(Extension.subjectAlternativeName, GeneralNames.class).map(names -> List.of(names.getNames()));
    }

    Optional<NameConstraints> nameConstraints() {
        return value(Extension.nameConstraints, NameConstraints.class);
    }

    Stream<String> policies() {
        return value(Extension.certificatePolicies, CertificatePolicies.class).stream()
                .flatMap(policies -> Arrays.stream(policies.getPolicyInformation()))
                .map(PolicyInformation::getPolicyIdentifier)
                .map(ASN1ObjectIdentifier::getId);
    }

    Optional<PolicyMappings> policyMappings() {
        return value(Extension.policyMappings, PolicyMappings.class);
    }

    Optional<AuthorityKeyIdentifier> authorityKeyIdentifier() {
        return value(Extension.authorityKeyIdentifier, AuthorityKeyIdentifier.class);
    }

    public Optional<byte[]> subjectKeyIdentifier() {
        return value(Extension.subjectKeyIdentifier, SubjectKeyIdentifier.class)
                .map(SubjectKeyIdentifier::getKeyIdentifier);
    }

    /** Whether the key identifiers say that this one signed the other. */
    boolean identifies(PathCertificate issued) {
        Optional<byte[]> own = subjectKeyIdentifier();
        Optional<byte[]> wanted = issued.authorityKeyIdentifier()
                .flatMap(identifier -> Optional.ofNullable(identifier.getKeyIdentifierOctets()));
        return own.isPresent() && wanted.isPresent() && Arrays.equals(own.get(), wanted.get());
    }

    /** Same name and same key: for a path the two are one authority. */
    public boolean isSameAuthority(PathCertificate other) {
        return subject.equals(other.subject) && publicKey().equals(other.publicKey());
    }

    /** Signed by this issuer's key, in force, and with algorithms that count: all that a helper of the issuer needs. */
    public boolean isSoundUnder(PathCertificate issuer, Instant at) throws IOException {
        byte[] signed = structure.getTBSCertificate().getEncoded();
        return !at.isBefore(notBefore)
                && !at.isAfter(notAfter)
                && CertificateProfile.of(this).severe().isEmpty()
                && Algorithms.keyFault(publicKey(), at).isEmpty()
                && Algorithms.signatureFault(structure.getSignatureAlgorithm(), at)
                        .isEmpty()
                && Signatures.isGood(
                        issuer.publicKey(), structure.getSignatureAlgorithm(), signed, 0, signed.length, signature());
    }

    /** For people: the subject as RFC 4514 writes it, cut if somebody made it very long. */
    public String name() {
        return shortened(subject());
    }

    public String issuerName() {
        return shortened(issuer());
    }

    private static String shortened(X500Name name) {
        String text = name.toString().replaceAll("\\p{Cntrl}", "?");
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathCertificate that && fingerprint.equals(that.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return name() + " (" + fingerprint.substring(0, 16) + ")";
    }
}
