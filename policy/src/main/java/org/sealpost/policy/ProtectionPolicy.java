package org.sealpost.policy;

import static org.sealpost.policy.ProtectionRule.ALREADY_ENCRYPTED;
import static org.sealpost.policy.ProtectionRule.ANSWERS_SEALED_MAIL;
import static org.sealpost.policy.ProtectionRule.CAME_FROM_OUTSIDE;
import static org.sealpost.policy.ProtectionRule.DECLINE_DOES_NOT_COUNT;
import static org.sealpost.policy.ProtectionRule.DOMAIN_HAS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.ENCRYPTED_ONLY_IF_ASKED;
import static org.sealpost.policy.ProtectionRule.ENCRYPTED_POST_QUANTUM;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_ASKED_BY_SENDER;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_DECLINED_BY_SENDER;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_DEMANDED_BY_RULE;
import static org.sealpost.policy.ProtectionRule.FORMAT_ANNOUNCED;
import static org.sealpost.policy.ProtectionRule.FORMAT_FOR_INSIDE;
import static org.sealpost.policy.ProtectionRule.FORMAT_FOR_OUTSIDE;
import static org.sealpost.policy.ProtectionRule.LADDER_OF_RULE;
import static org.sealpost.policy.ProtectionRule.NOTICE_OF_THE_HOUSE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_HAS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_KEY_IS_STRANGE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_SENT_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.RECIPIENT_WITHOUT_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.REFUSED_BY_ADMINISTRATOR;
import static org.sealpost.policy.ProtectionRule.SENDER_KNOWS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.SUBJECT_HIDDEN;
import static org.sealpost.policy.ProtectionRule.WAITS_FOR_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.WAIVED_BY_ADMINISTRATOR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.mail.Ruling;
import org.sealpost.policy.ProtectionVerdict.Encryption;
import org.sealpost.policy.ProtectionVerdict.Format;
import org.sealpost.policy.ProtectionVerdict.Headers;
import org.sealpost.policy.ProtectionVerdict.Hold;
import org.sealpost.policy.ProtectionVerdict.PassThrough;
import org.sealpost.policy.ProtectionVerdict.Refuse;
import org.sealpost.policy.ProtectionVerdict.Seal;

/**
 * Decides how a message is protected for one recipient. Mail of our own people is signed and, wherever a certificate is
 * known, encrypted; where encryption is demanded and no certificate is known, it is refused and never sent readable.
 */
public final class ProtectionPolicy {
    private static final String MODERN_CIPHER = "AES-256-GCM";

    private ProtectionPolicy() {}

    public static Decision<ProtectionVerdict> decide(ProtectionFacts facts) {
        if (facts.protection() instanceof Protection.Encrypted) {
            return Decision.of(new PassThrough(), ALREADY_ENCRYPTED);
        }
        return switch (facts.origin()) {
            case Origin.Received received -> received(facts, received.peer());
            case Origin.Internal() -> Decision.of(new PassThrough(), NOTICE_OF_THE_HOUSE);
            case Origin.Submitted submitted -> sealed(facts, rules(facts));
            case Origin.Forwarded forwarded -> sealed(facts, rules(facts));
        };
    }

    /**
     * How a message goes that must be encrypted, whatever was asked for, and whoever sent it; with no subject outside where that can
     * be. It is not encrypted only if there is no way to the recipient.
     */
    static Decision<ProtectionVerdict> encrypted(ProtectionFacts facts) {
        RuleDemands rules = rules(facts);
        return sealed(facts.hidingSubject(), rules, Demand.REFUSE, new ArrayList<>(rules.because()));
    }

    /** What a rule demands of the connection over which the message leaves to this recipient. */
    public static Optional<RuleTls> tls(ProtectionFacts facts) {
        return facts.origin() instanceof Origin.Internal
                ? Optional.empty()
                : rules(facts).tls().map(said -> new RuleTls(said.rule(), said.value()));
    }

    /** What is taken out of the subject before the message goes to this recipient. */
    public static List<String> subjectTags(ProtectionFacts facts) {
        return facts.origin() instanceof Origin.Internal
                ? List.of()
                : rules(facts).subjectTags();
    }

