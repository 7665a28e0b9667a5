package org.sealpost.identity;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** Makes OpenPGP keys for people and changes what they say of themselves. */
public interface OpenPgpWorkshop {
    /** A new key: its public half, and the secret one for the archive. */
    record Made(OpenPgpKey key, PrivateKey secret) {}

    /**
     * What a key says of itself.
     *
     * @param name of the person; goes in front of each address
     */
    record Claims(String name, List<MailAddress> addresses, Optional<Instant> expires) {
        public Claims {
            addresses = List.copyOf(addresses);
        }
    }

    /** Why a key counts no more (RFC 9580 section 5.2.3.31). */
    enum Reason {
        NO_REASON,
        SUPERSEDED,
        COMPROMISED,
        RETIRED
    }

    /** A new key of this version: 4 for everybody's programs, 6 for those of RFC 9580. */
    Made make(int version, Claims claims, Instant now);

    /** The same key, saying something else from now on: other addresses, another end. */
    OpenPgpKey restate(PrivateKey secret, Claims claims, Instant now);

    /** The key with its revocation in it; to be published, so that others learn of it. */
    OpenPgpKey revoke(PrivateKey secret, OpenPgpKey key, Reason reason, Instant now);

    /**
     * A secret key that a person brings, opened with its passphrase.
     *
     * @throws IllegalArgumentException if the file is no such key, or the passphrase does not open it
     */
    Made read(byte[] file, char[] passphrase, String source, Instant now);

    /**
     * Public keys in a file, armoured or not.
     *
     * @throws IllegalArgumentException if there is none
     */
    List<OpenPgpKey> readPublic(byte[] file, Vouching vouching, String source, Instant now);

    /**
     * What is known of a key and what somebody brings of the same key, in one: the newest that it says of itself counts, and a
     * revocation is never lost. Who vouches stays as it was known.
     */
    OpenPgpKey join(OpenPgpKey known, OpenPgpKey brought, Instant now);

    /** The public key in ASCII armour (RFC 9580 section 6). */
    String armoured(OpenPgpKey key);
}
