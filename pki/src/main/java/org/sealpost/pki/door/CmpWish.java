package org.sealpost.pki.door;

import java.math.BigInteger;
import java.security.PublicKey;
import java.util.List;
import org.sealpost.identity.RevocationReason;

/** What a client asks for in a CMP message. */
public sealed interface CmpWish {
    /** With which message a certificate is asked for. */
    enum Kind {
        INITIAL,
        FURTHER,
        PKCS10,
        UPDATE
    }

    /**
     * A certificate over a key; the proof that the client holds it was checked.
     *
     * @param id names the request in the answer
     * @param names of whom it speaks, see {@link SigningRequest}
     */
    record Certify(Kind kind, BigInteger id, PublicKey key, List<String> names) implements CmpWish {
        public Certify {
            names = List.copyOf(names);
        }
    }

    /** The certificate with this number is to count no more. */
    record Revoke(BigInteger serial, RevocationReason reason) implements CmpWish {}

    /**
     * The client has its certificate, and takes it or not.
     *
     * @param hash of the certificate that it has, hex
     */
    record Confirm(boolean accepted, String hash) implements CmpWish {}

    /** Whether there is news about a request that waits. */
    record Poll(BigInteger id) implements CmpWish {}

    /** Questions about the authority, by object identifiers. */
    record Ask(List<String> types) implements CmpWish {
        public Ask {
            types = List.copyOf(types);
        }
    }
}
