package org.sealpost.pki;

import java.io.IOException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SubjectNames;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.IssuedCertificates.Standing;

/**
 * Answers whether a certificate of ours stands (RFC 6960), from the same book as everything else, so a revocation shows in the
 * next answer. Answers are signed by a delegated key with a short-lived certificate, which it renews itself. That this key
 * is taken into use is recorded once and not for each answer: anybody can ask as often as they like, and an answer says
 * nothing that the book does not say.
 */
public final class OcspResponder {
    static final String SHORT_NAME = "ocsp";
    private static final String OWNER = AuthorityRecord.KEY_OWNER + SHORT_NAME;
    private static final int REQUEST_LIMIT_BYTES = 16 * 1024;
    private static final int QUESTIONS_LIMIT = 20;
    private static final int NONCE_LIMIT_BYTES = 131;
    private static final int ANSWERS_KEPT = 10_000;
    private static final Duration ANSWER_LIFE = Duration.ofHours(12);
    private static final Duration ANSWER_REUSE = Duration.ofHours(1);
    private static final Duration CHECK_SIGNER = Duration.ofHours(1);

    private static final byte[] NULL = {5, 0};

    /** RFC 6960 section 2.2: what was never issued is told as on hold since 1970. */
    private static final CertificateStatus NEVER_ISSUED =
            new RevokedStatus(Date.from(Instant.EPOCH), CRLReason.certificateHold);

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final KeyArchive keys;
    private final Map<String, Kept> answers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > ANSWERS_KEPT;
        }
    };
    /** One for each authority that was asked about, by its name. */
    private final Map<String, Responder> responders = new HashMap<>();

    public OcspResponder(CertificateAuthority authority, IssuedCertificates book, KeyArchive keys) {
        this.authority = authority;
        this.book = book;
        this.keys = keys;
    }

    private record Responder(Authority signer, X509CertificateHolder certificate, Instant checked) {}

    private record Kept(Told standing, byte[] answer, Instant until) {}

    /** The answer to a request, both DER. A request that cannot be read gets an answer that says so. */
    @SuppressWarnings("IllegalCatch") // Whatever a library throws on hostile bytes is a malformed request.
    public byte[] answer(byte[] request, Instant now) {
        if (request.length > REQUEST_LIMIT_BYTES) {
            return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        OCSPReq read;
        try {
            read = new OCSPReq(request);
            if (read.getRequestList().length == 0 || read.getRequestList().length > QUESTIONS_LIMIT) {
                return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
            }
        } catch (IOException | RuntimeException e) {
            return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        try {
            return answer(read, now);
        } catch (OCSPException | IOException e) {
            return refusal(OCSPRespBuilder.INTERNAL_ERROR);
        } catch (AuthorityFailure e) {
            // Nobody is here who could sign.
            return refusal(OCSPRespBuilder.TRY_LATER);
        }
    }

    private byte[] answer(OCSPReq request, Instant now) throws OCSPException, IOException {
        Optional<Extension> nonce = nonce(request);
        Req[] questions = request.getRequestList();
        if (nonce.isEmpty() && questions.length == 1) {
            return answerOnce(questions[0].getCertID(), now);
        }
        AuthorityRecord asked = asked(questions);
        BasicOCSPRespBuilder builder = builder(asked, now);
        for (Req question : questions) {
            add(builder, question.getCertID(), standing(asked, question.getCertID()), now);
        }
        extend(builder, asked, nonce);
        return signed(asked, builder, now);
    }

    private static void extend(BasicOCSPRespBuilder builder, AuthorityRecord asked, Optional<Extension> nonce) {
        List<Extension> extensions = new ArrayList<>();
        nonce.ifPresent(extensions::add);
        if (asked.refusesUnknown()) {
            // RFC 6960 section 4.4.8: says that «revoked» may mean «never issued».
            extensions.add(
                    new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_extended_revoke, false, new DEROctetString(NULL)));
        }
        if (!extensions.isEmpty()) {
            builder.setResponseExtensions(new Extensions(extensions.toArray(new Extension[0])));
        }
    }

    /** Without a nonce the same answer serves many, as long as the certificate stands as it stood. */
    private byte[] answerOnce(CertificateID id, Instant now) throws OCSPException, IOException {
        String name = Fingerprint.of(id.toASN1Primitive().getEncoded());
        AuthorityRecord asked = asked(id).orElseGet(this::first);
        Optional<Told> standing = standing(asked, id);
        synchronized (answers) {
            Kept kept = answers.get(name);
            if (kept != null && standing.equals(Optional.of(kept.standing())) && now.isBefore(kept.until())) {
                return kept.answer().clone();
            }
        }
        BasicOCSPRespBuilder builder = builder(asked, now);
        add(builder, id, standing, now);
        extend(builder, asked, Optional.empty());
        byte[] answer = signed(asked, builder, now);
        standing.ifPresent(known -> {
            synchronized (answers) {
                answers.put(name, new Kept(known, answer, now.plus(ANSWER_REUSE)));
            }
        });
        return answer.clone();
    }

    /**
     * An answer is signed for one authority (RFC 6960 section 4.2.2.2): that of the first question about one of ours. Whoever
     * asks about two at once is told of the other that it is unknown here.
     */
    private AuthorityRecord asked(Req... questions) throws OCSPException {
        for (Req question : questions) {
            Optional<AuthorityRecord> found = asked(question.getCertID());
            if (found.isPresent()) {
                return found.get();
            }
        }
        return first();
    }

    private Optional<AuthorityRecord> asked(CertificateID id) throws OCSPException {
        for (AuthorityRecord record : authority.current().records()) {
            if (record.keyHere() && isAbout(id, record)) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    private AuthorityRecord first() {
        return authority.current().issuing().stream()
                .findFirst()
                .orElseThrow(() -> new AuthorityFailure("no authority is active and has its key here"));
    }

    private static boolean isAbout(CertificateID id, AuthorityRecord record) throws OCSPException {
        return record.certificate().isPresent()
                && id.matchesIssuer(
                        holder(record.certificate().get()),
                        algorithm ->
                                new JcaDigest(digest(algorithm.getAlgorithm().getId()), algorithm));
    }

    /** What is told: where the certificate stands, or that a number that the book does not know counts as revoked. */
    private record Told(Optional<Standing> standing) {}

    private Optional<Told> standing(AuthorityRecord asked, CertificateID id) throws OCSPException {
        if (!isAbout(id, asked)) {
            return Optional.empty();
        }
        Optional<Standing> standing = book.standing(asked.name(), id.getSerialNumber());
        return standing.isPresent() || asked.refusesUnknown() ? Optional.of(new Told(standing)) : Optional.empty();
    }

    private static void add(BasicOCSPRespBuilder builder, CertificateID id, Optional<Told> told, Instant now) {
        // Null is Bouncy Castle's word for good.
        CertificateStatus status = told.isEmpty()
                ? new UnknownStatus()
                : told.get().standing().isEmpty()
                        ? NEVER_ISSUED
                        : told.get()
                                .standing()
                                .get()
                                .revocation()
                                .<CertificateStatus>map(revocation -> new RevokedStatus(
                                        Date.from(revocation.at()),
                                        revocation.reason().code()))
                                .orElse(CertificateStatus.GOOD);
        builder.addResponse(id, status, Date.from(now), Date.from(now.plus(ANSWER_LIFE)), null);
    }

    private BasicOCSPRespBuilder builder(AuthorityRecord asked, Instant now) {
        return new BasicOCSPRespBuilder(
                new RespID(responder(asked, now).certificate().getSubject()));
    }

    private byte[] signed(AuthorityRecord asked, BasicOCSPRespBuilder builder, Instant now)
            throws OCSPException, IOException {
        Responder signer = responder(asked, now);
        return new OCSPRespBuilder()
                .build(
                        OCSPRespBuilder.SUCCESSFUL,
                        builder.build(
                                signer.signer().signer(),
                                new X509CertificateHolder[] {signer.certificate()},
                                Date.from(now)))
                .getEncoded();
    }

    /** The delegated signer of an authority; a new one when its certificate nears its end. */
    private synchronized Responder responder(AuthorityRecord asked, Instant now) {
        Optional<Responder> before = Optional.ofNullable(responders.get(asked.name()));
        Responder current = before.filter(
                        one -> one.checked().plus(CHECK_SIGNER).isAfter(now))
                .or(() -> held(asked, now))
                .orElseGet(() -> enrol(asked, now));
        boolean same = before.filter(one -> one.certificate().equals(current.certificate()))
                .isPresent();
        if (!same) {
            authority.recordUse(
                    current.signer(), "signs OCSP answers until it is replaced", "somebody asked about a certificate");
        }
        responders.put(asked.name(), current);
        return current;
    }

    private Optional<Responder> held(AuthorityRecord asked, Instant now) {
        Instant enough = now.plus(Templates.OCSP_SIGNER.renewalPeriod());
        for (Issued held : book.held(OWNER)) {
            Optional<PrivateKey> key = held.issuer().equals(asked.name()) ? keys.find(held.keyId()) : Optional.empty();
            CertificateFacts facts = held.certificate().facts();
            // What was revoked or replaced signs no more answers, however long it would be valid.
            if (key.isPresent()
                    && facts.status() == org.sealpost.identity.CertificateStatus.ACTIVE
                    && (facts.isValidAt(enough) || isLast(asked, facts))) {
                return Optional.of(responder(held, key.get(), now));
            }
        }
        return Optional.empty();
    }

    private Responder enrol(AuthorityRecord asked, Instant now) {
        KeyPair pair = KeyPairs.generate(Templates.OCSP_SIGNER.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), OWNER, pair.getPrivate());
        CertificateRequest request = new CertificateRequest(
                Templates.OCSP_SIGNER, SubjectNames.hosts("OCSP responder", List.of()), pair.getPublic(), OWNER);
        Authority issuer = authority.current().require(asked.name());
        return responder(authority.issue(request, issuer, now), pair.getPrivate(), now);
    }

    /** It ends with its authority; a new one would not be good for longer. */
    private boolean isLast(AuthorityRecord asked, CertificateFacts facts) {
        Instant end = authority
                .current()
                .require(asked.name())
                .certificate()
                .getNotAfter()
                .toInstant();
        return !facts.notAfter().isBefore(end);
    }

    private static Responder responder(Issued issued, PrivateKey key, Instant now) {
        byte[] der = issued.certificate().der();
        return new Responder(Authority.usual("ocsp", CertificateAuthority.certificate(der), key), holder(der), now);
    }

    /** What the answer repeats, so that the asker knows it is fresh. */
    private static Optional<Extension> nonce(OCSPReq request) {
        // RFC 9654 section 2.1: 1 to 128 octets and their own tag and length; a longer one is left unanswered rather
        // than echoed.
        return Optional.ofNullable(request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                .filter(extension -> extension.getExtnValue().getOctets().length <= NONCE_LIMIT_BYTES);
    }

    private static byte[] refusal(int status) {
        try {
            OCSPResp refusal = new OCSPRespBuilder().build(status, null);
            return refusal.getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509CertificateHolder holder(byte[] der) {
        try {
            return new X509CertificateHolder(der);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MessageDigest digest(String oid) {
        try {
            if (oid.equals(OIWObjectIdentifiers.idSHA1.getId())) {
                // SHA-1 only finds the issuer here, as RFC 6960 and RFC 5019 do; it protects nothing.
                return MessageDigest.getInstance("SHA-1");
            }
            if (oid.equals(NISTObjectIdentifiers.id_sha256.getId())) {
                return MessageDigest.getInstance("SHA-256");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalArgumentException("unknown digest in the request");
    }
}
