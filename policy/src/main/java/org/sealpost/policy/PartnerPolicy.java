package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.PartnerTerms.ClientUsage;
import org.sealpost.identity.PathFacts;
import org.sealpost.identity.ShownCertificate;

/** Judges whether the other side of a session is the partner that it should be: by a pinned key, or by the partner's authorities. */
public final class PartnerPolicy {
    private PartnerPolicy() {}

    public static Decision<PartnerVerdict> decide(PartnerFacts facts) {
        String partner = facts.partner().name();
        if (!facts.encrypted()) {
            return unproved(PartnerRule.PARTNER_SESSION_IN_CLEAR, partner);
        }
        if (facts.shown().isEmpty()) {
            return unproved(PartnerRule.PARTNER_SHOWED_NO_CERTIFICATE, partner);
        }
        ShownCertificate shown = facts.shown().get();
        if (shown.distrusted().isPresent()) {
            return unproved(
                    PartnerRule.PARTNER_CERTIFICATE_DISTRUSTED,
                    partner,
                    shown.distrusted().get());
        }
        if (facts.now().isBefore(shown.notBefore()) || facts.now().isAfter(shown.notAfter())) {
            return unproved(
                    PartnerRule.PARTNER_CERTIFICATE_OUTSIDE_DATES,
                    partner,
                    shown.subject(),
                    shown.notBefore(),
                    shown.notAfter());
        }
        return facts.partner().pins().contains(shown.key())
                ? Decision.of(
                        new PartnerVerdict.Proved(shown.fingerprint(), shown.key(), shown.notAfter()),
                        PartnerRule.PARTNER_PROVED_BY_PIN,
                        partner,
                        shown.subject(),
                        shown.fingerprint())
                : byAuthority(facts, shown);
    }

    private static Decision<PartnerVerdict> byAuthority(PartnerFacts facts, ShownCertificate shown) {
        ChainFacts chain = chain(facts, shown);
        ChainVerdict verdict = TrustPolicy.decide(chain).verdict();
        Optional<PathFacts> path = TrustPolicy.best(chain)
                .filter(best ->
                        verdict instanceof ChainVerdict.Trusted || verdict instanceof ChainVerdict.TrustedUnchecked);
        if (path.isEmpty()) {
            return new Decision<>(
                    new PartnerVerdict.Unproved(),
                    List.of(
                            Finding.of(
                                    PartnerRule.PARTNER_CHAIN_NOT_GOOD,
                                    facts.partner().name(),
                                    shown.subject()),
                            TrustPolicy.finding(verdict)));
        }
        Optional<String> name =
                facts.names().stream().filter(shown.hosts()::contains).findFirst();
        if (name.isEmpty()) {
            return unproved(
                    PartnerRule.PARTNER_NAME_DIFFERS,
                    facts.partner().name(),
                    String.join(", ", shown.hosts()),
                    String.join(", ", facts.names()));
        }
        return new Decision<>(
                new PartnerVerdict.Proved(
                        shown.fingerprint(), path.get().members().getLast().fingerprint(), shown.notAfter()),
                List.of(
                        Finding.of(
                                PartnerRule.PARTNER_PROVED_BY_AUTHORITY,
                                facts.partner().name(),
                                shown.subject(),
                                name.get(),
                                path.get().members().getLast().name()),
                        TrustPolicy.finding(verdict)));
    }

    /** The role counts, unless only the wrong one is named and that is allowed. */
    private static ChainFacts chain(PartnerFacts facts, ShownCertificate shown) {
        boolean wrongRole = TrustPolicy.best(shown.chain())
                .filter(path -> path.faults().stream().anyMatch(PartnerPolicy::isOfPurpose))
                .isPresent();
        return wrongRole && facts.partner().terms().clientUsage() == ClientUsage.ACCEPT_SERVER
                ? shown.asServer()
                : shown.chain();
    }

    private static boolean isOfPurpose(ChainFault fault) {
        return fault.check() == ChainFault.Check.PURPOSE;
    }

    private static Decision<PartnerVerdict> unproved(PartnerRule rule, Object... facts) {
        return Decision.of(new PartnerVerdict.Unproved(), rule, facts);
    }
}
