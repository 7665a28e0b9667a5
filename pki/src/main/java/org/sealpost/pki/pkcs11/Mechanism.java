package org.sealpost.pki.pkcs11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a token should do with a key (PKCS #11 Mechanisms 2.40); parameters as their structure lies in memory. */
record Mechanism(long type, byte[] parameter) {
    static final Mechanism MAKE_RSA = plain(0x0000);
    static final Mechanism MAKE_EC = plain(0x1040);
    static final Mechanism MAKE_EDWARDS = plain(0x1055);
    static final Mechanism RSA_PKCS1 = plain(0x0001);
    static final Mechanism ECDSA = plain(0x1041);
    static final Mechanism EDDSA = plain(0x1057);

    private static final long RSA_PSS_TYPE = 0x000D;
    private static final long SHA256 = 0x250;
    private static final long SHA384 = 0x260;
    private static final long SHA512 = 0x270;
    private static final long MASK_SHA256 = 2;
    private static final long MASK_SHA384 = 3;
    private static final long MASK_SHA512 = 4;

    private static Mechanism plain(long type) {
        return new Mechanism(type, new byte[0]);
    }

    /** RSASSA-PSS over a digest of this length, with a salt as long (CK_RSA_PKCS_PSS_PARAMS). */
    static Mechanism pss(int digestBytes) {
        long digest = digestBytes == 32 ? SHA256 : digestBytes == 48 ? SHA384 : SHA512;
        long mask = digestBytes == 32 ? MASK_SHA256 : digestBytes == 48 ? MASK_SHA384 : MASK_SHA512;
        return new Mechanism(
                RSA_PSS_TYPE,
                ByteBuffer.allocate(3 * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(digest)
                        .putLong(mask)
                        .putLong(digestBytes)
                        .array());
    }
}
