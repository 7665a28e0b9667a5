package org.sealpost.protection;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSORIforKEMOtherInfo;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.operator.GenericKey;
import org.jspecify.annotations.Nullable;

/**
 * Brings the key of a message to a recipient with an ML-KEM key and back: KEMRecipientInfo (RFC 9629) as RFC 9936 profiles it,
 * with HKDF-SHA-256 and AES-256 key wrap.
 */
final class KemTransport {
    private static final int WRAP_BYTES = 32;
    private static final AlgorithmIdentifier HKDF =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_hkdf_with_sha256);
    private static final AlgorithmIdentifier WRAP = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap);

    private static final Map<ASN1ObjectIdentifier, String> DERIVATIONS = Map.of(
            PKCSObjectIdentifiers.id_alg_hkdf_with_sha256, "HKDF-SHA256",
            PKCSObjectIdentifiers.id_alg_hkdf_with_sha384, "HKDF-SHA384",
            PKCSObjectIdentifiers.id_alg_hkdf_with_sha512, "HKDF-SHA512");

    private static final Map<ASN1ObjectIdentifier, Integer> WRAPS = Map.of(
            NISTObjectIdentifiers.id_aes128_wrap, 16,
            NISTObjectIdentifiers.id_aes192_wrap, 24,
            NISTObjectIdentifiers.id_aes256_wrap, 32);

    private static final Set<ASN1ObjectIdentifier> KINDS = Set.of(
            NISTObjectIdentifiers.id_alg_ml_kem_512,
            NISTObjectIdentifiers.id_alg_ml_kem_768,
            NISTObjectIdentifiers.id_alg_ml_kem_1024);

    private KemTransport() {}

    static boolean isFor(PublicKey key) {
        return KINDS.contains(kind(key));
    }

    /** By the identifier in the key itself, since providers name the kinds differently. */
    private static ASN1ObjectIdentifier kind(PublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getAlgorithm();
    }

    static RecipientInfoGenerator to(X509Certificate recipient) {
        return key -> {
            try {
                return recipientInfo(recipient, key);
            } catch (GeneralSecurityException | IOException e) {
                throw new CMSException("cannot encrypt to this certificate", e);
            }
        };
    }

    private static RecipientInfo recipientInfo(X509Certificate recipient, GenericKey contentKey)
            throws GeneralSecurityException, IOException {
        PublicKey key = recipient.getPublicKey();
        KEM.Encapsulated made = KEM.getInstance("ML-KEM").newEncapsulator(key).encapsulate();
        SecretKey wrapping = derive("HKDF-SHA256", made.key(), WRAP, WRAP_BYTES, null);
        Cipher cipher = Cipher.getInstance("AESWrap", "SunJCE");
        cipher.init(Cipher.WRAP_MODE, wrapping);
        byte[] wrapped = cipher.wrap(new SecretKeySpec((byte[]) contentKey.getRepresentation(), "AES"));
        KEMRecipientInfo info = new KEMRecipientInfo(
                new RecipientIdentifier(NamedCertificate.of(recipient).issuerAndSerial()),
                new AlgorithmIdentifier(kind(key)),
                new DEROctetString(made.encapsulation()),
                HKDF,
                new ASN1Integer(WRAP_BYTES),
                null,
                WRAP,
                new DEROctetString(wrapped));
        return new RecipientInfo(new OtherRecipientInfo(CMSObjectIdentifiers.id_ori_kem, info));
    }

    /** The key of the message; the private key has to be of the kind that the message names. */
    static byte[] unwrap(KEMRecipientInfo info, X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException, IOException {
        String derivation = DERIVATIONS.get(info.getKdf().getAlgorithm());
        Integer wrapBytes = WRAPS.get(info.getWrap().getAlgorithm());
        if (derivation == null
                || wrapBytes == null
                || !info.getKem().getAlgorithm().equals(kind(certificate.getPublicKey()))
                || info.getKekLength() != wrapBytes) {
            throw new GeneralSecurityException("unknown key encapsulation");
        }
        SecretKey shared = KEM.getInstance("ML-KEM")
                .newDecapsulator(key)
                .decapsulate(info.getKemct().getOctets());
        Cipher cipher = Cipher.getInstance("AESWrap", "SunJCE");
        cipher.init(Cipher.UNWRAP_MODE, derive(derivation, shared, info.getWrap(), wrapBytes, info.getUkm()));
        return cipher.unwrap(info.getEncryptedKey().getOctets(), "AES", Cipher.SECRET_KEY)
                .getEncoded();
    }

    /** RFC 9629 section 5: the derived key is bound to how it is used. */
    private static SecretKey derive(
            String derivation, SecretKey shared, AlgorithmIdentifier wrap, int length, byte @Nullable [] material)
            throws GeneralSecurityException, IOException {
        CMSORIforKEMOtherInfo use = new CMSORIforKEMOtherInfo(wrap, length, material);
        return KDF.getInstance(derivation)
                .deriveKey(
                        "AES", HKDFParameterSpec.ofExtract().addIKM(shared).thenExpand(use.getEncoded("DER"), length));
    }
}