    private static RuleDemands rules(ProtectionFacts facts) {
        return RulePolicy.decide(facts.rules(), facts.gateway().mail());
    }

    /** What stays in the house is left alone: to seal and open it would only make it look as if it had come sealed. */
    private static Decision<ProtectionVerdict> received(ProtectionFacts facts, String peer) {
        RuleDemands rules = rules(facts);
        return facts.inside() || rules.encrypt().isEmpty()
                ? Decision.of(new PassThrough(), CAME_FROM_OUTSIDE, peer)
                : sealed(facts, rules);
    }

    private static Decision<ProtectionVerdict> sealed(ProtectionFacts facts, RuleDemands rules) {
        Optional<Ruling> refusal = facts.gateway().ruling().filter(one -> one.kind() == Ruling.Kind.REFUSE);
        if (refusal.isPresent()) {
            return Decision.of(
                    new Refuse(),
                    REFUSED_BY_ADMINISTRATOR,
                    refusal.get().by(),
                    refusal.get().reason());
        }
        List<Finding> because = new ArrayList<>(rules.because());
        Demand demand = demand(facts, rules, because);
        return isException(rules, demand, because)
                ? withCertificates(facts, Optional.empty(), Signing.by(facts, rules, because), because)
                : sealed(facts, rules, demand, because);
    }

    /** Whether a rule wants no encryption by itself, and nobody asked for it. */
    private static boolean isException(RuleDemands rules, Demand demand, List<Finding> because) {
        Optional<String> exception = rules.encrypt()
                // Every other demand of a rule is more than none.
                .filter(said -> demand == Demand.NONE)
                .map(RuleDemands.Said::rule);
        exception.ifPresent(rule -> because.add(Finding.of(ENCRYPTED_ONLY_IF_ASKED, rule)));
        return exception.isPresent();
    }

    private static Decision<ProtectionVerdict> sealed(
            ProtectionFacts facts, RuleDemands rules, Demand demand, List<Finding> because) {
        Optional<Recipient> recipient = recipient(facts, rules, because);
        Optional<OpenPgpMail.Known> openPgp = OpenPgpLadder.encryptsTo(facts, rules, recipient.isPresent());
        boolean declined = demand == Demand.NONE && !facts.wish().encrypt().orElse(true);
        if (openPgp.isPresent() && !declined) {
            return OpenPgpLadder.encrypted(facts, openPgp.get(), Signing.by(facts, rules, because), because);
        }
        if (recipient.isEmpty()) {
            because.addAll(withoutCertificate(facts, openPgp.isPresent()));
        }
        Optional<ProtectionVerdict> stopped =
                recipient.isEmpty() && demand.isStrict() ? stopped(facts, rules, demand, because) : Optional.empty();
        return stopped.isPresent()
                ? new Decision<>(stopped.get(), because)
                : withCertificates(
                        facts,
                        recipient.flatMap(known -> encryption(facts, known, demand, because)),
                        Signing.by(facts, rules, because),
                        because);
    }

    /** Why nothing is encrypted to somebody without a certificate. */
    private static List<Finding> withoutCertificate(ProtectionFacts facts, boolean hasKey) {
        if (hasKey) {
            return List.of(Finding.of(ENCRYPTION_DECLINED_BY_SENDER));
        }
        List<Finding> because = new ArrayList<>();
        because.add(Finding.of(RECIPIENT_WITHOUT_CERTIFICATE, facts.recipient()));
        MailCertificates.unusable(facts.certificates(), facts.now())
                .ifPresent(one ->
                        because.add(Finding.of(RECIPIENT_KEY_IS_STRANGE, one.fingerprint(), one.keyAlgorithm())));
        OpenPgpPolicy.badPin(facts.openPgp().recipient(), facts.now())
                .ifPresent(pin -> because.add(Finding.of(
                        OpenPgpRule.OPENPGP_PINNED_KEY_IS_BAD,
                        facts.recipient(),
                        pin.key().fingerprint())));
        return because;
    }

