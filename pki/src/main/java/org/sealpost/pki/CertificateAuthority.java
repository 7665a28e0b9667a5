package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x500.X500Name;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityKeys.Made;
import org.sealpost.pki.IssuedCertificates.AuthorityCertificate;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyUses.KeyUse;

/**
 * The organisation's own certification authority: a root, and under it the issuing authority that signs for people and
 * servers. Every signature has its intent in the book first, and nothing is signed that was not checked.
 */
public final class CertificateAuthority {
    private static final String ROOT = "root";
    private static final String ISSUING = "issuing";
    private static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365);
    private static final Duration ISSUING_VALIDITY = Duration.ofDays(10 * 365);

    private final IssuedCertificates book;
    private final Profile profile;
    private final Authority root;
    private final Authority issuing;
    private final KeyUses uses;

    private CertificateAuthority(
            PkiConfig config, IssuedCertificates book, KeyUses uses, Authority root, Authority issuing) {
        this.book = book;
        this.uses = uses;
        this.profile = new Profile(config);
        this.root = root;
        this.issuing = issuing;
    }

    /** Whether there is an authority, or any part of one. */
    public static boolean isSetUp(IssuedCertificates book) {
        return !book.authorities().isEmpty();
    }

    /** Makes root and issuing authority. Refused if any part of an authority is there. */
    public static CertificateAuthority setUp(
            PkiConfig config, IssuedCertificates book, KeyArchive keys, KeyUses uses, Instant now) {
        if (isSetUp(book)) {
            throw new AuthorityFailure("there is an authority already; it is never made over another one");
        }
        if (keys.holdsKeysOf("authority " + ROOT) || keys.holdsKeysOf("authority " + ISSUING)) {
            throw new AuthorityFailure("half an authority: there are private keys of an authority, but not its"
                    + " certificates; restore the database from the backup (table authority), or, if this was the very first"
                    + " start and it was cut off, begin again with an empty data folder");
        }
        Profile profile = new Profile(config);
        AuthorityKeys makers = new AuthorityKeys(keys);
        Made rootKey = make(makers, ROOT, config.plan().root());
        X500Name rootName = profile.authorityName("Root CA");
        // The root signs itself: for this one certificate the issuer has no certificate yet.
        Authority root = selfSigned(profile, rootName, rootKey, now);
        Made issuingKey = make(makers, ISSUING, config.plan().issuing());
        Prepared prepared = Prepared.check(
                profile.authority(
                        profile.authorityName("Issuing CA"), issuingKey.publicKey(), root, ISSUING_VALIDITY, now),
                root,
                CertificateLint.Kind.AUTHORITY,
                List.of());
        uses.record(use(root, "signs itself and the certificate of " + prepared.subject(), "the set-up"));
        Authority issuing = new Authority(ISSUING, certificate(prepared.sign()), issuingKey.key());
        keep(book, root, rootKey);
        keep(book, issuing, issuingKey);
        return new CertificateAuthority(config, book, uses, root, issuing);
    }

    private static Made make(AuthorityKeys keys, String name, AuthorityPlan.Keys plan) {
        return keys.make("authority " + name, plan.kind(), plan.scheme());
    }

    private static void keep(IssuedCertificates book, Authority made, Made key) {
        key.keeping().makeNow();
        book.addAuthority(new AuthorityCertificate(made.name(), encoded(made.certificate()), key.id()));
    }

    /**
     * Opens the authority that is there.
     *
     * @throws AuthorityFailure if only a part of it is there; it says which, and nothing is made in its place
     */
    public static CertificateAuthority open(PkiConfig config, IssuedCertificates book, KeyArchive keys, KeyUses uses) {
        return new CertificateAuthority(config, book, uses, load(ROOT, book, keys), load(ISSUING, book, keys));
    }

    private static Authority load(String name, IssuedCertificates book, KeyArchive keys) {
        AuthorityCertificate found = book.authorities().stream()
                .filter(authority -> authority.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AuthorityFailure("half an authority: the certificate of the " + name
                        + " authority is missing; restore the database from the backup (table authority)"));
        X509Certificate certificate = certificate(found.certificate());
        AuthorityKey key = new AuthorityKeys(keys)
                .find(found.keyId(), SignatureScheme.usual(KeyPairs.kind(certificate.getPublicKey())))
                .orElseThrow(() -> new AuthorityFailure("half an authority: the private key of the " + name
                        + " authority is missing; restore the database from the backup (table private_key, key "
                        + found.keyId() + ")"));
        if (!KeyPairs.id(certificate.getPublicKey()).equals(found.keyId()) || !key.fits(certificate.getPublicKey())) {
            throw new AuthorityFailure("half an authority: the private key of the " + name
                    + " authority belongs to another certificate; restore both from the same backup");
        }
        return new Authority(name, certificate, key);
    }

    /**
     * A certificate that was checked and waits for its signature.
     *
     * @param intention to be on disk before {@link #sign}, so that no certificate exists of which the book knows nothing
     * @param use what the key of the authority is about to do, to be recorded before, too
     */
    public record Draft(
            CertificateRequest request, Change intention, KeyUse use, String subject, Supplier<Issued> signing) {
        public Issued sign() {
            return signing.get();
        }
    }

    /**
     * Fills in a certificate and checks it.
     *
     * @throws AuthorityFailure if the certificate would break a rule of the profile
     */
    public Draft draft(CertificateRequest request, Instant now) {
        Prepared prepared = Prepared.check(
                profile.endEntity(request, issuing, now),
                issuing,
                kind(request.template()),
                request.template().usage().extended());
        Change intention = book.intending(new IssuedCertificates.Intent(
                prepared.serial(),
                ISSUING,
                prepared.subject(),
                request.template().name(),
                prepared.contentHash(),
                now));
        KeyUse use = use(
                issuing,
                "signs a certificate of template " + request.template().name() + " for " + request.owner() + ", serial "
                        + prepared.serial().toString(16),
                "a certificate was asked for");
        return new Draft(request, intention, use, prepared.subject(), () -> issued(request, prepared));
    }

    private static Issued issued(CertificateRequest request, Prepared prepared) {
        byte[] der = prepared.sign();
        return new Issued(
                new Certificate(facts(request, der), der, "issued"),
                prepared.serial(),
                ISSUING,
                KeyPairs.id(request.key()),
                request.owner(),
                request.template().publish());
    }

    /** Issues a certificate. Steps: fill in, check, write the intent and the use of the key, sign, write the certificate. */
    public Issued issue(CertificateRequest request, Instant now) {
        Draft draft = draft(request, now);
        draft.intention().makeNow();
        uses.record(draft.use());
        Issued issued = draft.sign();
        book.add(issued);
        return issued;
    }

    /** The object identifier by which Windows knows a template, in dotted form. */
    public String templateIdentifier(String template) {
        return profile.templateIdentifier(template);
    }

    /** The root certificate, which people and programs trust; DER. */
    public byte[] rootCertificate() {
        return encoded(root.certificate());
    }

    /** The issuing certificate, which goes along with every signature; DER. */
    public byte[] issuingCertificate() {
        return encoded(issuing.certificate());
    }

    /** To be called before a key of the authority, or one that it delegated to, signs anything else than a certificate. */
    void recordUse(Authority signer, String use, String why) {
        uses.record(use(signer, use, why));
    }

    private static KeyUse use(Authority signer, String use, String why) {
        return new KeyUse(signer.fingerprint(), signer.name() + ": " + use, why);
    }

    Authority root() {
        return root;
    }

    Authority issuing() {
        return issuing;
    }

    Optional<Authority> authority(String name) {
        return List.of(root, issuing).stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    private static CertificateFacts facts(CertificateRequest request, byte[] der) {
        X509Certificate certificate = certificate(der);
        CertificateTemplate template = request.template();
        return new CertificateFacts(
                Fingerprint.of(der),
                request.names().addresses(),
                template.uses(),
                template.name(),
                template.version(),
                KeyPairs.algorithm(request.key()),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                CertificateStatus.ACTIVE);
    }

    private static CertificateLint.Kind kind(CertificateTemplate template) {
        List<String> purposes = template.usage().extended();
        if (purposes.contains(ExtendedKeyUsages.EMAIL_PROTECTION)) {
            return CertificateLint.Kind.MAIL;
        }
        if (purposes.contains(ExtendedKeyUsages.SERVER_AUTH)) {
            return CertificateLint.Kind.TLS_SERVER;
        }
        return purposes.contains(ExtendedKeyUsages.OCSP_SIGNING)
                ? CertificateLint.Kind.OCSP_SIGNER
                : CertificateLint.Kind.OTHER;
    }

    private static Authority selfSigned(Profile profile, X500Name name, Made key, Instant now) {
        byte[] first = new SelfSigned(profile.root(name, key.publicKey(), ROOT_VALIDITY, now), key.key()).sign();
        return new Authority(ROOT, certificate(first), key.key());
    }

    static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an X.509 certificate", e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
