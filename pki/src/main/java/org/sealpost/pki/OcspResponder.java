package org.sealpost.pki;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.CertID;
import org.sealpost.pki.IssuedCertificates.Standing;
import org.sealpost.pki.OcspQuestions.Question;

/**
 * Answers whether a certificate of ours stands (RFC 6960), from the same book as everything else, so a revocation shows in the
 * next answer. Answers are signed by a delegated key with a short-lived certificate, which it renews itself. That this key
 * is taken into use is recorded once and not for each answer: anybody can ask as often as they like, and an answer says
 * nothing that the book does not say.
 */
public final class OcspResponder {
    static final String SHORT_NAME = OcspSigners.SHORT_NAME;
    private static final int ANSWERS_KEPT = 10_000;
    /** Questions of programs have about 100 bytes; whoever makes them longer shall not fill the memory with them. */
    private static final int KEPT_REQUEST_BYTES = 512;

    private static final Duration ANSWER_REUSE = Duration.ofHours(1);

    /** So long another node may have changed the book unnoticed. */
    private static final long TRUSTED_NANOS = Duration.ofSeconds(1).toNanos();

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final OcspSigners signers;
    private final OcspIssuers issuers = new OcspIssuers();

    /** By what was asked, DER. */
    private final Map<ByteBuffer, Kept> answers = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Kept> eldest) {
            return size() > ANSWERS_KEPT;
        }
    };

    public OcspResponder(CertificateAuthority authority, IssuedCertificates book, KeyArchive keys) {
        this.authority = authority;
        this.book = book;
        this.signers = new OcspSigners(authority, book, keys);
    }

    /** What is told: where the certificate stands, or that a number that the book does not know counts as revoked. */
    record Told(Optional<Standing> standing) {}

    /**
     * An answer that may be given again.
     *
     * @param changes how often the book had changed when it was last found to be true, and when that was
     */
    private record Kept(Told told, byte[] answer, Instant until, long changes, long foundNanos) {}

    /**
     * An answer that is there already and still true: without a nonce the same answer serves many. It costs a look into a table
     * in memory and waits for nothing.
     *
     * @return DER, not to be changed
     */
    public Optional<byte[]> ready(byte[] request, Instant now) {
        return kept(request, now)
                .filter(kept -> kept.changes == book.changes() && System.nanoTime() - kept.foundNanos < TRUSTED_NANOS)
                .map(Kept::answer);
    }

    private Optional<Kept> kept(byte[] request, Instant now) {
        synchronized (answers) {
            return Optional.ofNullable(answers.get(ByteBuffer.wrap(request))).filter(kept -> now.isBefore(kept.until));
        }
    }

    /** The answer to a request, both DER. A request that cannot be read gets an answer that says so. */
    public byte[] answer(byte[] request, Instant now) {
        Optional<OcspQuestions> read = OcspQuestions.read(request);
        if (read.isEmpty()) {
            return OcspEncoder.Refusal.MALFORMED_REQUEST.der();
        }
        try {
            return read.get().isPlain() ? plain(request, read.get(), now) : signed(read.get(), now);
        } catch (AuthorityFailure e) {
            // Nobody is here who could sign.
            return OcspEncoder.Refusal.TRY_LATER.der();
        }
    }

    private byte[] signed(OcspQuestions questions, Instant now) {
        AuthorityRecord asked = asked(questions);
        OcspEncoder answer = new OcspEncoder(now);
        for (Question question : questions.questions()) {
            answer.add(question, told(asked, question.id()));
        }
        questions.nonce().ifPresent(answer::repeats);
        return signed(answer, asked, now);
    }

    /** As long as the certificate stands as it stood, what was told is told again. */
    private byte[] plain(byte[] request, OcspQuestions questions, Instant now) {
        // Before the look into the book: what changes meanwhile is seen the next time.
        long changes = book.changes();
        Question question = questions.questions().getFirst();
        AuthorityRecord asked = asked(questions);
        Optional<Told> told = told(asked, question.id());
        Optional<Kept> same = kept(request, now).filter(before -> told.equals(Optional.of(before.told)));
        byte[] answer = same.map(Kept::answer).orElseGet(() -> signed(question, told, asked, now));
        Instant until = same.map(Kept::until).orElseGet(() -> now.plus(ANSWER_REUSE));
        told.ifPresent(known -> keep(request, new Kept(known, answer, until, changes, System.nanoTime())));
        return answer;
    }

    private void keep(byte[] request, Kept answer) {
        if (request.length > KEPT_REQUEST_BYTES) {
            return;
        }
        synchronized (answers) {
            answers.put(ByteBuffer.wrap(request.clone()), answer);
        }
    }

    private byte[] signed(Question question, Optional<Told> told, AuthorityRecord asked, Instant now) {
        OcspEncoder answer = new OcspEncoder(now);
        answer.add(question, told);
        return signed(answer, asked, now);
    }

    private byte[] signed(OcspEncoder answer, AuthorityRecord asked, Instant now) {
        if (asked.refusesUnknown()) {
            answer.saysThatUnknownIsRevoked();
        }
        return answer.signed(signers.of(asked, now));
    }

    /**
     * An answer is signed for one authority (RFC 6960 section 4.2.2.2): that of the first question about one of ours. Whoever
     * asks about two at once is told of the other that it is unknown here.
     */
    private AuthorityRecord asked(OcspQuestions questions) {
        AuthoritySet authorities = authority.current();
        return questions.questions().stream()
                .flatMap(question -> issuers.asked(question.id(), authorities.records()).stream())
                .findFirst()
                .or(() -> authorities.issuing().stream().findFirst())
                .orElseThrow(() -> new AuthorityFailure("no authority is active and has its key here"));
    }

    private Optional<Told> told(AuthorityRecord asked, CertID id) {
        if (!issuers.isAbout(id, asked)) {
            return Optional.empty();
        }
        Optional<Standing> standing =
                book.standing(asked.name(), id.getSerialNumber().getValue());
        return standing.isPresent() || asked.refusesUnknown() ? Optional.of(new Told(standing)) : Optional.empty();
    }
}
