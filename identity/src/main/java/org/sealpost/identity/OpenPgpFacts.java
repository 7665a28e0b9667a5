package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.MailAddress;

/**
 * What policies need to know of an OpenPGP key (RFC 9580); the key itself stays in the rooms of craft.
 *
 * @param fingerprint of the primary key, lower-case hex: 40 digits for version 4, 64 for version 6
 * @param version 4 or 6
 * @param addresses the mail addresses in its valid user ids
 * @param uses what its valid subkeys are for
 * @param algorithm such as {@code Ed25519/X25519} or {@code RSA-3072}
 * @param authenticated whether it announces that its program reads data protected with AEAD (RFC 9580 section 5.13.2)
 * @param expires empty if never
 */
public record OpenPgpFacts(
        String fingerprint,
        int version,
        List<MailAddress> addresses,
        Set<CertificateUse> uses,
        String algorithm,
        boolean authenticated,
        Instant created,
        Optional<Instant> expires,
        CertificateStatus status) {
    public OpenPgpFacts {
        addresses = List.copyOf(addresses);
        uses = Set.copyOf(uses);
        if (!fingerprint.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a fingerprint has 40 or 64 lower-case hex digits: " + fingerprint);
        }
    }

    public boolean names(MailAddress address) {
        return addresses.stream().anyMatch(address::isSameMailbox);
    }

    public boolean isValidAt(Instant instant) {
        return !instant.isBefore(created) && expires.map(instant::isBefore).orElse(true);
    }

    /** Active, inside its dates, and meant for this use. */
    public boolean isUsableFor(CertificateUse use, Instant instant) {
        return status == CertificateStatus.ACTIVE && uses.contains(use) && isValidAt(instant);
    }

    public OpenPgpFacts in(CertificateStatus other) {
        return new OpenPgpFacts(
                fingerprint, version, addresses, uses, algorithm, authenticated, created, expires, other);
    }
}
