package org.sealpost.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.mail.Protection;
import org.sealpost.policy.OpenPgpMail.Known;

/** The rung of OpenPGP on the ladder of {@link ProtectionPolicy}: below a certificate, unless the organisation wants it above. */
final class OpenPgpLadder {
    private OpenPgpLadder() {}

    /** The key, if it is OpenPGP's turn for this recipient. */
    static Optional<Known> encryptsTo(ProtectionFacts facts, boolean hasCertificate) {
        return hasCertificate && !facts.openPgp().first()
                ? Optional.empty()
                : OpenPgpPolicy.forEncryption(facts.openPgp().recipient(), facts.recipient(), facts.now());
    }

    static Decision<ProtectionVerdict> encrypted(ProtectionFacts facts, Known recipient, List<Finding> because) {
        OpenPgpFacts key = recipient.key();
        because.add(Finding.of(
                OpenPgpRule.OPENPGP_KEY_OF_RECIPIENT, facts.recipient(), key.fingerprint(), recipient.vouching()));
        because.add(Finding.of(key.authenticated() ? OpenPgpRule.OPENPGP_WITH_AEAD : OpenPgpRule.OPENPGP_WITH_MDC));
        if (signs(facts)) {
            Decision<ProtectionVerdict> signed = signed(facts, because);
            ProtectionVerdict.SealOpenPgp seal = (ProtectionVerdict.SealOpenPgp) signed.verdict();
            return new Decision<>(
                    new ProtectionVerdict.SealOpenPgp(seal.signer(), Optional.empty(), Optional.of(key)),
                    signed.because());
        }
        Optional<CertificateFacts> certificate = ProtectionPolicy.signer(facts, because);
        return new Decision<>(
                new ProtectionVerdict.SealOpenPgp(Optional.empty(), certificate, Optional.of(key)), because);
    }

    /** Whether the house signs with OpenPGP: nobody signed before, the sender wants it, and there is a key. */
    static boolean signs(ProtectionFacts facts) {
        return !(facts.protection() instanceof Protection.Signed)
                && facts.wish().sign().orElse(true)
                && OpenPgpPolicy.forSigning(facts.openPgp().sender(), facts.now())
                        .isPresent();
    }

    static Decision<ProtectionVerdict> signed(ProtectionFacts facts, List<Finding> because) {
        OpenPgpFacts signer =
                OpenPgpPolicy.forSigning(facts.openPgp().sender(), facts.now()).orElseThrow();
        List<Finding> all = new ArrayList<>(because);
        all.add(Finding.of(OpenPgpRule.OPENPGP_KEY_OF_SENDER, signer.fingerprint()));
        return new Decision<>(
                new ProtectionVerdict.SealOpenPgp(Optional.of(signer), Optional.empty(), Optional.empty()), all);
    }
}
