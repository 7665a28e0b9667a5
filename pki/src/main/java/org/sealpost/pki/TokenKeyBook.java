package org.sealpost.pki;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;

/** Which keys of authorities lie in a token, and where there; the keys themselves are nowhere else. */
public interface TokenKeyBook {
    /** No key lies in a token. */
    TokenKeyBook NONE = new TokenKeyBook() {
        @Override
        public Change putting(Entry entry) {
            throw new AuthorityFailure("keys in tokens are not kept here");
        }

        @Override
        public Optional<Entry> find(String keyId) {
            return Optional.empty();
        }

        @Override
        public List<Entry> all() {
            return List.of();
        }
    };

    /**
     * Where a key lies.
     *
     * @param keyId SHA-256 of the public key, as everywhere
     * @param owner such as {@code authority issuing}
     * @param token label of the token
     * @param label of the key in it
     * @param publicKey SubjectPublicKeyInfo, DER
     */
    record Entry(String keyId, String owner, String token, String label, byte[] publicKey) {}

    Change putting(Entry entry);

    Optional<Entry> find(String keyId);

    List<Entry> all();
}
