package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.sealpost.identity.ChainFault.Check;

/**
 * One path from a certificate to a trust anchor, and everything that was found about it.
 *
 * @param members from the certificate to the anchor, both included
 * @param checked what was asked; whatever of it has no fault was passed
 * @param warnings what a foreign authority should have done better, and what decides nothing
 * @param notBefore the latest start of all members; notAfter the earliest end
 * @param revocation for each member below the anchor; empty if other faults made it idle to ask
 */
public record PathFacts(
        List<Member> members,
        Set<Check> checked,
        List<ChainFault> faults,
        List<ChainFault> warnings,
        Instant notBefore,
        Instant notAfter,
        RevocationMode mode,
        List<RevocationStatus> revocation) {
    public PathFacts {
        members = List.copyOf(members);
        checked = Set.copyOf(checked);
        faults = List.copyOf(faults);
        warnings = List.copyOf(warnings);
        revocation = List.copyOf(revocation);
    }

    /** A certificate of the path, for people. */
    public record Member(String fingerprint, String name, String serial) {}

    /**
     * What was found about the revocation of one member.
     *
     * @param evidence SHA-256 of the CRL or OCSP answer that says so, "" if there is none
     */
    public record RevocationStatus(String certificate, RevocationFinding finding, String evidence) {}
}
