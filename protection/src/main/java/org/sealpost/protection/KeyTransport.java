package org.sealpost.protection;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientIdentifier;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.operator.GenericKey;

/**
 * Brings the key of a message to its recipients and back: RSA (RFC 3370 section 4.2.1, reading OAEP too, RFC 3560) and
 * elliptic curves (RFC 5753, and RFC 8418 for X25519).
 */
final class KeyTransport {
    private static final Map<ASN1ObjectIdentifier, String> AGREEMENT_DIGESTS = Map.of(
            X9ObjectIdentifiers.dhSinglePass_stdDH_sha1kdf_scheme, "SHA-1",
            SECObjectIdentifiers.dhSinglePass_stdDH_sha224kdf_scheme, "SHA-224",
            SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme, "SHA-256",
            SECObjectIdentifiers.dhSinglePass_stdDH_sha384kdf_scheme, "SHA-384",
            SECObjectIdentifiers.dhSinglePass_stdDH_sha512kdf_scheme, "SHA-512");

    private static final ASN1ObjectIdentifier HKDF_SHA256 = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.19");

    /** RFC 8418 section 2.2. */
    private static final Map<ASN1ObjectIdentifier, String> AGREEMENT_HKDF = Map.of(
            HKDF_SHA256,
            "HKDF-SHA256",
            new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.20"),
            "HKDF-SHA384",
            new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.21"),
            "HKDF-SHA512");

    private static final Map<ASN1ObjectIdentifier, Integer> WRAP_BITS = Map.of(
            NISTObjectIdentifiers.id_aes128_wrap, 128,
            NISTObjectIdentifiers.id_aes192_wrap, 192,
            NISTObjectIdentifiers.id_aes256_wrap, 256);

    private static final Map<ASN1ObjectIdentifier, String> OAEP_DIGESTS = Map.of(
            OIWObjectIdentifiers.idSHA1, "SHA-1",
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    private static final AlgorithmIdentifier SHA_256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final RSAESOAEPparams OAEP_PARAMETERS = new RSAESOAEPparams(
            SHA_256,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, SHA_256),
            RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM);

    private static final byte[] VERSION_0 = Der.encoded(new ASN1Integer(0));

    private KeyTransport() {}

    /** What to add to a message for this recipient: a RecipientInfo in DER (RFC 5652 section 6.2). */
    static byte[] recipientInfo(X509Certificate recipient, SmimeProfile profile, GenericKey contentKey)
            throws CMSException {
        NamedCertificate named = NamedCertificate.of(recipient);
        return switch (named.key()) {
            case RSAPublicKey key -> transported(named, key, profile, (byte[]) contentKey.getRepresentation());
            case ECPublicKey key ->
                made(
                        new Agreement(
                                recipient,
                                ephemeral("EC", key.getParams()),
                                SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme),
                        contentKey);
            case XECPublicKey key ->
                made(new Agreement(recipient, ephemeral("XDH", key.getParams()), HKDF_SHA256), contentKey);
            case PublicKey key when KemTransport.isFor(key) -> made(KemTransport.to(recipient), contentKey);
            case PublicKey key -> throw new CMSException("nobody encrypts to a key of kind " + key.getAlgorithm());
        };
    }

    private static byte[] made(RecipientInfoGenerator generator, GenericKey contentKey) throws CMSException {
        return Der.encoded(generator.generate(contentKey));
    }

    private static byte[] transported(
            NamedCertificate recipient, RSAPublicKey key, SmimeProfile profile, byte[] contentKey) throws CMSException {
        RsaForm form = RsaForm.of(profile);
        try {
            return Der.sequence(
                    VERSION_0,
                    recipient.issuerAndSerialDer(),
                    form.algorithm,
                    Der.of(Der.OCTET_STRING, form.encrypted(contentKey, key)));
        } catch (GeneralSecurityException e) {
            throw new CMSException("cannot encrypt to this certificate", e);
        }
    }

