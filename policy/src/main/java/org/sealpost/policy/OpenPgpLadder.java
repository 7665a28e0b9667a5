package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.policy.OpenPgpMail.Known;

/**
 * The rung of OpenPGP on the ladder of {@link ProtectionPolicy}: below certificates, unless the organisation wants it above. A
 * rule that names a ladder of its own says where it stands, and leaves it out by not naming it.
 */
final class OpenPgpLadder {
    private OpenPgpLadder() {}

    /** The key, if it is OpenPGP's turn for this recipient. */
    static Optional<Known> encryptsTo(ProtectionFacts facts, RuleDemands rules, boolean hasCertificate) {
        boolean turn = rules.ladder()
                .map(said -> !facts.inside() && !hasCertificate && said.value().contains(LadderStep.OPENPGP))
                .orElse(!hasCertificate || facts.openPgp().first());
        return turn ? key(facts) : Optional.empty();
    }

    /** The steps of certificates that are tried: those below the rung of OpenPGP are not, if there is a key. */
    static List<LadderStep> above(ProtectionFacts facts, List<LadderStep> steps) {
        int rung = steps.indexOf(LadderStep.OPENPGP);
        return rung >= 0 && key(facts).isPresent() ? steps.subList(0, rung) : steps;
    }

    private static Optional<Known> key(ProtectionFacts facts) {
        return OpenPgpPolicy.forEncryption(facts.openPgp().recipient(), facts.recipient(), facts.now());
    }

    /** With a signature inside: with the author's key, or else with the author's certificate, or with that of the domain. */
    static Decision<ProtectionVerdict> encrypted(
            ProtectionFacts facts, Known recipient, Signing.By by, List<Finding> because) {
        OpenPgpFacts key = recipient.key();
        because.add(Finding.of(
                OpenPgpRule.OPENPGP_KEY_OF_RECIPIENT, facts.recipient(), key.fingerprint(), recipient.vouching()));
        because.add(Finding.of(key.authenticated() ? OpenPgpRule.OPENPGP_WITH_AEAD : OpenPgpRule.OPENPGP_WITH_MDC));
        if (by == Signing.By.DOMAIN) {
            Optional<CertificateFacts> domain = Signing.ofDomainOnly(facts, because);
            return new Decision<>(
                    domain.isEmpty()
                            ? new ProtectionVerdict.Refuse()
                            : new ProtectionVerdict.SealOpenPgp(Optional.empty(), domain, Optional.of(key)),
                    because);
        }
        boolean signs = by == Signing.By.AUTHOR;
        Optional<OpenPgpFacts> own = signs ? signer(facts, because) : Optional.empty();
        Optional<CertificateFacts> certificate =
                signs && own.isEmpty() ? Signing.ofAuthor(facts, because) : Optional.empty();
        return new Decision<>(new ProtectionVerdict.SealOpenPgp(own, certificate, Optional.of(key)), because);
    }

    static Optional<OpenPgpFacts> signer(ProtectionFacts facts, List<Finding> because) {
        Optional<OpenPgpFacts> own = OpenPgpPolicy.forSigning(facts.openPgp().sender(), facts.now());
        own.ifPresent(key -> because.add(Finding.of(OpenPgpRule.OPENPGP_KEY_OF_SENDER, key.fingerprint())));
        return own;
    }
}
