package org.sealpost.protection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.sealpost.mail.MailAddress;

/**
 * What the signer of a message asks: that whoever reads it says so under a signature of their own (RFC 2634 section 2.7).
 *
 * @param identifier what the signer calls the message by
 * @param signature the signer's, over the message
 * @param attributesDigest of the signed attributes, with the digest of that signature
 * @param from who is asked; empty if everybody is
 * @param to where a receipt is to go
 */
public record ReceiptRequest(
        byte[] identifier, byte[] signature, byte[] attributesDigest, List<MailAddress> from, List<MailAddress> to) {
    private static final int NAMES_LIMIT = 100;
    private static final int IDENTIFIER_LIMIT_BYTES = 1_000;

    public ReceiptRequest {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** Empty if it cannot be read. {@code attribute}: its one value. */
    static Optional<ReceiptRequest> of(ASN1Encodable attribute, SignerInfo signer) {
        try {
            ASN1Sequence request = ASN1Sequence.getInstance(attribute);
            byte[] identifier =
                    ASN1OctetString.getInstance(request.getObjectAt(0)).getOctets();
            Optional<String> digest =
                    CmsVerifier.digestName(signer.getDigestAlgorithm().getAlgorithm());
            if (digest.isEmpty() || identifier.length > IDENTIFIER_LIMIT_BYTES) {
                return Optional.empty();
            }
            byte[] attributes = new DLSet(signer.getAuthenticatedAttributes().toArray()).getEncoded("DER");
            return Optional.of(new ReceiptRequest(
                    identifier,
                    signer.getEncryptedDigest().getOctets(),
                    Jca.digest(digest.get()).digest(attributes),
                    asked(ASN1TaggedObject.getInstance(request.getObjectAt(1))),
                    addresses(ASN1Sequence.getInstance(request.getObjectAt(2)))));
        } catch (java.io.IOException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** All, those to whom the signer wrote directly, or a list of names. */
    private static List<MailAddress> asked(ASN1TaggedObject choice) {
        return choice.getTagNo() == 1 ? addresses(ASN1Sequence.getInstance(choice, false)) : List.of();
    }

    private static List<MailAddress> addresses(ASN1Sequence names) {
        List<MailAddress> addresses = new ArrayList<>();
        for (int i = 0; i < Math.min(names.size(), NAMES_LIMIT); i++) {
            for (GeneralName name :
                    GeneralNames.getInstance(names.getObjectAt(i)).getNames()) {
                if (name.getTagNo() == GeneralName.rfc822Name) {
                    addresses.add(MailAddress.parse(name.getName().toString()));
                }
            }
        }
        return addresses;
    }
}
