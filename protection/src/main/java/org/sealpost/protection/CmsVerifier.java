package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Checks one SignerInfo over an entity: is it the content, the attributes and the certificate that were signed (RFC 5652). */
final class CmsVerifier {
    private static final int RSA_LEAST_BITS = 2048;

    /** No RSA key that the house reads leaves room for more. */
    private static final int SALT_LIMIT_BYTES = 2048;

    private static final Map<ASN1ObjectIdentifier, String> DIGESTS = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    private static final Map<ASN1ObjectIdentifier, String> DIGEST_OF_SIGNATURE = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA-256",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA-384",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA-512",
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA-256",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA-384",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA-512");

    /** Those with no digest in their name (RFC 8419, RFC 9882). */
    private static final Map<ASN1ObjectIdentifier, String> PURE = Map.of(
            EdECObjectIdentifiers.id_Ed25519, "Ed25519",
            NISTObjectIdentifiers.id_ml_dsa_44, "ML-DSA",
            NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA",
            NISTObjectIdentifiers.id_ml_dsa_87, "ML-DSA");

    private static final List<ASN1ObjectIdentifier> SIGNED_ONLY =
            List.of(CMSAttributes.contentType, CMSAttributes.messageDigest, CMSAttributes.signingTime);

    private CmsVerifier() {}

    /** What was found, before anybody asked whether the certificate can be trusted. */
    sealed interface Finding {
        record Intact(X509Certificate certificate, Optional<Instant> signedAt, String algorithms) implements Finding {}

        record Altered() implements Finding {}

        record Weak(String why) implements Finding {}

        record Unreadable(String why) implements Finding {}
    }

    /** What is wrong with a signature although its bytes can be read. */
    private static final class NotIntact extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Finding finding;

