package org.sealpost.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.sealpost.mail.MailAddress;

/**
 * A signer's wish that all who read the message sign that they did (RFC 2634 section 2.7).
 *
 * @param identifier by which the receipt names the message
 * @param to where receipts are to go
 */
public record ReceiptWish(String identifier, MailAddress to) {
    private static final int ALL = 0;

    byte[] attribute() {
        try {
            return new Attribute(
                            PKCSObjectIdentifiers.id_aa_receiptRequest,
                            new DERSet(new DERSequence(new org.bouncycastle.asn1.ASN1Encodable[] {
                                new DEROctetString(identifier.getBytes(StandardCharsets.US_ASCII)),
                                new DERTaggedObject(false, 0, new ASN1Integer(ALL)),
                                new DERSequence(
                                        new GeneralNames(new GeneralName(GeneralName.rfc822Name, to.toString())))
                            })))
                    .getEncoded("DER");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
