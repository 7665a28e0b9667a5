package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.testkit.Samples;

/** Where a rule puts OpenPGP on the ladder of ways to encrypt. */
class OpenPgpRungTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@agency.example");
    private static final CertificateFacts BOBS = certificate("bobs");
    private static final CertificateFacts AGENCYS = certificate("agencys");
    private static final OpenPgpFacts KEY = new OpenPgpFacts(
            "b".repeat(40),
            4,
            List.of(BOB),
            Set.of(CertificateUse.ENCRYPT),
            "Ed25519",
            false,
            NOW.minusSeconds(9),
            Optional.empty(),
            CertificateStatus.ACTIVE);

    /** What is known of the recipient, and the ladder of the rule. */
    private record Known(boolean certificate, boolean domain, boolean key, boolean first, List<LadderStep> ladder) {}

    @Test
    void theFirstRungThatHoldsIsTakenWhateverTheOrder() {
        Samples.forAll(OpenPgpRungTest::known, known -> {
            ProtectionVerdict verdict =
                    ProtectionPolicy.decide(facts(known, false)).verdict();

            assertThat(verdict)
                    .isEqualTo(known.ladder.stream()
                            .flatMap(step -> expected(known, step).stream())
                            .findFirst()
                            .orElse(new ProtectionVerdict.Refuse()));
        });
    }

    @Test
    void amongOurOwnPeopleTheRungCountsForNothing() {
        Known known = new Known(true, false, true, false, List.of(LadderStep.OPENPGP));

        assertThat(ProtectionPolicy.decide(facts(known, true)).verdict())
                .isInstanceOfSatisfying(
                        ProtectionVerdict.Seal.class,
                        seal -> assertThat(seal.encryption().orElseThrow().recipient())
                                .isEqualTo(BOBS));
    }

    private static Known known(RandomGenerator random) {
        List<LadderStep> ladder = new ArrayList<>(List.of(LadderStep.values()));
        Collections.shuffle(ladder, random);
        return new Known(
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                ladder.subList(0, 1 + random.nextInt(ladder.size())));
    }

    private static Optional<ProtectionVerdict> expected(Known known, LadderStep step) {
        return switch (step) {
            case CERTIFICATE -> known.certificate ? Optional.of(sealed(BOBS)) : Optional.empty();
            case DOMAIN_CERTIFICATE -> known.domain ? Optional.of(sealed(AGENCYS)) : Optional.empty();
            case OPENPGP ->
                known.key
                        ? Optional.of(
                                new ProtectionVerdict.SealOpenPgp(Optional.empty(), Optional.empty(), Optional.of(KEY)))
                        : Optional.empty();
        };
    }

    private static ProtectionVerdict sealed(CertificateFacts to) {
        return new ProtectionVerdict.Seal(
                Optional.empty(),
                Optional.of(new ProtectionVerdict.Encryption(to, ProtectionVerdict.Format.CONSERVATIVE)));
    }

    private static ProtectionFacts facts(Known known, boolean inside) {
        RuleFacts facts = GatewayRuleTest.facts(true);
        RuleFacts mail = new RuleFacts(
                "submitted",
                facts.senders(),
                facts.senderGroups(),
                facts.senderPlace(),
                BOB,
                facts.recipientGroups(),
                facts.recipientPlace(),
                facts.message());
        GatewayRule rule = RuleFields.read(
                "r",
                new java.util.LinkedHashMap<>(Map.of(
                        "encrypt",
                        List.of("or-refuse"),
                        "ladder",
                        known.ladder.stream().map(LadderStep::word).toList())));
        return new ProtectionFacts(
                        new Origin.Submitted(ANN),
                        new Protection.Clear(),
                        List.of(),
                        BOB,
                        inside,
                        known.certificate ? List.of(BOBS) : List.of(),
                        List.of(),
                        LearnedFacts.NONE,
                        true,
                        Wish.NONE,
                        new ProtectionRules(4, List.of(rule)),
                        new GatewayFacts(mail, known.domain ? List.of(AGENCYS) : List.of(), Optional.empty()),
                        NOW)
                .with(new OpenPgpMail(
                        List.of(),
                        known.key ? List.of(new OpenPgpMail.Known(KEY, Vouching.SEEN)) : List.of(),
                        known.first));
    }

    private static CertificateFacts certificate(String fingerprint) {
        return new CertificateFacts(
                fingerprint,
                List.of(),
                Set.of(CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "RSA-3072",
                NOW.minusSeconds(9),
                NOW.plusSeconds(9),
                CertificateStatus.ACTIVE);
    }
}
