package org.sealpost.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.Decision;
import org.sealpost.policy.GatewayFacts;
import org.sealpost.policy.LearnedFacts;
import org.sealpost.policy.ProtectionFacts;
import org.sealpost.policy.ProtectionPolicy;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RuleFacts;
import org.sealpost.policy.Wish;

/** How many decisions about protection one core takes per second, with a rule and certificates on both sides. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PolicyBench {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");

    private final ProtectionFacts facts = new ProtectionFacts(
            new Origin.Submitted(Workplace.ALICE),
            new Protection.Clear(),
            List.of(certificate("alices", Workplace.ALICE)),
            PAT,
            false,
            List.of(certificate("pats", PAT), certificate("pats older one", PAT)),
            List.of(),
            LearnedFacts.NONE,
            Wish.NONE,
            ProtectionRules.encryptingTo(7, List.of("agency.example", "partner.example")),
            new GatewayFacts(
                    new RuleFacts(
                            "submitted",
                            List.of(Workplace.ALICE),
                            Set.of(),
                            "",
                            PAT,
                            Set.of(),
                            "",
                            RuleFacts.MessageTraits.NONE),
                    List.of(),
                    Optional.empty()),
            NOW);

    @Benchmark
    public Decision<ProtectionVerdict> decide() {
        return ProtectionPolicy.decide(facts);
    }

    private static CertificateFacts certificate(String fingerprint, MailAddress address) {
        return new CertificateFacts(
                fingerprint,
                List.of(address),
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "RSA-3072",
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(1)),
                CertificateStatus.ACTIVE);
    }
}
