package org.sealpost.enrollment;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A public authority that gives certificates to servers that prove that they are reached by their names (RFC 8555). */
public interface PublicAuthority {
    /**
     * Whose account is used.
     *
     * @param directory address of the authority
     * @param contact mail address for its notices
     * @param key of the account, which is made if there is none with this key
     */
    record Account(String directory, Optional<String> contact, KeyPair key) {}

    /**
     * Asks for a certificate and proves the names; takes minutes at worst.
     *
     * @return the chain, the server's certificate first
     */
    List<X509Certificate> obtain(Account account, Set<String> names, KeyPair key) throws Failure;

    /** When the authority wants a certificate to be renewed, if it says so (RFC 9773): begin and end of a time. */
    Optional<Window> renewal(Account account, X509Certificate certificate) throws Failure;

    /** Some moment in it, so that not all servers come at once. */
    record Window(Instant begin, Instant end) {}

    /** The authority gave nothing. */
    final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Optional<Instant> retryAt;

        /** {@code sentence}: what went wrong, for the administrator; {@code retryAt}: if the authority says when to come again. */
        public Failure(String sentence, Optional<Instant> retryAt) {
            super(sentence, null, false, false);
            this.retryAt = retryAt;
        }

        public String sentence() {
            return String.valueOf(getMessage());
        }

        Optional<Instant> retryAt() {
            return retryAt;
        }
    }
}
