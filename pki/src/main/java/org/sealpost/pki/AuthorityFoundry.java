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
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Kind;
import org.sealpost.pki.AuthorityRecord.Origin;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.IssuedCertificates.Issued;

/** Makes keys and certificates of authorities. What another authority signs stands in its book like everything that it signs. */
final class AuthorityFoundry {
    /** As the book calls what is an authority itself. */
    static final String TEMPLATE = "Authority";

    private final IssuedCertificates book;
    private final AuthorityKeys keys;
    private final AuthorityProfile profile;

    AuthorityFoundry(PkiConfig config, IssuedCertificates book, KeyArchive keys) {
        this.book = book;
        this.keys = new AuthorityKeys(keys);
        this.profile = new AuthorityProfile(config);
    }

    /**
     * What is to be made.
     *
     * @param role behind the domain in the subject: {@code Issuing CA}
     * @param validity as long as the issuer if that is shorter
     */
    record Wish(
            String name, String role, AuthorityPlan.Keys keys, AuthorityLimits limits, Optional<Duration> validity) {}

    /** A root that signed itself; nothing of it is on disk yet. */
    record Made(AuthorityRecord record, Authority signer, Change keeping) {}

    /**
     * A certificate that another authority is about to sign.
     *
     * @param before to be on disk before the signature
     */
    record Pending(Authority issuer, String subject, Change before, Signing signing) {
        /** Signs; gives what is to be written then. */
        Change sign() {
            return signing.sign();
        }
    }

    interface Signing {
        Change sign();
    }

    AuthorityKeys keys() {
        return keys;
    }

    AuthorityProfile profile() {
        return profile;
    }

    Made root(String name, String role, AuthorityPlan.Keys plan, Instant now) {
        AuthorityKeys.Made key = keys.make(AuthorityRecord.KEY_OWNER + name, plan.kind(), plan.scheme());
        byte[] der = selfSigned(
                AuthorityProfile.Subject.of(profile.name(role), key.publicKey()), key.key(), now);
        AuthorityRecord record = record(name, name, Origin.MADE, State.ACTIVE, key)
                .with(AuthorityCertificate.own(der, Optional.empty()));
        return new Made(
                record,
                new Authority(name, CertificateAuthority.certificate(der), key.key()),
                key.keeping().and(book.puttingAuthority(record)));
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

    /** A new authority below another one. */
    Pending subordinate(Wish wish, Authority issuer, Instant now) {
        AuthorityKeys.Made key =
                keys.make(AuthorityRecord.KEY_OWNER + wish.name(), wish.keys().kind(), wish.keys().scheme());
        AuthorityRecord record = record(wish.name(), wish.name(), Origin.MADE, State.ACTIVE, key);
        AuthorityProfile.Subject subject =
                AuthorityProfile.Subject.of(profile.name(wish.role()), key.publicKey());
        X509v3CertificateBuilder builder = profile.subordinate(
                subject,
                issuer,
                wish.limits(),
                now.minus(CertificateAuthority.BACKDATED),
                end(issuer, wish.validity().orElse(CertificateAuthority.ISSUING_VALIDITY), now));
        return pending(
                builder,
                issuer,
                record,
                Kind.OWN,
                key.keeping().and(book.puttingAuthority(record.in(State.AWAITING))),
                now);
    }

    /** Never later than its issuer. */
    static Instant end(Authority issuer, Duration validity, Instant now) {
        Instant wanted = now.plus(validity);
        Instant last = issuer.certificate().getNotAfter().toInstant();
        return wanted.isAfter(last) ? last : wanted;
    }

    /**
     * A certificate over the key of an authority, checked and intended.
     *
     * @param record to which it belongs; it is kept with the certificate once that is signed
     */
    Pending pending(
            X509v3CertificateBuilder builder,
            Authority issuer,
            AuthorityRecord record,
            Kind kind,
            Change before,
            Instant now) {
        Prepared prepared = Prepared.check(builder, issuer, CertificateLint.Kind.AUTHORITY, List.of());
        Change intention = book.intending(new IssuedCertificates.Intent(
                prepared.serial(), issuer.name(), prepared.subject(), TEMPLATE, prepared.contentHash(), now));
        return new Pending(issuer, prepared.subject(), before.and(intention), () -> {
            byte[] der = prepared.sign();
            AuthorityCertificate made = new AuthorityCertificate(der, kind, Optional.of(issuer.name()));
            // A certificate for another organisation belongs to the authority that gave it.
            return book.adding(issued(der, issuer.name(), record))
                    .and(book.puttingAuthority(record.with(made)));
        });
    }

    /** As it stands in the book of the authority that signed it. */
    private static Issued issued(byte[] der, String issuer, AuthorityRecord record) {
        X509Certificate certificate = CertificateAuthority.certificate(der);
        CertificateFacts facts = new CertificateFacts(
                KeyPairs.hash(der),
                List.of(),
                Set.of(),
                TEMPLATE,
                1,
                KeyPairs.algorithm(certificate.getPublicKey()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                CertificateStatus.ACTIVE);
        return new Issued(
                new Certificate(facts, der, "issued"),
                certificate.getSerialNumber(),
                issuer,
                KeyPairs.id(certificate.getPublicKey()),
                record.keyOwner(),
                false);
    }

    AuthorityRecord record(String name, String line, Origin origin, State state, AuthorityKeys.Made key) {
        return new AuthorityRecord(
                name, line, origin, state, key.id(), true, key.key().scheme(), place(), 0, false, List.of());
    }

    /** Behind all others. */
    int place() {
        return book.authorities().stream().mapToInt(AuthorityRecord::place).max().orElse(0) + 1;
    }

    static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}
