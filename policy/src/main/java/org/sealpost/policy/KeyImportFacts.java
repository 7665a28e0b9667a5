package org.sealpost.policy;

import java.util.Set;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.DirectoryEntry.Account;

/**
 * All that {@link KeyImportPolicy} looks at: a person brings a certificate of another authority, and its key.
 *
 * @param allowed whether the person's domain lets people publish certificates of their own
 * @param ours whether an authority of this house issued it
 * @param fits whether the key is the other half of the one in the certificate
 * @param weakness what is wrong with the key, in words; "" if nothing is
 * @param owners of certificates here that are over the same key
 * @param chain the verdict on the certificate for what it is used
 */
public record KeyImportFacts(
        Account account,
        boolean allowed,
        CertificateFacts certificate,
        boolean ours,
        boolean fits,
        String weakness,
        Set<String> owners,
        ChainVerdict chain) {
    public KeyImportFacts {
        owners = Set.copyOf(owners);
    }
}
