package org.sealpost.identity;

/** What the key of a certificate does; with both, one certificate serves for everything. */
public enum KeyPurpose {
    SIGNATURE,
    ENCRYPTION
}
