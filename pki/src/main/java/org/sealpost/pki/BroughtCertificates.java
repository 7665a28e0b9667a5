package org.sealpost.pki;

import java.util.List;
import java.util.Set;
import org.sealpost.identity.Certificate;
import org.sealpost.mail.Change;

/** Certificates of other authorities that people of the house brought along with their keys. The keys lie in {@link KeyArchive}. */
public interface BroughtCertificates {
    /**
     * One of them.
     *
     * @param certificate its facts name only addresses of the owner
     * @param owner the account's address, as the book of the authority names owners
     * @param chain the certificates above it, the root left out; DER
     * @param keyHere whether the house can open its private key
     */
    record Brought(Certificate certificate, String keyId, String owner, List<byte[]> chain, boolean keyHere) {
        public Brought {
            chain = List.copyOf(chain);
        }
    }

    /**
     * Keeps it beside those that the house issued. One that is known without its key gets it, one that was withdrawn counts
     * again with the status that the facts tell.
     */
    Change bringing(Brought brought);

    /** What a person brought, newest first, in any status. */
    List<Brought> broughtBy(String owner);

    /** Everybody who brought one that is still active. */
    Set<String> bringers();

    /** Forgets whose key belongs to it; for a key that is destroyed. */
    Change unbringing(String fingerprint);
}