    /** How RSA brings a key (RFC 8017 section 7). */
    private record RsaForm(byte[] algorithm, String transformation, Optional<OAEPParameterSpec> parameters) {
        private static final RsaForm PKCS1 = new RsaForm(
                Der.encoded(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE)),
                "RSA/ECB/PKCS1Padding",
                Optional.empty());
        private static final RsaForm OAEP = new RsaForm(
                Der.encoded(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, OAEP_PARAMETERS)),
                "RSA/ECB/OAEPPadding",
                Optional.of(new OAEPParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT)));

        static RsaForm of(SmimeProfile profile) {
            return switch (profile) {
                case INTEROPERABLE -> PKCS1;
                case OAEP_PSS -> OAEP;
            };
        }

        byte[] encrypted(byte[] contentKey, PublicKey key) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance(transformation);
            if (parameters.isPresent()) {
                cipher.init(Cipher.ENCRYPT_MODE, key, parameters.get());
            } else {
                cipher.init(Cipher.ENCRYPT_MODE, key);
            }
            return cipher.doFinal(contentKey);
        }
    }

    private static KeyPair ephemeral(String kind, AlgorithmParameterSpec curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(curve);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot encrypt to a certificate on this curve", e);
        }
    }

    private static final class Agreement extends KeyAgreeRecipientInfoGenerator {
        private final X509Certificate recipient;
        private final KeyPair ephemeral;

        Agreement(X509Certificate recipient, KeyPair ephemeral, ASN1ObjectIdentifier scheme) {
            super(
                    scheme,
                    SubjectPublicKeyInfo.getInstance(ephemeral.getPublic().getEncoded()),
                    NISTObjectIdentifiers.id_aes256_wrap);
            this.recipient = recipient;
            this.ephemeral = ephemeral;
        }

        @Override
        protected ASN1Sequence generateRecipientEncryptedKeys(
                AlgorithmIdentifier agreement, AlgorithmIdentifier wrap, GenericKey contentKey) throws CMSException {
            try {
                byte[] shared = agree(
                        ephemeral.getPrivate(), NamedCertificate.of(recipient).key());
                byte[] wrapping = derive(agreement.getAlgorithm(), shared, sharedInfo(wrap, null, 256), 32);
                Cipher cipher = Cipher.getInstance("AESWrap", "SunJCE");
                cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(wrapping, "AES"));
                byte[] wrapped = cipher.wrap(new SecretKeySpec((byte[]) contentKey.getRepresentation(), "AES"));
                return new DERSequence(new RecipientEncryptedKey(
                        new KeyAgreeRecipientIdentifier(
                                NamedCertificate.of(recipient).issuerAndSerial()),
                        new DEROctetString(wrapped)));
            } catch (GeneralSecurityException e) {
                throw new CMSException("cannot encrypt to this certificate", e);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // Bouncy Castle reads null as: no user keying material.
        protected byte[] getUserKeyingMaterial(AlgorithmIdentifier agreement) {
            return null;
        }
    }

    /** The key of the message from an RSA recipient. */
    static byte[] unwrap(KeyTransRecipientInfo info, PrivateKey key) throws GeneralSecurityException {
        AlgorithmIdentifier algorithm = info.getKeyEncryptionAlgorithm();
        byte[] wrapped = info.getEncryptedKey().getOctets();
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSAES_OAEP)) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, oaep(RSAESOAEPparams.getInstance(algorithm.getParameters())));
            return cipher.doFinal(wrapped);
        }
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            throw new GeneralSecurityException("unknown key transport");
        }
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(wrapped);
    }

    private static OAEPParameterSpec oaep(RSAESOAEPparams params) throws GeneralSecurityException {
        String digest = OAEP_DIGESTS.get(params.getHashAlgorithm().getAlgorithm());
        String mask = OAEP_DIGESTS.get(
                AlgorithmIdentifier.getInstance(params.getMaskGenAlgorithm().getParameters())
                        .getAlgorithm());
        if (digest == null || mask == null) {
            throw new GeneralSecurityException("unknown digest in OAEP");
        }
        byte[] label = ASN1OctetString.getInstance(params.getPSourceAlgorithm().getParameters())
                .getOctets();
        return new OAEPParameterSpec(digest, "MGF1", new MGF1ParameterSpec(mask), new PSource.PSpecified(label));
    }

    /** The key of the message from an elliptic-curve recipient. */
    static byte[] unwrap(
            KeyAgreeRecipientInfo info, RecipientEncryptedKey encrypted, X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException {
        AlgorithmIdentifier wrap =
                AlgorithmIdentifier.getInstance(info.getKeyEncryptionAlgorithm().getParameters());
        ASN1ObjectIdentifier scheme = info.getKeyEncryptionAlgorithm().getAlgorithm();
        Integer bits = WRAP_BITS.get(wrap.getAlgorithm());
        OriginatorPublicKey originator = info.getOriginator().getOriginatorKey();
        // Each kind of curve has its own derivation; a message that mixes them was not made as the standards say.
        boolean known = (key instanceof XECPrivateKey ? AGREEMENT_HKDF : AGREEMENT_DIGESTS).containsKey(scheme);
        if (!known || bits == null || originator == null) {
            throw new GeneralSecurityException("unknown key agreement");
        }
        byte[] shared = agree(key, publicKey(originator, certificate));
        byte[] wrapping = derive(scheme, shared, sharedInfo(wrap, info.getUserKeyingMaterial(), bits), bits / 8);
        Cipher cipher = Cipher.getInstance("AESWrap", "SunJCE");
        cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(wrapping, "AES"));
        return cipher.unwrap(encrypted.getEncryptedKey().getOctets(), "AES", Cipher.SECRET_KEY)
                .getEncoded();
    }

    /** The sender's point on the curve of our own key, whatever curve the message names (RFC 5753 section 3.1.1). */
    private static PublicKey publicKey(OriginatorPublicKey originator, X509Certificate certificate)
            throws GeneralSecurityException {
        SubjectPublicKeyInfo own =
                SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
        try {
            byte[] point = new SubjectPublicKeyInfo(
                            own.getAlgorithm(), originator.getPublicKeyData().getBytes())
                    .getEncoded();
            String kind = certificate.getPublicKey() instanceof XECPublicKey ? "XDH" : "EC";
            return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(point));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static byte[] agree(PrivateKey own, PublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance(own instanceof XECPrivateKey ? "XDH" : "ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    private static byte[] sharedInfo(
            AlgorithmIdentifier wrap, @org.jspecify.annotations.Nullable ASN1OctetString material, int bits)
            throws GeneralSecurityException {
        byte[] length = {0, 0, (byte) (bits >> 8), (byte) bits};
        try {
            ECCCMSSharedInfo info = material == null
                    ? new ECCCMSSharedInfo(wrap, length)
                    : new ECCCMSSharedInfo(wrap, material.getOctets(), length);
            return info.getEncoded("DER");
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static byte[] derive(ASN1ObjectIdentifier scheme, byte[] shared, byte[] info, int length)
            throws GeneralSecurityException {
        String hkdf = AGREEMENT_HKDF.get(scheme);
        if (hkdf != null) {
            return KDF.getInstance(hkdf)
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(shared).thenExpand(info, length));
        }
        return derive(Objects.requireNonNull(AGREEMENT_DIGESTS.get(scheme)), shared, info, length);
    }

    /** The key derivation of X9.63, as RFC 5753 section 7.2 uses it. */
    private static byte[] derive(String digestName, byte[] shared, byte[] info, int length) {
        byte[] key = new byte[length];
        int filled = 0;
        for (byte counter = 1; filled < length; counter++) {
            MessageDigest digest = Jca.digest(digestName);
            digest.update(shared);
            digest.update(new byte[] {0, 0, 0, counter});
            byte[] block = digest.digest(info);
            int step = Math.min(block.length, length - filled);
            System.arraycopy(block, 0, key, filled, step);
            filled += step;
        }
        return key;
    }
}
