package org.sealpost.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * How the way of a message to one recipient is protected.
 *
 * @param messageEncrypted whether the message itself is, by S/MIME or OpenPGP, whoever did it
 * @param links the connections of this server that the message takes
 */
public record ProtectionLevelFacts(boolean messageEncrypted, List<Link> links) {
    public ProtectionLevelFacts {
        links = List.copyOf(links);
    }

    /** How one connection is protected. */
    public enum Link {
        /** There is none, the message was made here. */
        INSIDE,
        TLS,
        /** Encrypted if the other side can. */
        TLS_IF_OFFERED,
        TUNNEL,
        CLEAR,
        UNKNOWN
    }

    /** Of a plan that is not carried out yet. */
    public static ProtectionLevelFacts planned(Decision<ProtectionVerdict> protection, List<Link> links) {
        boolean encrypts = switch (protection.verdict()) {
            case ProtectionVerdict.Seal seal -> seal.encryption().isPresent();
            case ProtectionVerdict.SealOpenPgp seal -> seal.recipient().isPresent();
            case ProtectionVerdict.PassThrough passed -> isEncryptedAlready(protection.because());
            default -> false;
        };
        return new ProtectionLevelFacts(encrypts, links);
    }

    /** Whether these reasons for a decision say that the message was encrypted before. */
    public static boolean isEncryptedAlready(List<Finding> because) {
        return because.stream().anyMatch(finding -> finding.rule() == ProtectionRule.ALREADY_ENCRYPTED);
    }

    /** The link over which a message came, as it was written down when it was accepted. */
    public static Stream<Link> arrival(List<Finding> accepted) {
        return HopTrail.measured(accepted, "").stream().map(hop -> switch (hop.evidence()) {
            case TLS -> Link.TLS;
            case TUNNEL -> Link.TUNNEL;
            default -> Link.CLEAR;
        });
    }
}
