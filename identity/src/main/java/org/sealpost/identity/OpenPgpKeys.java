package org.sealpost.identity;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/** The public OpenPGP keys of people, ours and those of outsiders: the keyring of the organisation. */
public interface OpenPgpKeys extends OpenPgpSigners {
    /** No keys at all. */
    OpenPgpKeys NONE = new OpenPgpKeys() {
        @Override
        public List<OpenPgpKey> find(MailAddress address) {
            return List.of();
        }

        @Override
        public List<Owned> owned(String owner) {
            return List.of();
        }

        @Override
        public List<OpenPgpKey> withFingerprint(String start) {
            return List.of();
        }

        @Override
        public List<OpenPgpKey> withKeyId(String keyId) {
            return List.of();
        }

        @Override
        public List<String> owners() {
            return List.of();
        }

        @Override
        public Change putting(OpenPgpKey key, Optional<Holding> holding) {
            throw new UnsupportedOperationException("keys cannot be kept here");
        }

        @Override
        public Change removing(String fingerprint) {
            throw new UnsupportedOperationException("keys cannot be kept here");
        }
    };

    /** Whose key it is, and under which id its secret lies in the archive of keys. */
    record Holding(String owner, String keyId) {}

    /** A key of one of our people. */
    record Owned(OpenPgpKey key, Holding holding) {
        public OpenPgpFacts facts() {
            return key.facts();
        }
    }

    /** All keys that name this address in a user id, newest first, in any status. */
    List<OpenPgpKey> find(MailAddress address);

    /** The keys of an account, newest first, in any status, by the name under which the book has the account. */
    List<Owned> owned(String owner);

    /** Keys whose fingerprint starts so; a full one finds one key or none. */
    List<OpenPgpKey> withFingerprint(String start);

    /** Everybody who holds a key of the house. */
    List<String> owners();

    /** Adds a key, or replaces the one of its fingerprint; {@code holding} for keys of our people. */
    Change putting(OpenPgpKey key, Optional<Holding> holding);

    /** Forgets the key of somebody outside. */
    Change removing(String fingerprint);
}
