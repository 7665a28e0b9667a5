package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/**
 * People outside whose certificates the house learned from their own signed mail, with what their programs can read. They stand
 * apart from the contacts of the organisation, which administrators looked at and which go first.
 */
public interface Correspondents {
    /**
     * One certificate of somebody outside.
     *
     * @param ciphers what the person's program reads, best first, such as {@code AES-256-GCM}
     * @param signedAt the signing time of the newest message that told it; nothing older changes it
     * @param learnedAt when that message came
     * @param queueId of that message, for {@code sealpost explain}
     */
    record Correspondent(
            MailAddress address,
            Certificate certificate,
            List<String> ciphers,
            Instant signedAt,
            Instant learnedAt,
            String queueId) {
        public Correspondent {
            ciphers = List.copyOf(ciphers);
        }
    }

    /** All that was learned of an address, newest signing time first. */
    List<Correspondent> find(MailAddress address);

    Optional<Certificate> byFingerprint(String fingerprint);

    /** In order of address, at most so many. */
    List<Correspondent> list(int limit);

    /** A certificate from a message as the house would keep it; empty if it is that of an authority, or cannot be read. */
    Optional<Certificate> read(byte[] der);

    /** Who issued a certificate, in words that stay the same for the same issuer. */
    String issuer(Certificate certificate);

    /** Adds it, or what is new about a certificate that is known for the address. */
    Change learning(Correspondent correspondent);

    /** All of an address; what comes later is learned anew. */
    Change forgetting(MailAddress address);
}
