package org.sealpost.identity;

/**
 * Something that speaks against a path of certificates.
 *
 * @param certificate SHA-256 fingerprint of the one that it is about, "" for the path as a whole
 * @param text in words for an administrator
 */
public record ChainFault(Check check, String certificate, String text) {

    /** What is asked about every path, in this order. */
    public enum Check {
        /** Nobody put the certificate, its key or one of its authorities on the list of what is never trusted. */
        DISTRUST,
        /** Each certificate can be read and is built as RFC 5280 section 4 demands. */
        PROFILE,
        /** Signatures and keys use algorithms that are still trusted at the time. */
        ALGORITHM,
        /** Each certificate bears the signature of the next. */
        SIGNATURE,
        /** Names chain; authorities are authorities; path lengths and critical extensions (RFC 5280 section 6). */
        STRUCTURE,
        /** No name lies outside what an authority may name. */
        NAME_CONSTRAINT,
        /** Certificate policies, and the verdict of the second validator. */
        POLICY,
        /** All are inside their dates at the time. */
        DATES,
        /** The certificate and its authorities are meant for the purpose. */
        PURPOSE,
        /** It bears the name that was asked for. */
        NAME,
        /** The limits of time and size held. */
        LIMIT
    }
}
