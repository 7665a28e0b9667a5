package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/**
 * The certificates of people, ours and those of outsiders, found by mail address. What the directory publishes in {@code
 * userCertificate} and {@code userSMIMECertificate} is computed from here, so the two never differ.
 */
public interface CertificateRepository {
    /** All certificates that name this address or belong to its account, newest first, in any status. */
    List<Certificate> find(MailAddress address);

    Optional<Certificate> byFingerprint(String fingerprint);

    /** Those to publish for an address: active, for encryption, inside their dates at this time; newest first. */
    List<Certificate> published(MailAddress address, Instant now);

    /** Keeps a certificate of an outsider. Adding the same one again changes nothing, unless it was withdrawn. */
    void publish(Certificate certificate, MailAddress holder);

    /** A revocation is final: no other change of status undoes it. */
    Change changingStatus(String fingerprint, CertificateStatus status);

    default void changeStatus(String fingerprint, CertificateStatus status) {
        changingStatus(fingerprint, status).makeNow();
    }
}
