package org.sealpost.enrollment;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;
import org.sealpost.pki.AdoptedSerials;
import org.sealpost.pki.AuthorityAdoption;
import org.sealpost.pki.AuthorityCeremony;
import org.sealpost.pki.AuthorityExchange;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityStep;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.OfflineRoot;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/**
 * Changes the certification authorities as an administrator asks: adds, rolls over, retires, takes over, certifies others. Each step is on
 * record with the administrator's name before a key signs, and again with what came of it.
 */
public final class AuthorityAdministration {
    private final EnrollmentPki pki;
    private final AdoptedSerials serials;
    private final CrlIssuer crls;
    private final AuditLog auditLog;
    private final Clock clock;
    private final AuthorityCeremony ceremony;
    private final AuthorityExchange exchange;
    private final AuthorityAdoption adoption;

    public AuthorityAdministration(
            EnrollmentPki pki, AdoptedSerials serials, CrlIssuer crls, AuditLog auditLog, Clock clock) {
        this.pki = pki;
        this.serials = serials;
        this.crls = crls;
        this.auditLog = auditLog;
        this.clock = clock;
        this.ceremony = new AuthorityCeremony(pki.authority(), pki.book(), pki.keys());
        this.exchange = new AuthorityExchange(pki.authority(), ceremony, pki.book(), pki.keys());
        this.adoption = new AuthorityAdoption(pki.authority(), ceremony, pki.book(), pki.keys(), serials);
    }

    /** All entries, in the order in which they are asked for templates. */
    public List<AuthorityRecord> authorities() {
        return pki.authority().records();
    }

    /** The newest entry of an authority. */
    public AuthorityRecord require(String line) {
        return told(() -> ceremony.newest(line));
    }

    /** A new authority below another one; it issues nothing until templates are offered by it. */
    public AuthorityRecord add(
            String name, AuthorityPlan.Keys keys, String parent, AuthorityLimits limits, String actor) {
        return carryOut(() -> ceremony.add(name, keys, parent, limits, clock.instant()), actor);
    }

    /**
     * Lets an authority issue no more.
     *
     * @param offers which authority issues which templates
     * @throws AuthorityFailure if nobody else issues a template that it offers
     */
    public AuthorityRecord retire(String line, Map<String, Set<String>> offers, String actor) {
        Set<String> left = new TreeSet<>(offers.getOrDefault(line, Set.of()));
        authorities().stream()
                .filter(one -> one.issues() && !one.line().equals(line))
                .forEach(one -> left.removeAll(offers.getOrDefault(one.line(), Set.of())));
        if (!left.isEmpty() && require(line).issues()) {
            throw new AuthorityFailure("nobody else issues " + String.join(", ", left)
                    + "; offer them by another authority first: sealpost ca offer TEMPLATE --authority NAME");
        }
        return carryOut(() -> ceremony.retire(line), actor);
    }

    /** A new key, or with {@code sameKey} a longer certificate over the one that is there. */
    public AuthorityRecord roll(String line, Optional<AuthorityPlan.Keys> keys, boolean sameKey, String actor) {
        AuthorityRecord rolled = carryOut(
                () -> sameKey ? ceremony.renew(line, clock.instant()) : ceremony.roll(line, keys, clock.instant()),
                actor);
        publish(rolled.name());
        return rolled;
    }

    /**
     * Asks for a certificate that comes from elsewhere.
     *
     * @param roll over a new key of an authority that is there; else of a new one, or once more of one that awaits it
     * @return the request, PKCS #10 in DER
     */
    public byte[] request(String line, Optional<AuthorityPlan.Keys> keys, boolean roll, String actor) {
        boolean known = authorities().stream().anyMatch(one -> one.line().equals(line));
        if (roll) {
            carryOut(() -> exchange.requestRoll(line, keys), actor);
        } else if (!known) {
            carryOut(() -> exchange.request(line, keys.orElse(AuthorityPlan.USUAL.issuing())), actor);
        }
        return told(() -> exchange.pending(line));
    }

    /** Takes the certificate that was asked for, with those above it. */
    public AuthorityRecord install(String line, List<byte[]> certificates, String actor) {
        AuthorityRecord done = carryOut(() -> exchange.install(line, certificates, clock.instant()), actor);
        publish(done.name());
        return done;
    }

    /** Publishes the CRL of an authority whose key is elsewhere. */
    public void bring(String line, byte[] crl, String actor) {
        carryOut(() -> exchange.bring(line, crl, clock.instant()), actor);
    }

