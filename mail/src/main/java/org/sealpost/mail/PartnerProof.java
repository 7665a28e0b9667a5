package org.sealpost.mail;

/**
 * That the other side of a session proved to be a partner, and by what.
 *
 * @param partner by which administrators know it
 * @param domain the domain of the partner for which the session stands
 * @param author whether the message that came names an author of the same partner, and nobody else
 * @param certificate SHA-256 of the certificate that was shown, lower-case hex
 * @param anchor SHA-256 of the partner's authority under which it stands, or of the pinned key, lower-case hex
 */
public record PartnerProof(String partner, Domain domain, boolean author, String certificate, String anchor) {
    /** For a message of which this is known of the author. */
    public PartnerProof withAuthor(boolean ofPartner) {
        return new PartnerProof(partner, domain, ofPartner, certificate, anchor);
    }
}
