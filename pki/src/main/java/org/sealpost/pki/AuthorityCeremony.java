package org.sealpost.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityFoundry.Begun;
import org.sealpost.pki.AuthorityFoundry.Draft;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Kind;
import org.sealpost.pki.AuthorityRecord.Origin;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.KeyUses.KeyUse;

/** Adds authorities, rolls them over to a new key, retires them, and certifies those of other organisations. */
public final class AuthorityCeremony {
    private static final int PATH_END = 0;

    private final CertificateAuthority authority;
    private final IssuedCertificates book;
    private final AuthorityFoundry foundry;

    public AuthorityCeremony(CertificateAuthority authority, IssuedCertificates book, KeyArchive keys) {
        this.authority = authority;
        this.book = book;
        this.foundry = new AuthorityFoundry(authority.config(), book, keys);
    }

    /**
     * A new authority below another one.
     *
     * @param parent line of the authority that signs it
     * @throws IllegalArgumentException if the name cannot be taken
     * @throws AuthorityFailure if the parent cannot sign it
     */
    public AuthorityStep add(String name, AuthorityPlan.Keys keys, String parent, AuthorityLimits limits, Instant now) {
        requireFree(name);
        Authority signer = signerAbove(parent);
        Begun begun = foundry.begin(name, name, Origin.MADE, keys);
        Draft draft = foundry.draft(
                foundry.profile()
                        .subordinate(
                                begun.subject(foundry.profile().name(role(name))),
                                signer,
                                limits,
                                now.minus(CertificateAuthority.BACKDATED),
                                AuthorityFoundry.end(signer, CertificateAuthority.ISSUING_VALIDITY, now)),
                signer,
                now);
        return signing(begun, draft, "add the authority " + name + " below " + parent + ", " + limits.words());
    }

    private AuthorityStep signing(Begun begun, Draft draft, String words) {
        Change before = begun.key()
                .keeping()
                .and(book.puttingAuthority(begun.record().in(State.AWAITING)))
                .and(draft.intention());
        return new AuthorityStep(
                begun.record().name(),
                words,
                List.of(use(draft.issuer(), draft.prepared().subject())),
                before,
                () -> foundry.completing(
                        begun.record(), draft.sign(), draft.issuer().name()));
    }

    private static KeyUse use(Authority signer, String subject) {
        return CertificateAuthority.use(
                signer, "signs the certificate of the authority " + subject, "an administrator asked for it");
    }

    void requireFree(String name) {
        AuthorityRecord.requireName(name);
        if (authority.records().stream()
                .anyMatch(one -> one.line().equals(name) || one.name().equals(name))) {
            throw new IllegalArgumentException("there is an authority " + name + " already");
        }
    }

