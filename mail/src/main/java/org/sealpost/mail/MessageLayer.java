package org.sealpost.mail;

import java.util.List;

/** One layer of protection around a message, seen from outside in, and what was found when it was taken off. */
public sealed interface MessageLayer {
    /**
     * A signature around all that lies further inside.
     *
     * @param form how the text lies beside or inside the signature
     * @param certificate SHA-256 of the signer's certificate, or the fingerprint of the OpenPGP key, lower-case hex; "" if it
     *     is not known
     * @param algorithms such as {@code SHA-256, RSA}; "" if it did not come to that
     * @param notices what a reader should know although it decides nothing
     */
    record Signed(SignedForm form, SignatureCheck check, String certificate, String algorithms, List<String> notices)
            implements MessageLayer {
        public Signed {
            notices = List.copyOf(notices);
        }
    }

    /** RFC 8551 section 3.5: readable beside its signature, or inside it; or with OpenPGP. */
    enum SignedForm {
        CLEAR,
        OPAQUE,
        OPENPGP
    }

    record Encrypted(EncryptionCheck check) implements MessageLayer {}

    /** CompressedData (RFC 3274): protects nothing, and only hides what is inside from programs that do not know it. */
    record Compressed() implements MessageLayer {}

    /** A layer of OpenPGP where OpenPGP is not read: it ends the walk. */
    record OpenPgp(Protection protection) implements MessageLayer {}

    /** The walk ended here because something was damaged or more than the house reads. */
    record Unread(String reason) implements MessageLayer {}
}