        NotIntact(Finding finding) {
            super(finding.toString());
            this.finding = finding;
        }
    }

    static Finding check(SignedEntity entity, SignerInfo signer, List<NamedCertificate> certificates)
            throws IOException {
        try {
            return intact(entity, signer, certificates);
        } catch (NotIntact e) {
            return e.finding;
        } catch (GeneralSecurityException e) {
            return new Finding.Altered();
        }
    }

    private static Finding intact(SignedEntity entity, SignerInfo signer, List<NamedCertificate> certificates)
            throws IOException, NotIntact, GeneralSecurityException {
        String digest = digest(signer.getDigestAlgorithm().getAlgorithm());
        X509Certificate certificate = certificates.stream()
                .filter(candidate -> candidate.is(signer.getSID().getId()))
                .findFirst()
                .map(NamedCertificate::certificate)
                .orElseThrow(() -> unreadable("the signer's certificate is not in the message"));
        PublicKey key = certificate.getPublicKey();
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_LEAST_BITS) {
            throw new NotIntact(
                    new Finding.Weak("RSA key of " + rsa.getModulus().bitLength() + " bits"));
        }
        checkUnsigned(signer.getUnauthenticatedAttributes());
        ASN1Set signed = signer.getAuthenticatedAttributes();
        Optional<Instant> signedAt = Optional.empty();
        boolean good;
        if (signed == null) {
            if (PURE.containsKey(signer.getDigestEncryptionAlgorithm().getAlgorithm())) {
                // Such a signature takes its whole content into memory.
                throw unreadable("a signature of this kind is read with signed attributes only");
            }
            good = overContent(entity, signer, key, digest);
        } else {
            AttributeTable attributes = new AttributeTable(signed);
            checkContent(entity, attributes, digest);
            good = overAttributes(signed, signer, key, digest);
            signedAt = signingTime(attributes);
            checkSigningCertificate(attributes, certificate);
        }
        return good
                ? new Finding.Intact(certificate, signedAt, digest + ", " + key.getAlgorithm())
                : new Finding.Altered();
    }

    /** As Java calls it; empty if it is none that the house reads. */
    static Optional<String> digestName(ASN1ObjectIdentifier algorithm) {
        return Optional.ofNullable(DIGESTS.get(algorithm));
    }

    private static String digest(ASN1ObjectIdentifier algorithm) throws NotIntact {
        String name = DIGESTS.get(algorithm);
        if (name == null) {
            throw new NotIntact(new Finding.Weak("digest algorithm " + algorithm));
        }
        return name;
    }

    private static NotIntact unreadable(String why) {
        return new NotIntact(new Finding.Unreadable(why));
    }

    /** Exactly one content type and one digest, and they fit; anything else could hide another content (RFC 5652 11). */
    private static void checkContent(SignedEntity entity, AttributeTable attributes, String digest)
            throws IOException, NotIntact {
        ASN1Encodable type = only(attributes, CMSAttributes.contentType);
        if (!CMSObjectIdentifiers.data.equals(type)) {
            throw unreadable("the signature is over something that is no mail");
        }
        byte[] expected = ASN1OctetString.getInstance(only(attributes, CMSAttributes.messageDigest))
                .getOctets();
        if (!entity.hasDigest(digest, expected)) {
            throw new NotIntact(new Finding.Altered());
        }
    }

    /** What must be signed must not stand where anybody can write (RFC 5652 sections 11.1 to 11.3). */
    private static void checkUnsigned(@org.jspecify.annotations.Nullable ASN1Set attributes) throws NotIntact {
        if (attributes == null) {
            return;
        }
        AttributeTable table = new AttributeTable(attributes);
        for (ASN1ObjectIdentifier type : SIGNED_ONLY) {
            if (table.getAll(type).size() > 0) {
                throw unreadable("an attribute that must be signed is not");
            }
        }
    }

    private static ASN1Encodable only(AttributeTable attributes, ASN1ObjectIdentifier type) throws NotIntact {
        ASN1EncodableVector all = attributes.getAll(type);
        if (all.size() != 1) {
            throw unreadable("a signed attribute is missing or doubled");
        }
        ASN1Set values = Attribute.getInstance(all.get(0)).getAttrValues();
        if (values.size() != 1) {
            throw unreadable("a signed attribute has not exactly one value");
        }
        return values.getObjectAt(0);
    }

    /**
     * Over the attributes in DER; if they did not come so, over them as they came (RFC 4134 section 4.10). What came comes
     * first, since with nearly all programs it is DER.
     */
    private static boolean overAttributes(ASN1Set signed, SignerInfo signer, PublicKey key, String digest)
            throws IOException, NotIntact, GeneralSecurityException {
        byte[] value = signer.getEncryptedDigest().getOctets();
        AlgorithmIdentifier algorithm = signer.getDigestEncryptionAlgorithm();
        byte[] asTheyCame = new DLSet(signed.toArray()).getEncoded("DL");
        if (verify(signature(algorithm, key, digest), asTheyCame, value)) {
            return true;
        }
        byte[] der = signed.getEncoded("DER");
        return !Arrays.equals(der, asTheyCame) && verify(signature(algorithm, key, digest), der, value);
    }

    private static boolean verify(Signature signature, byte[] signed, byte[] value) throws GeneralSecurityException {
        signature.update(signed);
        return signature.verify(value);
    }

    /** Without attributes the signature is over the content itself, which then must not look like attributes. */
    private static boolean overContent(SignedEntity entity, SignerInfo signer, PublicKey key, String digest)
            throws IOException, NotIntact, GeneralSecurityException {
        Signature signature = signature(signer.getDigestEncryptionAlgorithm(), key, digest);
        try (InputStream in = entity.open()) {
            byte[] chunk = new byte[entity.chunkBytes()];
            int count;
            boolean first = true;
            while ((count = in.read(chunk, 0, chunk.length)) > 0) {
                if (first && chunk[0] == 0x31) {
                    throw unreadable("the content looks like signed attributes");
                }
                first = false;
                signature.update(chunk, 0, count);
            }
        }
        return signature.verify(signer.getEncryptedDigest().getOctets());
    }

    private static Signature signature(AlgorithmIdentifier algorithm, PublicKey key, String digest)
            throws NotIntact, GeneralSecurityException {
        ASN1ObjectIdentifier oid = algorithm.getAlgorithm();
        String pure = PURE.get(oid);
        if (pure != null) {
            if (!oid.equals(SubjectPublicKeyInfo.getInstance(key.getEncoded())
                    .getAlgorithm()
                    .getAlgorithm())) {
                throw unreadable("the signature is not of the kind of its key");
            }
            Signature signature = Signature.getInstance(pure);
            signature.initVerify(key);
            return signature;
        }
        String named = DIGEST_OF_SIGNATURE.get(oid);
        if (named != null && !named.equals(digest)) {
            throw unreadable("the signature names another digest than its attributes");
        }
        Signature signature = oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)
                ? pss(RSASSAPSSparams.getInstance(algorithm.getParameters()))
                : Signature.getInstance(digest.replace("-", "") + "with" + family(oid, named, key));
        signature.initVerify(key);
        return signature;
    }

    private static String family(
            ASN1ObjectIdentifier oid, @org.jspecify.annotations.Nullable String named, PublicKey key) throws NotIntact {
        if (named == null
                && !oid.equals(PKCSObjectIdentifiers.rsaEncryption)
                && !oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            throw new NotIntact(new Finding.Weak("signature algorithm " + oid));
        }
        return switch (key.getAlgorithm()) {
            case "RSA" -> "RSA";
            case "EC" -> "ECDSA";
            default -> throw new NotIntact(new Finding.Weak("key algorithm " + key.getAlgorithm()));
        };
    }

    private static Signature pss(RSASSAPSSparams params) throws NotIntact, GeneralSecurityException {
        String hash = digest(params.getHashAlgorithm().getAlgorithm());
        String mask = digest(
                AlgorithmIdentifier.getInstance(params.getMaskGenAlgorithm().getParameters())
                        .getAlgorithm());
        int saltBytes = params.getSaltLength().intValueExact();
        if (saltBytes < 0 || saltBytes > SALT_LIMIT_BYTES) {
            throw unreadable("the signature names a salt that fits no key");
        }
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(mask), saltBytes, PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }

    private static Optional<Instant> signingTime(AttributeTable attributes) throws NotIntact {
        ASN1EncodableVector all = attributes.getAll(CMSAttributes.signingTime);
        return all.size() == 0
                ? Optional.empty()
                : Optional.of(SigningTime.read(only(attributes, CMSAttributes.signingTime)));
    }

    /** RFC 5035 section 5: if the attribute is there, its first hash must be that of the certificate used. */
    private static void checkSigningCertificate(AttributeTable attributes, X509Certificate certificate)
            throws NotIntact, GeneralSecurityException {
        if (attributes.getAll(PKCSObjectIdentifiers.id_aa_signingCertificateV2).size() == 0) {
            return;
        }
        ESSCertIDv2[] named = SigningCertificateV2.getInstance(
                        only(attributes, PKCSObjectIdentifiers.id_aa_signingCertificateV2))
                .getCerts();
        if (named.length == 0) {
            throw unreadable("the signature names no certificate where it should");
        }
        String digest = digest(named[0].getHashAlgorithm().getAlgorithm());
        if (!MessageDigest.isEqual(named[0].getCertHash(), Jca.digest(digest).digest(certificate.getEncoded()))) {
            throw unreadable("the signature was made for another certificate");
        }
    }
}
