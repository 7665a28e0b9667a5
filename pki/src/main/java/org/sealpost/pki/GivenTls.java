package org.sealpost.pki;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.Change;

/** What must survive of certificates that an outside authority gives for the server by hand: requests, chains, and who shows them. */
public interface GivenTls {
    /** The newest first. */
    List<Given> all();

    Change putting(Given given);

    /** By service the key id of the certificate that it shows; services that show the usual one are missing. */
    Map<String, String> services();

    /** Lets services show a certificate, or the usual one again. */
    Change binding(Set<String> services, Optional<String> keyId);

    /**
     * A certificate that was asked for.
     *
     * @param keyId of the key in the archive
     * @param names that were asked for
     * @param chain PEM, the server's first; "" until it comes
     */
    record Given(String keyId, List<String> names, String chain, Instant madeAt) {
        public Given {
            names = List.copyOf(names);
        }

        public boolean isAwaited() {
            return chain.isEmpty();
        }

        public Given with(String come) {
            return new Given(keyId, names, come, madeAt);
        }
    }
}
