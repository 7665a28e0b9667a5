package org.sealpost.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Origin;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.IssuedCertificates.Issued;

/** Makes keys and certificates of authorities. What another authority signs stands in its book like everything that it signs. */
final class AuthorityFoundry {
    /** As the book calls the certificate of an authority. */
    static final String TEMPLATE = "Authority";

    private final IssuedCertificates book;
    private final AuthorityKeys keys;
    private final AuthorityProfile profile;

    AuthorityFoundry(PkiConfig config, IssuedCertificates book, KeyArchive keys) {
        this.book = book;
        this.keys = keys.authorityKeys();
        this.profile = new AuthorityProfile(config);
    }

    /**
     * A certificate that was checked.
     *
     * @param intention to be on disk before {@link #sign}
     */
    record Draft(Authority issuer, Prepared prepared, Change intention) {
        byte[] sign() {
            return prepared.sign();
        }
    }

    /** A key with the entry that it gets; nothing of it is on disk yet. */
    record Begun(AuthorityRecord record, AuthorityKeys.Made key) {
        AuthorityProfile.Subject subject(X500Name name) {
            return AuthorityProfile.Subject.of(name, key.publicKey());
        }

        /** As it signs once it has this certificate. */
        Authority signer(byte[] certificate) {
            return new Authority(record.name(), CertificateAuthority.certificate(certificate), key.key());
        }
    }

    AuthorityKeys keys() {
        return keys;
    }

    AuthorityProfile profile() {
        return profile;
    }

    /** A new key, for an entry of this name. */
    Begun begin(String name, String line, Origin origin, AuthorityPlan.Keys plan) {
        AuthorityKeys.Made key = keys.make(AuthorityRecord.KEY_OWNER + name, plan);
        return new Begun(
                new AuthorityRecord(
                        name,
                        line,
                        origin,
                        State.ACTIVE,
                        key.id(),
                        true,
                        key.key().scheme(),
                        place(),
                        0,
                        false,
                        List.of()),
                key);
    }

    /** Behind all others. */
    int place() {
        return book.authorities().stream()
                        .mapToInt(AuthorityRecord::place)
                        .max()
                        .orElse(0)
                + 1;
    }

    byte[] selfSigned(AuthorityProfile.Subject subject, AuthorityKey key, Instant now) {
        return new SelfSigned(
                        profile.root(
                                subject,
                                now.minus(CertificateAuthority.BACKDATED),
                                now.plus(CertificateAuthority.ROOT_VALIDITY)),
                        key)
                .sign();
    }

    /** Refuses what has faults; nothing is signed yet. */
    Draft draft(X509v3CertificateBuilder builder, Authority issuer, Instant now) {
        Prepared prepared = Prepared.check(builder, issuer, CertificateLint.Kind.AUTHORITY, List.of());
        return new Draft(
                issuer,
                prepared,
                book.intending(new IssuedCertificates.Intent(
                        prepared.serial(), issuer.name(), prepared.subject(), TEMPLATE, prepared.contentHash(), now)));
    }

    /** Never later than its issuer. */
    static Instant end(Authority issuer, Duration validity, Instant now) {
        Instant wanted = now.plus(validity);
        Instant last = issuer.certificate().getNotAfter().toInstant();
        return wanted.isAfter(last) ? last : wanted;
    }

    /** Notes the certificate of an authority in the book of the one that signed it. */
    Change adding(byte[] der, String issuer, String owner) {
        X509Certificate certificate = CertificateAuthority.certificate(der);
        CertificateFacts facts = new CertificateFacts(
                Fingerprint.of(der),
                List.of(),
                Set.of(),
                TEMPLATE,
                1,
                KeyPairs.algorithm(certificate.getPublicKey()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                CertificateStatus.ACTIVE);
        return book.adding(new Issued(
                new Certificate(facts, der, "issued"),
                certificate.getSerialNumber(),
                issuer,
                KeyPairs.id(certificate.getPublicKey()),
                owner,
                false));
    }

    /** The certificate that stands for an entry from now on, in the entry and in the book of its issuer. */
    Change completing(AuthorityRecord record, byte[] der, String issuer) {
        return adding(der, issuer, record.keyOwner())
                .and(book.puttingAuthority(record.with(AuthorityCertificate.own(der, Optional.of(issuer)))));
    }

    static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}