    private static Decision<ProtectionVerdict> withCertificates(
            ProtectionFacts facts, Optional<Encryption> encryption, Signing.By by, List<Finding> because) {
        if (by == Signing.By.DOMAIN) {
            Optional<CertificateFacts> domain = Signing.ofDomainOnly(facts, because);
            return new Decision<>(domain.isEmpty() ? new Refuse() : new Seal(domain, encryption), because);
        }
        return withCertificates(facts, encryption, by == Signing.By.AUTHOR, because);
    }

    private static Decision<ProtectionVerdict> withCertificates(
            ProtectionFacts facts, Optional<Encryption> encryption, boolean signs, List<Finding> because) {
        Optional<CertificateFacts> own = signs ? Signing.ofAuthor(facts, because) : Optional.empty();
        boolean untouched = own.isEmpty() && encryption.isEmpty();
        Optional<OpenPgpFacts> key = untouched && signs ? OpenPgpLadder.signer(facts, because) : Optional.empty();
        if (key.isPresent()) {
            return new Decision<>(new ProtectionVerdict.SealOpenPgp(key, Optional.empty(), Optional.empty()), because);
        }
        Optional<CertificateFacts> signer = signs ? own.or(() -> Signing.ofDomain(facts, because)) : own;
        return new Decision<>(
                signer.isEmpty() && encryption.isEmpty() ? new PassThrough() : new Seal(signer, encryption), because);
    }

    /** How strongly encryption is wanted; a sender may ask for more than a rule, never for less. */
    private enum Demand {
        NONE,
        BY_RULE_IF_POSSIBLE,
        REFUSE,
        HOLD;

        boolean isStrict() {
            return compareTo(REFUSE) >= 0;
        }
    }

    private static Demand demand(ProtectionFacts facts, RuleDemands rules, List<Finding> because) {
        boolean asked = facts.wish().encrypt().orElse(false);
        Demand byRule = rules.encrypt()
                .map(said -> switch (said.value()) {
                    case ONLY_IF_ASKED -> Demand.NONE;
                    case IF_POSSIBLE -> Demand.BY_RULE_IF_POSSIBLE;
                    case OR_REFUSE -> Demand.REFUSE;
                    case OR_HOLD -> Demand.HOLD;
                })
                .orElse(Demand.NONE);
        if (byRule.isStrict()) {
            because.add(Finding.of(
                    ENCRYPTION_DEMANDED_BY_RULE,
                    rules.encrypt().orElseThrow().rule(),
                    facts.rules().version()));
        }
        if (asked) {
            because.add(Finding.of(ENCRYPTION_ASKED_BY_SENDER));
        }
        // Who says no in so many words knows what the answer quotes.
        boolean answers = facts.wish().answersSealed() && facts.wish().encrypt().isEmpty();
        if (answers) {
            because.add(Finding.of(ANSWERS_SEALED_MAIL));
        }
        return (asked || answers) && !byRule.isStrict() ? Demand.REFUSE : byRule;
    }

    /** Without a way to encrypt. Empty if an administrator took it upon himself that it goes all the same. */
    private static Optional<ProtectionVerdict> stopped(
            ProtectionFacts facts, RuleDemands rules, Demand demand, List<Finding> because) {
        Optional<Ruling> waiver = facts.gateway().ruling();
        if (waiver.isPresent()) {
            because.add(Finding.of(
                    WAIVED_BY_ADMINISTRATOR, waiver.get().by(), waiver.get().reason()));
            return Optional.empty();
        }
        if (demand == Demand.REFUSE) {
            return Optional.of(new Refuse());
        }
        because.add(Finding.of(WAITS_FOR_CERTIFICATE, facts.recipient(), RuleFields.words(rules.holdFor())));
        return Optional.of(new Hold(rules.holdFor()));
    }

    /** What is known of a recipient, and by whom. */
    private record Recipient(CertificateFacts certificate, ProtectionRule known, String name) {}

