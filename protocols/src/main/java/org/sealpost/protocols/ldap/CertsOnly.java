package org.sealpost.protocols.ldap;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Integer;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.asn1.ASN1Set;
import java.util.HexFormat;

/** A certificate inside a PKCS #7 message that is nothing but that, the form of userSMIMECertificate (RFC 2798 section 2.8). */
public final class CertsOnly {
    /** Context-specific and constructed, number 0. */
    private static final byte TAG_0 = (byte) 0xa0;

    private static final byte TAG_OID = 0x06;
    /** 1.2.840.113549.1.7.1. */
    private static final ASN1Element DATA = oid("2a864886f70d010701");

    /** 1.2.840.113549.1.7.2. */
    private static final ASN1Element SIGNED_DATA = oid("2a864886f70d010702");

    private CertsOnly() {}

    private static ASN1Element oid(String hex) {
        return new ASN1Element(TAG_OID, HexFormat.of().parseHex(hex));
    }

    /** SignedData without signers, RFC 5652 section 5.1. */
    public static byte[] of(byte[] certificate) {
        ASN1Sequence signedData = new ASN1Sequence(
                new ASN1Integer(1),
                new ASN1Set(),
                new ASN1Sequence(DATA),
                new ASN1Element(TAG_0, certificate),
                new ASN1Set());
        return new ASN1Sequence(SIGNED_DATA, new ASN1Element(TAG_0, signedData.encode())).encode();
    }
}
