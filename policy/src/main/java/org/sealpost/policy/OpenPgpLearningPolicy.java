package org.sealpost.policy;

import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_CHANGED;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_KNOWN;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_LEARNED;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_NAMES_OTHERS;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_OF_OWN_PEOPLE;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_UNUSABLE;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_MAIL_UNPROVEN;

import java.util.Optional;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.policy.OpenPgpMail.Known;

/**
 * Decides about OpenPGP keys of people outside that nobody took in by hand. The first key for an address is used; another one
 * never takes its place by itself while the first is good.
 */
public final class OpenPgpLearningPolicy {
    /** So many keys wait for an administrator, for each address. */
    private static final int CANDIDATES_LIMIT = 3;

    private OpenPgpLearningPolicy() {}

    public static Decision<OpenPgpLearningVerdict> decide(OpenPgpLearningFacts facts) {
        if (facts.ownPeople()) {
            return Decision.of(OpenPgpLearningVerdict.IGNORE, OPENPGP_KEY_OF_OWN_PEOPLE, facts.address());
        }
        if (!facts.offered().names(facts.address())) {
            return about(OpenPgpLearningVerdict.IGNORE, OPENPGP_KEY_NAMES_OTHERS, facts);
        }
        Optional<Known> same = facts.known().stream()
                .filter(known ->
                        known.key().fingerprint().equals(facts.offered().fingerprint()))
                .findFirst();
        if (same.isPresent()) {
            // A key says of itself that it ends or is revoked, and signs it: that is believed whoever brings it.
            return about(OpenPgpLearningVerdict.REFRESH, OPENPGP_KEY_KNOWN, facts);
        }
        if (!facts.offered().isUsableFor(CertificateUse.ENCRYPT, facts.now())) {
            return about(OpenPgpLearningVerdict.IGNORE, OPENPGP_KEY_UNUSABLE, facts);
        }
        return facts.proven() ? learn(facts) : about(aside(facts), OPENPGP_MAIL_UNPROVEN, facts);
    }

    /** An administrator may look at it; but nobody fills the keyring with keys in others' names. */
    private static OpenPgpLearningVerdict aside(OpenPgpLearningFacts facts) {
        long waiting = facts.known().stream()
                .filter(known -> known.key().status() == CertificateStatus.ON_HOLD)
                .count();
        return waiting < CANDIDATES_LIMIT ? OpenPgpLearningVerdict.SET_ASIDE : OpenPgpLearningVerdict.IGNORE;
    }

    private static Decision<OpenPgpLearningVerdict> learn(OpenPgpLearningFacts facts) {
        Optional<Known> other = OpenPgpPolicy.badPin(facts.known(), facts.now())
                .or(() -> OpenPgpPolicy.forEncryption(facts.known(), facts.address(), facts.now()));
        return other.map(known -> Decision.of(
                        OpenPgpLearningVerdict.SET_ASIDE,
                        OPENPGP_KEY_CHANGED,
                        facts.address(),
                        known.key().fingerprint(),
                        facts.offered().fingerprint()))
                .orElseGet(() -> about(OpenPgpLearningVerdict.LEARN, OPENPGP_KEY_LEARNED, facts));
    }

    private static Decision<OpenPgpLearningVerdict> about(
            OpenPgpLearningVerdict verdict, OpenPgpRule rule, OpenPgpLearningFacts facts) {
        return Decision.of(verdict, rule, facts.address(), facts.offered().fingerprint());
    }
}
