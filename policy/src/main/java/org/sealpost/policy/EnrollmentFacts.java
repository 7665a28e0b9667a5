package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.DirectoryEntry.Account;

/**
 * All that {@link EnrollmentPolicy} looks at: one account, one template.
 *
 * @param account as the directory has it now; empty if it is gone
 * @param granted whether the account may have certificates of this template
 * @param held certificates of this template that were issued to the account, newest first, in any status
 */
public record EnrollmentFacts(
        Optional<Account> account,
        CertificateTemplate template,
        boolean granted,
        List<CertificateFacts> held,
        Instant now) {
    public EnrollmentFacts {
        held = List.copyOf(held);
    }
}
