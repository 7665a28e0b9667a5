package org.sealpost.policy;

import static org.sealpost.policy.OpenPgpRule.OPENPGP_ADDRESSES_CHANGED;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_HOLDER_IS_GONE;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_ENDS_SOON;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_IS_GOOD;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_KEY_MISSING;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_MADE_ON_DEVICE;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_NOT_DEPLOYED;
import static org.sealpost.policy.OpenPgpRule.OPENPGP_WAS_REVOKED;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.Holder;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.PolicyObject;
import org.sealpost.mail.MailAddress;

/**
 * Decides about a person's OpenPGP key as {@link EnrollmentPolicy} does about certificates: a policy that deploys {@code OpenPGP}
 * to a place gives everybody there a key, extends it before it ends, and lets it follow the addresses.
 */
public final class OpenPgpKeyPolicy {
    /** How long a key is good; correspondents must fetch it again before. */
    public static final Duration VALIDITY = Duration.ofDays(2 * 365);

    /** How long before its end it is extended. */
    private static final Duration BEFORE_END = Duration.ofDays(180);

    private OpenPgpKeyPolicy() {}

    public static Decision<OpenPgpKeyVerdict> decide(OpenPgpKeyFacts facts) {
        Optional<OpenPgpFacts> active = facts.held().stream()
                .filter(key -> key.status() == CertificateStatus.ACTIVE)
                .findFirst();
        if (facts.enrollee().filter(Enrollee::enabled).isEmpty()) {
            return active.map(key -> Decision.<OpenPgpKeyVerdict>of(
                            new OpenPgpKeyVerdict.Withdraw(key.fingerprint()), OPENPGP_HOLDER_IS_GONE, facts.owner()))
                    .orElse(keep(OPENPGP_HOLDER_IS_GONE, facts.owner()));
        }
        Enrollee enrollee = facts.enrollee().get();
        return active.map(key -> follow(facts, enrollee, key)).orElseGet(() -> first(facts, enrollee));
    }

    private static Decision<OpenPgpKeyVerdict> first(OpenPgpKeyFacts facts, Enrollee enrollee) {
        if (!isDeployed(facts) || enrollee.holder() != Holder.USER) {
            return keep(OPENPGP_NOT_DEPLOYED, facts.owner());
        }
        if (enrollee.custody() == Custody.DEVICE) {
            return keep(OPENPGP_MADE_ON_DEVICE, facts.owner());
        }
        boolean revoked = facts.held().stream().anyMatch(key -> key.status() == CertificateStatus.REVOKED);
        return Decision.of(
                new OpenPgpKeyVerdict.Make(), revoked ? OPENPGP_WAS_REVOKED : OPENPGP_KEY_MISSING, facts.owner());
    }

    private static boolean isDeployed(OpenPgpKeyFacts facts) {
        return facts.scope().enroll() && facts.scope().templates().containsKey(PolicyObject.OPEN_PGP);
    }

    private static Decision<OpenPgpKeyVerdict> follow(OpenPgpKeyFacts facts, Enrollee enrollee, OpenPgpFacts key) {
        if (!keys(enrollee.addresses()).equals(keys(key.addresses()))) {
            return restate(key, OPENPGP_ADDRESSES_CHANGED, enrollee.addresses());
        }
        boolean endsSoon = key.expires()
                .filter(end -> !end.minus(BEFORE_END).isAfter(facts.now()))
                .isPresent();
        // Without a policy the key ends when it said it would.
        return endsSoon && facts.scope().renew() && isDeployed(facts)
                ? restate(key, OPENPGP_KEY_ENDS_SOON, key.expires().orElseThrow())
                : keep(OPENPGP_KEY_IS_GOOD, key.fingerprint());
    }

    private static Set<String> keys(java.util.List<MailAddress> addresses) {
        return addresses.stream().map(MailAddress::key).collect(Collectors.toSet());
    }

    private static Decision<OpenPgpKeyVerdict> restate(OpenPgpFacts key, OpenPgpRule rule, Object about) {
        return Decision.of(new OpenPgpKeyVerdict.Restate(key.fingerprint()), rule, key.fingerprint(), about);
    }

    private static Decision<OpenPgpKeyVerdict> keep(OpenPgpRule rule, Object about) {
        return Decision.of(new OpenPgpKeyVerdict.Keep(), rule, about);
    }
}
