package org.sealpost.identity;

import java.util.Optional;
import org.sealpost.mail.Domain;

/** Keeps what domains said about their servers, so that nobody can make it unsaid by blocking the way to it. */
public interface StsPolicies {
    Optional<StsTerms> of(Domain domain);

    /** In place of what the domain said before. */
    void keep(StsTerms policy);
}