    /** {@code north-labs} is the North Labs CA. */
    static String role(String name) {
        return Arrays.stream(name.split("-", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining(" ", "", " CA"));
    }

    /** The newest entry of a line. */
    public AuthorityRecord newest(String line) {
        return authority.records().stream()
                .filter(one -> one.line().equals(line))
                .reduce((first, second) -> first.generation() > second.generation() ? first : second)
                .orElseThrow(() -> new IllegalArgumentException("there is no authority " + line + "; there are: "
                        + authority.records().stream()
                                .map(AuthorityRecord::line)
                                .distinct()
                                .collect(Collectors.joining(", "))));
    }

    private Authority signer(AuthorityRecord record) {
        if (record.state() != State.ACTIVE || !record.keyHere()) {
            throw new AuthorityFailure("the authority " + record.name() + " signs no certificates here: it is "
                    + record.state().name().toLowerCase(Locale.ROOT)
                    + (record.keyHere() ? "" : ", and its key is elsewhere"));
        }
        return authority.current().require(record.name());
    }

    /** One that may have authorities below it. */
    private Authority signerAbove(String line) {
        Authority signer = signer(newest(line));
        if (signer.certificate().getBasicConstraints() == PATH_END) {
            throw new AuthorityFailure(
                    "the authority " + line + " may have no authorities below it (path length 0);" + " take its root");
        }
        return signer;
    }

    /**
     * Lets an authority issue no more. It tells who is revoked until the last of its certificates has ended.
     *
     * @throws AuthorityFailure if it is the last one that issues
     */
    public AuthorityStep retire(String line) {
        AuthorityRecord record = newest(line);
        boolean others = authority.records().stream()
                .anyMatch(one -> one.issues() && !one.isRoot() && !one.line().equals(line));
        if (!record.isRoot() && !others) {
            throw new AuthorityFailure("no other authority issues certificates; add one first: sealpost ca add NAME");
        }
        if (record.state() == State.RETIRED) {
            throw new AuthorityFailure("the authority " + line + " is retired already");
        }
        Change change = Change.none();
        for (AuthorityRecord one : entries(line)) {
            change = change.and(book.puttingAuthority(one.in(State.RETIRED)));
        }
        return AuthorityStep.plain(line, "retire the authority " + line, change);
    }

    private List<AuthorityRecord> entries(String line) {
        return authority.records().stream()
                .filter(one -> one.line().equals(line))
                .toList();
    }

    /** Tells of numbers that the book does not know that they are revoked, or no longer. */
    public AuthorityStep refuseUnknown(String line, boolean refuse) {
        Change change = Change.none();
        for (AuthorityRecord one : entries(newest(line).line())) {
            change = change.and(book.puttingAuthority(one.refusingUnknown(refuse)));
        }
        return AuthorityStep.plain(
                line,
                (refuse
                                ? "tell numbers that are not in the book of "
                                : "tell nothing of numbers that are not in the book of ")
                        + line
                        + (refuse ? " as revoked" : ""),
                change);
    }

    /**
     * A new key under the same subject; the old one goes on telling who is revoked.
     *
     * @param keys the kind of the new key; empty for that of the old one
     */
    public AuthorityStep roll(String line, Optional<AuthorityPlan.Keys> keys, Instant now) {
        AuthorityRecord old = newest(line);
        Authority before = signer(old);
        AuthorityPlan.Keys plan = keys.orElseGet(
                () -> new AuthorityPlan.Keys(KeyPairs.kind(before.certificate().getPublicKey()), old.scheme()));
        String name = line + "-" + (old.generation() + 1);
        Begun begun = foundry.begin(name, line, Origin.MADE, plan);
        Begun placed = new Begun(begun.record().at(old.place()), begun.key());
        return old.isRoot() ? rollRoot(old, before, placed, now) : rollSubordinate(old, before, placed, now);
    }

    private AuthorityStep rollSubordinate(AuthorityRecord old, Authority before, Begun begun, Instant now) {
        AuthorityRecord parent = parent(old);
        Authority signer = signer(parent);
        Draft draft = foundry.draft(
                foundry.profile()
                        .again(
                                before.certificate(),
                                begun.key().publicKey(),
                                signer,
                                now.minus(CertificateAuthority.BACKDATED),
                                AuthorityFoundry.end(signer, CertificateAuthority.ISSUING_VALIDITY, now)),
                signer,
                now);
        AuthorityStep step = signing(
                begun,
                draft,
                "roll the authority " + old.line() + " over to the key "
                        + begun.record().name());
        return new AuthorityStep(
                step.authority(),
                step.words(),
                step.uses(),
                step.before(),
                () -> step.after().get().and(book.puttingAuthority(old.in(State.RETIRED))));
    }

    /** The newest key of the authority that signed this one. */
    private AuthorityRecord parent(AuthorityRecord record) {
        String name = record.parent().orElseThrow();
        return newest(authority
                .current()
                .find(name)
                .map(AuthorityRecord::line)
                .orElseThrow(() -> new AuthorityFailure("the authority above " + record.name() + " is not known")));
    }

    /** RFC 4210 section 4.4: the new key signed by the old one, for who trusts that one, and the old one by the new one. */
    private AuthorityStep rollRoot(AuthorityRecord old, Authority before, Begun begun, Instant now) {
        X500Name name = before.subject();
        byte[] own = foundry.selfSigned(begun.subject(name), begun.key().key(), now);
        Authority next = begun.signer(own);
        Instant end = before.certificate().getNotAfter().toInstant();
        Draft newWithOld = foundry.draft(
                foundry.profile().link(begun.subject(name), before, now.minus(CertificateAuthority.BACKDATED), end),
                before,
                now);
        Draft oldWithNew = foundry.draft(
                foundry.profile()
                        .link(
                                AuthorityProfile.Subject.of(before.certificate()),
                                next,
                                now.minus(CertificateAuthority.BACKDATED),
                                AuthorityFoundry.end(next, Duration.between(now, end), now)),
                next,
                now);
        AuthorityRecord fresh = begun.record().with(AuthorityCertificate.own(own, Optional.empty()));
        return new AuthorityStep(
                fresh.name(),
                "roll the root " + old.line() + " over to the key " + fresh.name(),
                List.of(use(before, next.name()), use(next, before.name())),
                begun.key().keeping().and(newWithOld.intention()).and(oldWithNew.intention()),
                () -> {
                    byte[] forward = newWithOld.sign();
                    byte[] back = oldWithNew.sign();
                    return foundry.adding(forward, old.name(), fresh.keyOwner())
                            .and(foundry.adding(back, fresh.name(), old.keyOwner()))
                            .and(book.puttingAuthority(fresh.with(link(forward, old.name()))))
                            .and(book.puttingAuthority(old.in(State.RETIRED).with(link(back, fresh.name()))));
                });
    }

    private static AuthorityCertificate link(byte[] der, String parent) {
        return new AuthorityCertificate(der, Kind.LINK, Optional.of(parent));
    }

    /** A new certificate over the same key, good for longer. */
    public AuthorityStep renew(String line, Instant now) {
        AuthorityRecord old = newest(line);
        Authority self = signer(old);
        if (old.isRoot()) {
            byte[] der = foundry.selfSigned(AuthorityProfile.Subject.of(self.certificate()), self.key(), now);
            return new AuthorityStep(
                    old.name(),
                    "renew the root " + line + " with the same key",
                    List.of(use(self, "itself")),
                    Change.none(),
                    () -> book.puttingAuthority(old.with(AuthorityCertificate.own(der, Optional.empty()))));
        }
        Authority signer = signer(parent(old));
        Draft draft = foundry.draft(
                foundry.profile()
                        .again(
                                self.certificate(),
                                self.certificate().getPublicKey(),
                                signer,
                                now.minus(CertificateAuthority.BACKDATED),
                                AuthorityFoundry.end(signer, CertificateAuthority.ISSUING_VALIDITY, now)),
                signer,
                now);
        return new AuthorityStep(
                old.name(),
                "renew the authority " + line + " with the same key",
                List.of(use(signer, draft.prepared().subject())),
                draft.intention(),
                () -> foundry.completing(old, draft.sign(), signer.name()));
    }

    /**
     * A certificate for the authority of another organisation, within limits (qualified subordination).
     *
     * @param line of the authority that gives it; one that may have authorities below it
     * @param partner the certificate of the other authority, DER
     * @throws IllegalArgumentException if the other is no authority, or the end is not to be had
     */
    public AuthorityStep crossCertify(String line, byte[] partner, AuthorityLimits limits, Instant until, Instant now) {
        X509Certificate other = CertificateAuthority.certificate(partner);
        AuthorityChecking.requireAuthority(other, now);
        if (limits.domains().isEmpty()) {
            throw new IllegalArgumentException("a cross-certificate without names would trust the other authority for"
                    + " everybody's; name domains: --only partner.org");
        }
        Authority signer = signerAbove(line);
        requireEnd(until, signer, now);
        AuthorityRecord record = newest(line);
        Draft draft = foundry.draft(
                foundry.profile()
                        .subordinate(
                                AuthorityProfile.Subject.of(other),
                                signer,
                                limits,
                                now.minus(CertificateAuthority.BACKDATED),
                                until),
                signer,
                now);
        return new AuthorityStep(
                record.name(),
                "cross-certify " + draft.prepared().subject() + " until " + until + ", " + limits.words(),
                List.of(use(signer, draft.prepared().subject())),
                draft.intention(),
                () -> {
                    byte[] der = draft.sign();
                    return foundry.adding(der, record.name(), AuthorityRecord.KEY_OWNER + "cross")
                            .and(book.puttingAuthority(record.with(
                                    new AuthorityCertificate(der, Kind.CROSS, Optional.of(record.name())))));
                });
    }

    private static void requireEnd(Instant until, Authority signer, Instant now) {
        Instant last = signer.certificate().getNotAfter().toInstant();
        if (!until.isAfter(now) || until.isAfter(last)) {
            throw new IllegalArgumentException(
                    "expected an end after " + now + " and not after that of the authority, " + last + ": " + until);
        }
    }

    /** All cross-certificates that authorities here gave, DER. */
    public List<byte[]> given() {
        List<byte[]> all = new ArrayList<>();
        authority
                .records()
                .forEach(record ->
                        record.of(Kind.CROSS).map(AuthorityCertificate::der).forEach(all::add));
        return all;
    }
}
