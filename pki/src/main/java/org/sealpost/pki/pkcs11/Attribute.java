package org.sealpost.pki.pkcs11;

import java.nio.charset.StandardCharsets;

/** One property of an object in a token (PKCS #11 section 4). */
record Attribute(long type, byte[] value) {
    static final long CLASS = 0x000;
    static final long TOKEN = 0x001;
    static final long PRIVATE = 0x002;
    static final long LABEL = 0x003;
    static final long KEY_TYPE = 0x100;
    static final long ID = 0x102;
    static final long SENSITIVE = 0x103;
    static final long SIGN = 0x108;
    static final long VERIFY = 0x10A;
    static final long MODULUS = 0x120;
    static final long MODULUS_BITS = 0x121;
    static final long PUBLIC_EXPONENT = 0x122;
    static final long EXTRACTABLE = 0x162;
    static final long EC_PARAMS = 0x180;
    static final long EC_POINT = 0x181;

    static final long PUBLIC_KEY_CLASS = 2;
    static final long PRIVATE_KEY_CLASS = 3;

    static Attribute of(long type, boolean value) {
        return new Attribute(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    static Attribute of(long type, String value) {
        return new Attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A number; CK_ULONG, in the order of this machine. */
    static Attribute of(long type, long value) {
        return new Attribute(
                type,
                java.nio.ByteBuffer.allocate(Long.BYTES)
                        .order(java.nio.ByteOrder.nativeOrder())
                        .putLong(value)
                        .array());
    }
}
