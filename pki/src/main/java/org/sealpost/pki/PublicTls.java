package org.sealpost.pki;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Change;

/** What must survive of the server's dealings with a public authority: account, certificate, the last failure. */
public interface PublicTls {
    /** Empty if nobody was ever asked. */
    Optional<State> find();

    Change putting(State state);

    /**
     * Where things stand with one authority.
     *
     * @param directory its address (RFC 8555 section 7.1.1); an account there is of no use elsewhere
     * @param accountKey the public key of the account, SubjectPublicKeyInfo in base64; the private one is in the key archive
     * @param chain of the certificate, PEM, the server's first; "" if there is none
     * @param renewAt when the next one is to be asked for
     * @param failures how many tries failed since the last success
     * @param failure what the last of them said, "" if there was none
     * @param retryAt not before then
     */
    record State(
            String directory,
            String accountKey,
            String chain,
            Optional<Instant> renewAt,
            int failures,
            String failure,
            Optional<Instant> retryAt) {
        /** After a success: nothing failed. */
        public State obtained(String newChain, Instant newRenewAt) {
            return new State(directory, accountKey, newChain, Optional.of(newRenewAt), 0, "", Optional.empty());
        }

        public State failed(String why, Instant again) {
            return new State(directory, accountKey, chain, renewAt, failures + 1, why, Optional.of(again));
        }

        public State renewing(Instant then) {
            return new State(directory, accountKey, chain, Optional.of(then), failures, failure, retryAt);
        }
    }
}
