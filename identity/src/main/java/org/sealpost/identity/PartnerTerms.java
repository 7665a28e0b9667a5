package org.sealpost.identity;

import java.util.Optional;

/**
 * What was agreed with a partner beyond who it is.
 *
 * @param clientUsage whether a certificate shown by a client must be meant for clients
 * @param revocation HARD or SOFT: what becomes of a certificate whose revocation nobody can tell
 * @param refusal what a sender without proof is told
 * @param contact whom to call there, for people
 * @param orEncryptedAfter after which time mail that is encrypted to its recipient goes without the partner's proof; empty for never
 */
public record PartnerTerms(
        ClientUsage clientUsage,
        RevocationMode revocation,
        Refusal refusal,
        String contact,
        Optional<EncryptedAfter> orEncryptedAfter) {
    private static final int CONTACT_LIMIT = 200;

    public static final PartnerTerms DEFAULT =
            new PartnerTerms(ClientUsage.ACCEPT_SERVER, RevocationMode.SOFT, Refusal.WAIT, "", Optional.empty());

    /** Public authorities no longer issue certificates for clients; a partner's own authority may. */
    public enum ClientUsage {
        /** The extended key usage must name clients, or nothing. */
        REQUIRE,
        /** A certificate for servers is good enough. */
        ACCEPT_SERVER
    }

    /** What a server hears that says it sends for the partner and does not prove it. */
    public enum Refusal {
        /** 454: it tries again, and no mail is lost while somebody puts the certificate right. */
        WAIT,
        /** 550: its users hear of it at once. */
        RETURN
    }

    public PartnerTerms {
        if (revocation == RevocationMode.OFF) {
            throw new IllegalArgumentException("revocation of a partner's certificates is hard or soft, never off");
        }
        if (contact.length() > CONTACT_LIMIT || contact.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a contact is one line of at most " + CONTACT_LIMIT + " characters");
        }
    }

    public PartnerTerms withClientUsage(ClientUsage other) {
        return new PartnerTerms(other, revocation, refusal, contact, orEncryptedAfter);
    }

    public PartnerTerms withRevocation(RevocationMode other) {
        return new PartnerTerms(clientUsage, other, refusal, contact, orEncryptedAfter);
    }

    public PartnerTerms withRefusal(Refusal other) {
        return new PartnerTerms(clientUsage, revocation, other, contact, orEncryptedAfter);
    }

    public PartnerTerms withContact(String other) {
        return new PartnerTerms(clientUsage, revocation, refusal, other, orEncryptedAfter);
    }

    public PartnerTerms withOrEncryptedAfter(Optional<EncryptedAfter> other) {
        return new PartnerTerms(clientUsage, revocation, refusal, contact, other);
    }
}
