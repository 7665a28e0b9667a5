package org.sealpost.pki;

import java.math.BigInteger;

/**
 * A copy of what the authority does, kept apart from the database: what was signed, revoked or archived since the last backup is
 * not lost with the machine. Each call names what was just written, and returns once its copy is on disk.
 */
public interface IssuanceJournal {
    /** No copy is kept. */
    IssuanceJournal NONE = new IssuanceJournal() {
        @Override
        public void intended(String issuer, BigInteger serial) {
            // Nothing to keep.
        }

        @Override
        public void certificate(String fingerprint) {
            // Nothing to keep.
        }

        @Override
        public void key(String keyId) {
            // Nothing to keep.
        }

        @Override
        public void authority(String name) {
            // Nothing to keep.
        }

        @Override
        public void serial(String issuer, BigInteger serial) {
            // Nothing to keep.
        }
    };

    /** About to be signed. Fails rather than let a certificate be signed of which no copy would know. */
    void intended(String issuer, BigInteger serial);

    /** Issued, or of another status than before. Never fails: a revocation counts even if its copy cannot be kept. */
    void certificate(String fingerprint);

    /** A private key was archived, or is closed in another way than before. Never fails. */
    void key(String keyId);

    /** An authority is new, or is not what it was: another state, another certificate. Never fails. */
    void authority(String name);

    /** An OpenPGP key of our people was made, or says something else of itself than before. Never fails. */
    default void openPgpKey(String fingerprint) {
        // Of those that keep a copy the backup's journal does.
    }

    /** A number was revoked of which there is no certificate. Never fails. */
    void serial(String issuer, BigInteger serial);
}