    /** Takes over an authority that worked before. */
    public AuthorityRecord adopt(String name, AuthorityAdoption.Adopted adopted, String actor) {
        AuthorityRecord done = carryOut(() -> adoption.adopt(name, adopted, clock.instant()), actor);
        publish(done.name());
        return done;
    }

    /**
     * Gives out the key of a root and removes it here.
     *
     * @param writing puts the file where it is to be; what is there is read again before anything is removed
     */
    public AuthorityRecord takeAway(String line, char[] passphrase, Consumer<byte[]> writing, String actor) {
        AuthorityRecord root = told(() -> exchange.leaving(line));
        // The last one that is made here lasts until the next one is brought.
        crls.publish(root.name(), clock.instant());
        byte[] bundle = exchange.bundle(root, passphrase);
        writing.accept(bundle);
        if (!Arrays.equals(
                OfflineRoot.open(bundle, passphrase).certificate(),
                root.certificate().orElseThrow())) {
            throw new AuthorityFailure("the file cannot be opened again; the key stays here");
        }
        return carryOut(() -> exchange.away(root), actor);
    }

    /**
     * Certifies the authority of another organisation within limits.
     *
     * @return the cross-certificate, DER
     */
    public byte[] crossCertify(String line, byte[] partner, AuthorityLimits limits, Instant until, String actor) {
        AuthorityRecord giver =
                carryOut(() -> ceremony.crossCertify(line, partner, limits, until, clock.instant()), actor);
        return giver.of(AuthorityRecord.Kind.CROSS)
                .reduce((first, second) -> second)
                .orElseThrow()
                .der()
                .clone();
    }

    /** Whether numbers that the book does not know are told as revoked. */
    public void refuseUnknown(String line, boolean refuse, String actor) {
        carryOut(() -> ceremony.refuseUnknown(line, refuse), actor);
    }

    /**
     * Revokes a number of which there is no certificate here; CRL and OCSP tell it at once.
     *
     * @throws AuthorityFailure if there is a certificate of this number: that one is to be revoked
     */
    public void revoke(String name, BigInteger serial, RevocationReason reason, String actor) {
        AuthorityRecord record = authorities().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseGet(() -> require(name));
        if (pki.book().withSerial(serial).stream().anyMatch(one -> one.issuer().equals(record.name()))) {
            throw new AuthorityFailure(
                    "the certificate of this number is here; see sealpost cert who, and revoke it with"
                            + " sealpost cert revoke");
        }
        Instant now = clock.instant();
        String number = serial.toString(16);
        auditLog.append(
                List.of(event(
                        actor,
                        record.name(),
                        "revoke number " + number + " of " + record.name() + ", reason " + reason)),
                serials.revoking(record.name(), serial, reason, now));
        crls.renew(record.name(), now);
    }

    /** Makes new CRLs at once; of all authorities that sign here, or of one. */
    public List<IssuedCertificates.Crl> publish(Optional<String> line, String actor) {
        List<AuthorityRecord> chosen = authorities().stream()
                .filter(one -> one.keyHere() && one.certificate().isPresent())
                .filter(one -> line.isEmpty() || one.line().equals(line.get()))
                .toList();
        if (chosen.isEmpty()) {
            throw new AuthorityFailure("no authority " + line.orElse("") + " makes CRLs here");
        }
        auditLog.append(List.of(event(actor, line.orElse("all"), "publish new CRLs")));
        return chosen.stream()
                .map(one -> crls.publish(one.name(), clock.instant()))
                .toList();
    }

    private void publish(String name) {
        crls.publish(name, clock.instant());
    }

    private AuthorityRecord carryOut(Supplier<AuthorityStep> preparing, String actor) {
        AuthorityStep step = told(preparing);
        Instant now = clock.instant();
        List<AuditEvent> events = new ArrayList<>();
        events.add(event(actor, step.authority(), step.words()));
        step.uses().forEach(use -> events.add(AuditedKeyUses.event(use, now)));
        auditLog.append(events, step.before());
        Change after = step.after().get();
        auditLog.append(List.of(event(actor, step.authority(), "done: " + step.words())), after);
        return authorities().stream()
                .filter(one -> one.name().equals(step.authority()))
                .findFirst()
                .orElseGet(() -> require(step.authority()));
    }

    private AuditEvent event(String actor, String subject, String outcome) {
        return new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                actor,
                subject,
                outcome,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor)));
    }

    /** What was expected and did not come is told to whoever asked. */
    private static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new AuthorityFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
