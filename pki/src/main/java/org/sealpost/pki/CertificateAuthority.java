package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Change;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyUses.KeyUse;

/**
 * The organisation's own certification authorities: roots, and under them those that sign for people and servers. Every signature
 * has its intent in the book first, and nothing is signed that was not checked.
 */
public final class CertificateAuthority {
    private static final String ROOT = "root";
    private static final String ISSUING = "issuing";
    static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365);
    static final Duration ISSUING_VALIDITY = Duration.ofDays(10 * 365);
    static final Duration BACKDATED = Duration.ofMinutes(10);

    private final PkiConfig config;
    private final IssuedCertificates book;
    private final KeyArchive keys;
    private final Profile profile;
    private final KeyUses uses;
    private final TemplateOffers offers;
    private final AtomicReference<AuthoritySet> known;

    private CertificateAuthority(
            PkiConfig config, IssuedCertificates book, KeyArchive keys, KeyUses uses, TemplateOffers offers) {
        this.config = config;
        this.book = book;
        this.keys = keys;
        this.uses = uses;
        this.offers = offers;
        this.profile = new Profile(config);
        this.known = new AtomicReference<>(AuthoritySet.open(book.authorities(), keys, Optional.empty()));
    }

    /** Whether there is an authority, or any part of one. */
    public static boolean isSetUp(IssuedCertificates book) {
        return !book.authorities().isEmpty();
    }

    /**
     * Makes root and issuing authority; of the latter only key and request, if the root is made elsewhere. Refused if any part
     * of an authority is there.
     */
    public static CertificateAuthority setUp(
            PkiConfig config, IssuedCertificates book, KeyArchive keys, KeyUses uses, Instant now) {
        if (isSetUp(book)) {
            throw new AuthorityFailure("there is an authority already; it is never made over another one");
        }
        if (!keys.owners(AuthorityRecord.KEY_OWNER).isEmpty()) {
            throw AuthoritySet.half("there are private keys of an authority, but not its"
                    + " certificates; restore the database from the backup (table authority), or, if this was the very first"
                    + " start and it was cut off, begin again with an empty data folder");
        }
        AuthorityFoundry foundry = new AuthorityFoundry(config, book, keys);
        if (config.plan().rootOutside()) {
            ask(foundry, book, config.plan().issuing());
        } else {
            make(foundry, config.plan(), book, uses, now);
        }
        return new CertificateAuthority(config, book, keys, uses, TemplateOffers.ALL);
    }

    private static void ask(AuthorityFoundry foundry, IssuedCertificates book, AuthorityPlan.Keys plan) {
        AuthorityFoundry.Begun issuing = foundry.begin(ISSUING, ISSUING, AuthorityRecord.Origin.REQUESTED, plan);
        byte[] request = AuthorityExchange.pkcs10(issuing, foundry.profile().name(AuthorityCeremony.role(ISSUING)));
        AuthorityRecord awaiting = issuing.record()
                .in(AuthorityRecord.State.AWAITING)
                .with(new AuthorityRecord.AuthorityCertificate(
                        request, AuthorityRecord.Kind.REQUEST, Optional.empty()));
        issuing.key().keeping().and(book.puttingAuthority(awaiting)).makeNow();
    }

    private static void make(
            AuthorityFoundry foundry, AuthorityPlan plan, IssuedCertificates book, KeyUses uses, Instant now) {
        AuthorityFoundry.Begun root = foundry.begin(ROOT, ROOT, AuthorityRecord.Origin.MADE, plan.root());
        byte[] own = foundry.selfSigned(
                root.subject(foundry.profile().name(AuthorityCeremony.role(ROOT))),
                root.key().key(),
                now);
        Authority signer = root.signer(own);
        AuthorityFoundry.Begun issuing = foundry.begin(ISSUING, ISSUING, AuthorityRecord.Origin.MADE, plan.issuing());
        AuthorityFoundry.Draft draft = foundry.draft(
                foundry.profile()
                        .subordinate(
                                issuing.subject(foundry.profile().name(AuthorityCeremony.role(ISSUING))),
                                signer,
                                AuthorityLimits.ISSUING,
                                now.minus(BACKDATED),
                                now.plus(ISSUING_VALIDITY)),
                signer,
                now);
        uses.record(use(
                signer,
                "signs itself and the certificate of " + draft.prepared().subject(),
                "the set-up"));
        root.key()
                .keeping()
                .and(issuing.key().keeping())
                .and(book.puttingAuthority(
                        root.record().with(AuthorityRecord.AuthorityCertificate.own(own, Optional.empty()))))
                .and(draft.intention())
                .makeNow();
        foundry.completing(issuing.record().at(2), draft.sign(), ROOT).makeNow();
    }

    /**
     * Opens the authorities that are there.
     *
     * @throws AuthorityFailure if only a part of one is there; it says which, and nothing is made in its place
     */
    public static CertificateAuthority open(PkiConfig config, IssuedCertificates book, KeyArchive keys, KeyUses uses) {
        if (!isSetUp(book)) {
            throw AuthoritySet.half("there is none; restore the database from the backup (table authority)");
        }
        return new CertificateAuthority(config, book, keys, uses, TemplateOffers.ALL);
    }

    /** The same, with each template issued by an authority that offers it. */
    public CertificateAuthority offering(TemplateOffers chosen) {
        return new CertificateAuthority(config, book, keys, uses, chosen);
    }

    PkiConfig config() {
        return config;
    }

    /** As the book tells it now: another node or an administrator may have changed something. */
    AuthoritySet current() {
        List<AuthorityRecord> records = book.authorities();
        AuthoritySet before = known.get();
        if (before.isLike(records)) {
            return before;
        }
        AuthoritySet opened = AuthoritySet.open(records, keys, Optional.of(before));
        known.set(opened);
        return opened;
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
        AuthoritySet set = current();
        return draft(request, set, issuer(request.template().name(), set), now);
    }

    /** The first that offers the template. */
    private Authority issuer(String template, AuthoritySet set) {
        Optional<Set<String>> offering = offers.of(template);
        return set.issuing().stream()
                .filter(one ->
                        offering.isEmpty() ? !one.isRoot() : offering.get().contains(one.line()))
                .findFirst()
                .map(one -> set.require(one.name()))
                .orElseThrow(() ->
                        new AuthorityFailure("no authority that is active and has its key here issues the template "
                                + template + "; see sealpost ca list and sealpost ca offer"));
    }

    /** For what an authority delegates to a key of the house, whether it issues certificates for others or not. */
    Issued issue(CertificateRequest request, Authority issuer, Instant now) {
        return carryOut(draft(request, current(), issuer, now));
    }

    private Draft draft(CertificateRequest request, AuthoritySet set, Authority issuing, Instant now) {
        Prepared prepared = Prepared.check(
                        profile.endEntity(request, issuing, now),
                        issuing,
                        kind(request.template()),
                        CertificateLint.Context.of(
                                        issuing.certificate(),
                                        request.template().usage().extended())
                                .over(request.owner(), book.keyHistory(KeyPairs.id(request.key()))))
                .within(set.permitted(issuing.name()));
        Change intention = book.intending(new IssuedCertificates.Intent(
                prepared.serial(),
                issuing.name(),
                prepared.subject(),
                request.template().name(),
                prepared.contentHash(),
                now));
        KeyUse use = use(
                issuing,
                "signs a certificate of template " + request.template().name() + " for " + request.owner() + ", serial "
                        + prepared.serial().toString(16),
                "a certificate was asked for");
        return new Draft(request, intention, use, prepared.subject(), () -> issued(request, issuing.name(), prepared));
    }

    private static Issued issued(CertificateRequest request, String issuer, Prepared prepared) {
        byte[] der = prepared.sign();
        return new Issued(
                new Certificate(facts(request, prepared, der), der, "issued"),
                prepared.serial(),
                issuer,
                KeyPairs.id(request.key()),
                request.owner(),
                request.template().publish());
    }

    /** Issues a certificate. Steps: fill in, check, write the intent and the use of the key, sign, write the certificate. */
    public Issued issue(CertificateRequest request, Instant now) {
        return carryOut(draft(request, now));
    }

    private Issued carryOut(Draft draft) {
        draft.intention().makeNow();
        uses.record(draft.use());
        Issued issued = draft.sign();
        book.add(issued);
        return issued;
    }

    /** Those whose certificate was asked for, as long as no authority issues anything; empty once one does. */
    public List<AuthorityRecord> awaited() {
        List<AuthorityRecord> records = book.authorities();
        return records.stream().anyMatch(AuthorityRecord::issues)
                ? List.of()
                : records.stream()
                        .filter(one -> one.state() == AuthorityRecord.State.AWAITING)
                        .toList();
    }

    /** The object identifier by which Windows knows a template, in dotted form. */
    public String templateIdentifier(String template) {
        return profile.templateIdentifier(template);
    }

    /** The root certificate, which people and programs trust; DER. That above the first authority that issues. */
    public byte[] rootCertificate() {
        return chain(first().name()).getLast();
    }

    /** The certificate of the first authority that issues; DER. */
    public byte[] issuingCertificate() {
        return first().certificate().orElseThrow();
    }

    private AuthorityRecord first() {
        return current().issuing().stream()
                .findFirst()
                .orElseThrow(() ->
                        new AuthorityFailure("no authority is active and has its key here; see sealpost ca list"));
    }

    /** The certificates from the authority that signed up to its root; DER. */
    public List<byte[]> chain(String issuer) {
        return AuthoritySet.chain(book.authorities(), issuer);
    }

    /**
     * What helps others to get from a certificate of this authority to a root that they may know: the authorities below it, and
     * what joins it to its predecessor; DER.
     */
    public List<byte[]> helpers(String issuer) {
        return AuthoritySet.helpers(book.authorities(), issuer);
    }

    /** The certificates that stand for authorities which sign for others, each with all above it, once; DER. */
    public List<byte[]> certificates() {
        List<AuthorityRecord> records = book.authorities();
        return records.stream()
                .filter(one -> one.keyHere() && !one.isRoot())
                .flatMap(one -> AuthoritySet.chain(records, one.name()).stream())
                .map(ByteBuffer::wrap)
                .distinct()
                .map(ByteBuffer::array)
                .toList();
    }

    /** All entries, in the order in which they are asked for templates. */
    public List<AuthorityRecord> records() {
        return book.authorities();
    }

    /** To be called before a key of the authority, or one that it delegated to, signs anything else than a certificate. */
    void recordUse(Authority signer, String use, String why) {
        uses.record(use(signer, use, why));
    }

    static KeyUse use(Authority signer, String use, String why) {
        return new KeyUse(signer.fingerprint(), signer.name() + ": " + use, why);
    }

    private static CertificateFacts facts(CertificateRequest request, Prepared prepared, byte[] der) {
        CertificateTemplate template = request.template();
        return new CertificateFacts(
                Fingerprint.of(der),
                request.names().addresses(),
                template.uses(),
                template.name(),
                template.version(),
                KeyPairs.algorithm(request.key()),
                prepared.notBefore(),
                prepared.notAfter(),
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
