package org.sealpost.protection;

/** In which form a message is encrypted. What a recipient cannot read must not be chosen, so the caller says which. */
public enum EncryptionFormat {
    /** EnvelopedData with AES-256-CBC: read by every S/MIME program in use. */
    CONSERVATIVE,
    /** AuthEnvelopedData with AES-256-GCM (RFC 5083): inside the house, and where a recipient announced it. */
    AUTHENTICATED
}