    private static Optional<Recipient> recipient(ProtectionFacts facts, RuleDemands rules, List<Finding> because) {
        // Inside there is no gateway between two people.
        Optional<RuleDemands.Said<List<LadderStep>>> ladder = rules.ladder().filter(said -> !facts.inside());
        ladder.ifPresent(said -> because.add(Finding.of(
                LADDER_OF_RULE,
                said.rule(),
                said.value().stream().map(LadderStep::word).collect(Collectors.joining(", ")))));
        List<LadderStep> steps = ladder.map(RuleDemands.Said::value).orElse(LadderStep.DEFAULT);
        return OpenPgpLadder.above(facts, steps).stream()
                .map(step -> switch (step) {
                    case CERTIFICATE -> ofPerson(facts);
                    case DOMAIN_CERTIFICATE -> ofDomain(facts);
                    // Its turn is judged behind all others that are left.
                    case OPENPGP -> Optional.<Recipient>empty();
                })
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The organisation's certificates go first: administrators looked at them. */
    private static Optional<Recipient> ofPerson(ProtectionFacts facts) {
        String name = facts.recipient().toString();
        return MailCertificates.forEncryption(facts.certificates(), facts.inside(), facts.now())
                .map(one -> new Recipient(one, RECIPIENT_HAS_CERTIFICATE, name))
                .or(() -> MailCertificates.forEncryption(facts.privateCertificates(), facts.inside(), facts.now())
                        .map(one -> new Recipient(one, SENDER_KNOWS_CERTIFICATE, name)))
                .or(() -> learned(facts, name));
    }

    /** The one that was told last goes first. */
    private static Optional<Recipient> learned(ProtectionFacts facts, String name) {
        return facts.learned().certificates().stream()
                .flatMap(one -> MailCertificates.forEncryption(List.of(one), facts.inside(), facts.now()).stream())
                .findFirst()
                .map(one -> new Recipient(one, RECIPIENT_SENT_CERTIFICATE, name));
    }

    private static Optional<Recipient> ofDomain(ProtectionFacts facts) {
        return MailCertificates.forEncryption(facts.gateway().domainCertificates(), false, facts.now())
                .map(one -> new Recipient(
                        one, DOMAIN_HAS_CERTIFICATE, facts.recipient().domain().name()));
    }

    private static Optional<Encryption> encryption(
            ProtectionFacts facts, Recipient recipient, Demand demand, List<Finding> because) {
        boolean declined = !facts.wish().encrypt().orElse(true);
        if (declined && demand == Demand.NONE) {
            because.add(Finding.of(ENCRYPTION_DECLINED_BY_SENDER));
            return Optional.empty();
        }
        if (declined) {
            because.add(Finding.of(DECLINE_DOES_NOT_COUNT));
        }
        CertificateFacts certificate = recipient.certificate();
        because.add(Finding.of(recipient.known(), recipient.name(), certificate.fingerprint()));
        if (KeyStrength.isPostQuantum(certificate.keyAlgorithm())) {
            because.add(Finding.of(ENCRYPTED_POST_QUANTUM, certificate.keyAlgorithm()));
        }
        Format format = format(facts, certificate, because);
        return Optional.of(new Encryption(certificate, format, headers(facts, because)));
    }

    /** What somebody signed already cannot be given its fields any more, so they must stay outside. */
    private static Headers headers(ProtectionFacts facts, List<Finding> because) {
        boolean hidden = facts.hidesSubject() && !(facts.protection() instanceof Protection.Signed);
        if (hidden) {
            because.add(Finding.of(SUBJECT_HIDDEN));
        }
        return hidden ? Headers.HIDDEN : Headers.SHOWN;
    }

    private static Format format(ProtectionFacts facts, CertificateFacts certificate, List<Finding> because) {
        if (facts.inside()) {
            because.add(Finding.of(FORMAT_FOR_INSIDE));
            return Format.MODERN;
        }
        if (facts.learned().reads(certificate, MODERN_CIPHER)) {
            because.add(Finding.of(FORMAT_ANNOUNCED, facts.recipient(), MODERN_CIPHER));
            return Format.MODERN;
        }
        because.add(Finding.of(FORMAT_FOR_OUTSIDE));
        return Format.CONSERVATIVE;
    }
}
