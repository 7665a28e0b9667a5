package org.sealpost.protection;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.RecipientKeyIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.smime.SMIMEAttributes;
import org.bouncycastle.asn1.smime.SMIMECapability;

/**
 * What a signer tells about answers: what the program reads, and to which certificate to encrypt (RFC 8551 section 2.5). Worth
 * what the signature is worth.
 *
 * @param ciphers best first, such as {@code AES-256-GCM}; those the house has no name for are left out
 * @param encryptionCertificate DER; that of the signature itself if nothing else is named
 * @param receipt that the signer asks for
 */
public record Announcement(
        List<String> ciphers, Optional<byte[]> encryptionCertificate, Optional<ReceiptRequest> receipt) {
    static final Announcement NOTHING = new Announcement(List.of(), Optional.empty(), Optional.empty());

    private static final int CAPABILITIES_LIMIT = 100;
    private static final String CAPABILITIES_EXTENSION = PKCSObjectIdentifiers.pkcs_9_at_smimeCapabilities.getId();
    private static final ASN1ObjectIdentifier MICROSOFT_PREFERENCE = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.16.4");
    private static final Map<ASN1ObjectIdentifier, String> NAMES = Map.of(
            NISTObjectIdentifiers.id_aes256_GCM, "AES-256-GCM",
            NISTObjectIdentifiers.id_aes192_GCM, "AES-192-GCM",
            NISTObjectIdentifiers.id_aes128_GCM, "AES-128-GCM",
            NISTObjectIdentifiers.id_aes256_CBC, "AES-256-CBC",
            NISTObjectIdentifiers.id_aes192_CBC, "AES-192-CBC",
            NISTObjectIdentifiers.id_aes128_CBC, "AES-128-CBC",
            PKCSObjectIdentifiers.des_EDE3_CBC, "3DES-CBC");

    public Announcement {
        ciphers = List.copyOf(ciphers);
    }

    /** From the signed attributes; what is doubled or cannot be read tells nothing. */
    static Announcement of(SignerInfo signer, byte[] ownCertificate, List<NamedCertificate> certificates) {
        ASN1Set signed = signer.getAuthenticatedAttributes();
        if (signed == null) {
            return NOTHING;
        }
        AttributeTable attributes = new AttributeTable(signed);
        List<String> ciphers = only(attributes, SMIMEAttributes.smimeCapabilities)
                .map(Announcement::ciphers)
                .orElse(List.of());
        Optional<ASN1Encodable> preferred = only(attributes, SMIMEAttributes.encrypKeyPref)
                .flatMap(Announcement::preference)
                .or(() -> only(attributes, MICROSOFT_PREFERENCE));
        return new Announcement(
                ciphers,
                preferred.isEmpty()
                        ? Optional.of(ownCertificate)
                        : preferred.flatMap(name -> named(name, certificates)),
                receipt(signer));
    }

    static Optional<ReceiptRequest> receipt(SignerInfo signer) {
        return Optional.ofNullable(signer.getAuthenticatedAttributes())
                .flatMap(signed -> only(new AttributeTable(signed), PKCSObjectIdentifiers.id_aa_receiptRequest))
                .flatMap(request -> ReceiptRequest.of(request, signer));
    }

    /** What a certificate itself tells of its holder's program (RFC 4262). */
    static List<String> ciphers(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(CAPABILITIES_EXTENSION);
        try {
            return extension == null
                    ? List.of()
                    : ciphers(ASN1Sequence.getInstance(
                            ASN1OctetString.getInstance(extension).getOctets()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return List.of();
        }
    }

    private static Optional<ASN1Encodable> only(AttributeTable attributes, ASN1ObjectIdentifier type) {
        ASN1EncodableVector all = attributes.getAll(type);
        if (all.size() != 1) {
            return Optional.empty();
        }
        ASN1Set values = Attribute.getInstance(all.get(0)).getAttrValues();
        return values.size() == 1 ? Optional.of(values.getObjectAt(0)) : Optional.empty();
    }

    private static List<String> ciphers(ASN1Encodable capabilities) {
        List<String> names = new ArrayList<>();
        try {
            ASN1Sequence all = ASN1Sequence.getInstance(capabilities);
            for (int i = 0; i < Math.min(all.size(), CAPABILITIES_LIMIT); i++) {
                String name = NAMES.get(
                        SMIMECapability.getInstance(all.getObjectAt(i)).getCapabilityID());
                if (name != null && !names.contains(name)) {
                    names.add(name);
                }
            }
            return names;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return List.of();
        }
    }

    private static Optional<ASN1Encodable> preference(ASN1Encodable choice) {
        try {
            ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(choice);
            return switch (tagged.getTagNo()) {
                case 0 -> Optional.of(ASN1Sequence.getInstance(tagged, false));
                case 1 ->
                    Optional.of(
                            RecipientKeyIdentifier.getInstance(tagged, false).getSubjectKeyIdentifier());
                case 2 -> Optional.of(ASN1OctetString.getInstance(tagged, false));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> named(ASN1Encodable name, List<NamedCertificate> certificates) {
        try {
            ASN1Encodable id = name instanceof ASN1OctetString ? name : IssuerAndSerialNumber.getInstance(name);
            return certificates.stream()
                    .filter(one -> one.is(id))
                    .findFirst()
                    .map(one -> SignatureVerifier.encoded(one.certificate()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
