package org.sealpost.pki;

/** Where each use of a key of the authority is written down. */
public interface KeyUses {
    /**
     * What a key is about to sign.
     *
     * @param certificate SHA-256 fingerprint of the certificate to which the key belongs
     * @param use what is signed, in few words: {@code signs a certificate of template MailUser for ann@example.org}
     * @param why what asked for it
     */
    record KeyUse(String certificate, String use, String why) {}

    /** Returns once the use is on disk; the key signs only then. */
    void record(KeyUse use);
}
