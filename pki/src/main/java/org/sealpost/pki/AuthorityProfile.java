package org.sealpost.pki;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** Fills in the certificate of an authority: a root's own, one below it, a link between two keys, one for another organisation. */
final class AuthorityProfile {
    private static final int COMMON_NAME_LIMIT = 64;

    /** Whoever may speak for names only may not speak for addresses of machines: address and mask of all of IPv4 and IPv6. */
    private static final List<Integer> ALL_ADDRESSES = List.of(8, 32);

    private static final List<ASN1ObjectIdentifier> LIMITS = List.of(
            Extension.basicConstraints,
            Extension.nameConstraints,
            Extension.certificatePolicies,
            Extension.policyMappings,
            Extension.policyConstraints,
            Extension.inhibitAnyPolicy,
            Extension.extendedKeyUsage);

    private final PkiConfig config;

    AuthorityProfile(PkiConfig config) {
        this.config = config;
    }

    /**
     * Whose authority it is.
     *
     * @param keyIdentifier as the certificates that it signed name it; this is told, and not made anew
     */
    record Subject(X500Name name, PublicKey key, byte[] keyIdentifier) {
        static Subject of(X500Name name, PublicKey key) {
            return new Subject(name, key, KeyIdentifiers.of(key));
        }

        /** That of a certificate which is there. */
        static Subject of(X509Certificate certificate) {
            return new Subject(
                    AuthorityFoundry.subject(certificate), certificate.getPublicKey(), KeyIdentifiers.of(certificate));
        }
    }

    X500Name name(String role) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, config.organisation())
                .addRDN(BCStyle.CN, commonName(config.domain().name(), role))
                .build();
    }

    /** Of a long domain the end; the role must stay, since no two authorities may have one name. */
    private static String commonName(String domain, String role) {
        int room = COMMON_NAME_LIMIT - role.length() - 1;
        return domain.substring(Math.max(0, domain.length() - room)) + " " + role;
    }

    /** The root's own certificate, for which there is no issuer yet. */
    X509v3CertificateBuilder root(Subject subject, Instant from, Instant to) {
        X509v3CertificateBuilder builder = builder(subject.name(), subject, from, to);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(subject.keyIdentifier()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return builder;
    }

    /** Joins two keys of one root: the same rights as a root, signed by the other key. */
    X509v3CertificateBuilder link(Subject subject, Authority issuer, Instant from, Instant to) {
        X509v3CertificateBuilder builder = builder(issuer.subject(), subject, from, to);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            identify(builder, subject, issuer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return builder;
    }

    /** An authority below one of ours. */
    X509v3CertificateBuilder subordinate(
            Subject subject, Authority issuer, AuthorityLimits limits, Instant from, Instant to) {
        X509v3CertificateBuilder builder = builder(issuer.subject(), subject, from, to);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(limits.pathLength()));
            identify(builder, subject, issuer);
            limit(builder, limits);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return builder;
    }

    /** As one that is there, with its rights and limits: over another key, or for longer. */
    X509v3CertificateBuilder again(X509Certificate before, PublicKey key, Authority issuer, Instant from, Instant to) {
        Subject subject = key.equals(before.getPublicKey())
                ? Subject.of(before)
                : Subject.of(AuthorityFoundry.subject(before), key);
        X509v3CertificateBuilder builder = builder(issuer.subject(), subject, from, to);
        try {
            Extensions known = new X509CertificateHolder(CertificateAuthority.encoded(before)).getExtensions();
            for (ASN1ObjectIdentifier limit : LIMITS) {
                Extension extension = known.getExtension(limit);
                if (extension != null) {
                    builder.addExtension(extension);
                }
            }
            identify(builder, subject, issuer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return builder;
    }

    private void identify(X509v3CertificateBuilder builder, Subject subject, Authority issuer) throws IOException {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(subject.keyIdentifier()));
        builder.addExtension(Extension.authorityKeyIdentifier, false, issuer.keyIdentifier());
        // A root answers by CRL only: its key should be used as seldom as possible.
        new Profile(config).whereToAsk(builder, issuer, List.of());
    }

    private static void limit(X509v3CertificateBuilder builder, AuthorityLimits limits) throws IOException {
        if (!limits.domains().isEmpty()) {
            builder.addExtension(Extension.nameConstraints, true, constraints(limits.domains()));
        }
        if (!limits.policies().isEmpty()) {
            builder.addExtension(
                    Extension.certificatePolicies,
                    false,
                    new CertificatePolicies(limits.policies().stream()
                            .map(policy -> new PolicyInformation(new ASN1ObjectIdentifier(policy)))
                            .toArray(PolicyInformation[]::new)));
            // RFC 5280 section 4.2.1.11: requireExplicitPolicy from here on, else the policies would bind nobody.
            builder.addExtension(
                    Extension.policyConstraints,
                    true,
                    new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0))));
        }
        if (!limits.purposes().isEmpty()) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(limits.purposes().stream()
                            .map(purpose -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose)))
                            .toArray(KeyPurposeId[]::new)));
        }
    }

    /** RFC 5280 section 4.2.1.10: a host of mail, the hosts below it, and the same of DNS names. */
    private static NameConstraints constraints(List<String> domains) {
        List<GeneralSubtree> permitted = new ArrayList<>();
        for (String domain : domains) {
            permitted.add(new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, domain)));
            permitted.add(new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "." + domain)));
            permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)));
        }
        return new NameConstraints(
                permitted.toArray(GeneralSubtree[]::new),
                ALL_ADDRESSES.stream()
                        .map(octets -> new GeneralSubtree(
                                new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[octets]))))
                        .toArray(GeneralSubtree[]::new));
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, Subject subject, Instant from, Instant to) {
        return new X509v3CertificateBuilder(
                issuer,
                Profile.serial(),
                Date.from(from.truncatedTo(ChronoUnit.SECONDS)),
                Date.from(to.truncatedTo(ChronoUnit.SECONDS)),
                subject.name(),
                SubjectPublicKeyInfo.getInstance(subject.key().getEncoded()));
    }
}
