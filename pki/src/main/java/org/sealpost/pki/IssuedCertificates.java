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
    /** An authority's own certificate; {@code name} is {@code root} or {@code issuing}. */
    record AuthorityCertificate(String name, byte[] certificate, String keyId) {}

    /** What is about to be signed. Written first, so that no certificate exists of which the book knows nothing. */
    record Intent(BigInteger serial, String issuer, String subject, String template, String contentHash, Instant at) {}

    /**
     * A certificate with what the authority knows about it.
     *
     * @param issuer the name of the authority that signed
     * @param owner for whom: an account's address or a part of the house
     * @param publish whether the directory shows it
     */
    record Issued(
            Certificate certificate, BigInteger serial, String issuer, String keyId, String owner, boolean publish) {}

    /** Where a certificate stands, for CRL and OCSP. */
    record Standing(CertificateStatus status, Optional<Revocation> revocation) {}

    record Revocation(BigInteger serial, Instant at, RevocationReason reason) {}

    record Crl(String issuer, long number, Instant thisUpdate, Instant nextUpdate, byte[] der) {}

    /**
     * What enrolment asks of a certificate.
     *
     * @param keyHere whether the house can open its private key
     */
    record Holding(CertificateFacts facts, String keyId, boolean keyHere) {}

    List<AuthorityCertificate> authorities();

    void addAuthority(AuthorityCertificate authority);

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

    /** All revocations of certificates that have not ended yet at this time. */
    List<Revocation> revoked(String issuer, Instant now);

    Optional<Crl> latestCrl(String issuer);

    void addCrl(Crl crl);
}
