package org.sealpost.pki;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;

/**
 * The book of an authority: every intent to sign, every certificate signed, every revocation, every CRL. What a method wrote
 * is on disk when it returns.
 */
public interface IssuedCertificates {
    /** What is about to be signed. Written first, so that no certificate exists of which the book knows nothing. */
    record Intent(BigInteger serial, String issuer, String subject, String template, String contentHash, Instant at) {}

    /**
     * A certificate with what the authority knows about it.
     *
     * @param issuer the name of the authority that signed, see {@link AuthorityRecord#name}
     * @param owner for whom: an account's address or a part of the house
     * @param publish whether the directory shows it
     */
    record Issued(
            Certificate certificate, BigInteger serial, String issuer, String keyId, String owner, boolean publish) {}

    /** Where a certificate stands, for CRL and OCSP. */
    record Standing(CertificateStatus status, Optional<Revocation> revocation) {}

    record Revocation(BigInteger serial, Instant at, RevocationReason reason) {}

    /**
     * A list of an authority.
     *
     * @param bases of a complete list: itself and earlier ones that may still be in use, of which lists of changes tell the
     *     changes since the first; of a list of changes: that one
     */
    record Crl(String issuer, long number, List<Base> bases, Instant thisUpdate, Instant nextUpdate, byte[] der) {
        public Crl {
            bases = List.copyOf(bases);
        }

        public Base base() {
            return bases.getFirst();
        }
    }

    /** A complete list by its number, and when it was made. */
    record Base(long number, Instant at) {}

    /** Numbers on hold in an earlier list that count again. */
    record Released(BigInteger serial, Instant at) {}

    /**
     * What enrolment asks of a certificate.
     *
     * @param keyHere whether the house can open its private key
     */
    record Holding(CertificateFacts facts, String keyId, boolean keyHere) {}

    /**
     * How often this node changed an authority, where a certificate stands, or a list. While it stays the same, what was read
     * may be told again for a second; in that time another node may have changed something.
     */
    long changes();

    /** All entries, in the order in which they are asked for templates. */
    List<AuthorityRecord> authorities();

    /**
     * The certificates from one that this authority signed towards a root that others may know: those below the root, and what
     * joins its key to that of its predecessor; DER.
     */
    static List<byte[]> helpers(List<AuthorityRecord> authorities, String issuer) {
        return AuthoritySet.helpers(authorities, issuer);
    }

    /** Adds an authority or replaces the entry of its name, certificates included. */
    Change puttingAuthority(AuthorityRecord authority);

    Change intending(Intent intent);

    default void intend(Intent intent) {
        intending(intent).makeNow();
    }

    /** Writes the certificate and closes its intent, in one. */
    Change adding(Issued issued);

    default void add(Issued issued) {
        adding(issued).makeNow();
    }

    /** Intents for which no certificate was written: a crash between the two. */
    List<Intent> abandoned();

    /** What was issued to an owner, newest first, in any status. */
    List<Issued> held(String owner);

    /** One of ours by its fingerprint. */
    Optional<Issued> issued(String fingerprint);

    /** Those with this serial number, at most one for each of our authorities. */
    List<Issued> withSerial(BigInteger serial);

    /**
     * What was issued to all owners from one name to another, both included: a page of the whole book, by owner, newest first,
     * in any status. Owners without certificates are left out.
     */
    Map<String, List<Holding>> holdings(String firstOwner, String lastOwner);

    default List<Holding> holdings(String owner) {
        return holdings(owner, owner).getOrDefault(owner, List.of());
    }

    /** Everybody who has an active certificate. */
    Set<String> owners();

    /** What is known of a key, by SHA-256 of its public half. */
    KeyHistory keyHistory(String keyId);

    Optional<Standing> standing(String issuer, BigInteger serial);

    /** Whether {@link #revoking} would change anything: issued here, and not revoked. */
    boolean canRevoke(String fingerprint);

    /**
     * Sets the certificate to revoked; {@link RevocationReason#CERTIFICATE_HOLD} for the time being, any other reason for good.
     * Changes nothing if it was revoked for good before.
     */
    Change revoking(String fingerprint, RevocationReason reason, Instant at);

    /** Lets a certificate on hold count again. Changes nothing if it is not on hold. */
    Change releasing(String fingerprint);

    /**
     * The revocations of certificates of these authorities that have not ended yet at this time.
     *
     * @param since earlier ones are left out; {@link Instant#EPOCH} for all
     */
    List<Revocation> revoked(List<String> issuers, Instant since, Instant now);

    default List<Revocation> revoked(List<String> issuers, Instant now) {
        return revoked(issuers, Instant.EPOCH, now);
    }

    /** Certificates of these authorities that were on hold and count again since a time. */
    List<Released> released(List<String> issuers, Instant since);

    /** When the last certificate of this authority ends; empty if it issued none. */
    Optional<Instant> lastEnd(String issuer);

    /** The newest complete list. */
    Optional<Crl> latestCrl(String issuer);

    /** The highest number of any list of these authorities, complete or of changes; 0 if there is none. */
    long lastCrlNumber(List<String> issuers);

    /** The newest list of changes. */
    Optional<Crl> latestDelta(String issuer);

    /** Keeps a complete list and the changes to its base, if there are any, in the place of older ones. */
    void addCrl(Crl complete, Optional<Crl> delta);

    /** Keeps a list of changes in the place of an older one. */
    void addDelta(Crl delta);
}
