package org.sealpost.enrollment;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerChanges;
import org.sealpost.identity.PartnerMeetings;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.Partners;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** What administrators do with partners: each change is written down, and nothing replaces what it was not asked to replace. */
public final class PartnerBook {
    private final Partners partners;
    private final PartnerChanges changes;
    private final PartnerMeetings meetings;
    private final Directory directory;
    private final AuditLog auditLog;
    private final Clock clock;

    public PartnerBook(
            Partners partners,
            PartnerChanges changes,
            PartnerMeetings meetings,
            Directory directory,
            AuditLog auditLog,
            Clock clock) {
        this.partners = partners;
        this.changes = changes;
        this.meetings = meetings;
        this.directory = directory;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    public Partners partners() {
        return partners;
    }

    public PartnerMeetings.Score score(Partner partner, PartnerWay way) {
        return meetings.score(partner.name(), way);
    }

    /**
     * Domains as they are typed.
     *
     * @throws IllegalArgumentException for a wildcard, for nothing, and for what is no domain
     */
    public static List<Domain> domains(List<String> texts) {
        return texts.stream().map(PartnerBook::domain).toList();
    }

    private static Domain domain(String text) {
        String name = text.strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("expected a domain such as partner.example, not an empty name");
        }
        if (name.contains("*")) {
            throw new IllegalArgumentException(
                    name + ": a partner's domains stand for themselves alone, never for those"
                            + " below them; name each, such as partner.example lab.partner.example");
        }
        return new Domain(name);
    }

    /**
     * An authority of a partner.
     *
     * @throws IllegalArgumentException if the certificate is none of an authority, or is in force no more
     */
    public PartnerAnchor anchor(PathCertificate certificate) {
        if (!certificate.isAuthority()) {
            throw new IllegalArgumentException("the certificate of " + certificate.name()
                    + " is not one of an authority; to trust its key alone, pin it");
        }
        if (certificate.notAfter().isBefore(clock.instant())) {
            throw new IllegalArgumentException(
                    "the authority " + certificate.name() + " ended on " + certificate.notAfter());
        }
        return new PartnerAnchor(
                certificate.fingerprint(), certificate.name(), certificate.notAfter(), certificate.der());
    }

    /**
     * A new partner. Others stay as they are.
     *
     * @param actor as the audit log names them
     * @throws IllegalArgumentException if the name or a domain is taken, or a domain is ours
     */
    public void add(Partner partner, String actor) {
        partners.named(partner.name()).ifPresent(known -> {
            throw new IllegalArgumentException("there is a partner " + known.name()
                    + " already; change it with: sealpost partner set " + known.name());
        });
        requireFree(partner);
        record(actor, partner, "partner for Domain Security: " + words(partner), changes.adding(partner));
    }

    /**
     * Changes a partner. Enforcing needs a direction that proved good, unless it is {@code forced}.
     *
     * @throws IllegalArgumentException if it cannot be as is wanted
     */
    public void change(Partner partner, boolean forced, String actor) {
        Partner before = known(partner.name());
        requireFree(partner);
        for (PartnerWay way : PartnerWay.values()) {
            boolean arms = partner.state(way).isEnforced() && !before.state(way).isEnforced();
            if (arms
                    && !forced
                    && (before.state(way) != PartnerState.TESTED
                            || score(before, way).isBad())) {
                throw new IllegalArgumentException(unproven(before, way));
            }
        }
        record(
                actor,
                partner,
                "change the partner" + (forced ? ", without waiting for proof" : "") + ": " + words(partner),
                changes.changing(partner));
    }

    private String unproven(Partner partner, PartnerWay way) {
        PartnerMeetings.Score score = score(partner, way);
        String so = score.isBad()
                ? "the last session failed: " + score.reason()
                : score.good() + (score.good() == 1 ? " session was" : " sessions were") + " good so far";
        return "whether it would work is not proved: " + so + ". Enforced now, all mail could stop. "
                + (way == PartnerWay.SEND
                        ? "Try it with: sealpost partner check " + partner.name()
                        : "Let it stand on observe until mail has come from them")
                + "; or take the risk with --force";
    }

    /** A check of the way to a partner found all its servers good: the direction is tested. */
    public void checked(Partner partner, String actor) {
        Change scored = meetings.scoring(
                partner.name(), PartnerWay.SEND, score(partner, PartnerWay.SEND).afterCheck(clock.instant()));
        Partner after =
                partner.send() == PartnerState.OBSERVE ? partner.with(PartnerWay.SEND, PartnerState.TESTED) : partner;
        record(actor, after, "a check of the way to the partner was good", scored.and(changes.changing(after)));
    }

    public void remove(String name, String actor) {
        Partner partner = known(name);
        record(actor, partner, "no longer a partner: " + words(partner), changes.removing(name));
    }

    /**
     * The partner of that name, or with that domain.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Partner known(String name) {
        return partners.named(name)
                .or(() -> partners.all().stream()
                        .filter(one -> one.domains().stream()
                                .anyMatch(domain -> domain.name().equals(name)))
                        .findFirst())
                .orElseThrow(() ->
                        new IllegalArgumentException("no partner is named " + name + "; see: sealpost partner list"));
    }

    private void requireFree(Partner partner) {
        for (Domain domain : partner.domains()) {
            if (directory.isAccepted(domain)) {
                throw new IllegalArgumentException(domain + " is one of our own domains; a partner is somebody else");
            }
            Optional<Partner> owner =
                    partners.of(domain).filter(one -> !one.name().equals(partner.name()));
            if (owner.isPresent()) {
                throw new IllegalArgumentException(
                        domain + " belongs to the partner " + owner.get().name() + " already");
            }
        }
    }

    private void record(String actor, Partner partner, String outcome, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        actor,
                        partner.name(),
                        outcome,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                change);
    }

    /** All that counts, in one line for the audit log. */
    private static String words(Partner partner) {
        return "domains " + joined(partner.domains()) + "; send "
                + partner.send().word() + ", receive "
                + partner.receive().word() + "; authorities "
                + joined(partner.anchors().stream()
                        .map(PartnerAnchor::fingerprint)
                        .toList()) + "; pins "
                + joined(partner.pins()) + "; servers " + joined(partner.servers()) + "; client usage "
                + partner.terms().clientUsage().name().toLowerCase(Locale.ROOT) + ", revocation "
                + partner.terms().revocation().name().toLowerCase(Locale.ROOT) + ", without proof "
                + partner.terms().refusal().name().toLowerCase(Locale.ROOT) + ", or encrypted after "
                + EncryptedAfter.word(partner.terms().orEncryptedAfter());
    }

    private static String joined(List<?> all) {
        return all.isEmpty()
                ? "none"
                : String.join(" ", all.stream().map(String::valueOf).toList());
    }
}
