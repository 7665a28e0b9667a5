package org.sealpost.protocols.sts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.dns.FixedResolver;
import org.sealpost.protocols.dns.SecureDns;

class DomainPoliciesTest {
    private static final Domain ZETA = new Domain("zeta.example");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String POLICY = "version: STSv1\nmode: enforce\nmx: mx.zeta.example\nmax_age: 604800\n";

    private final MemoryPolicies kept = new MemoryPolicies();
    private final List<Domain> fetched = new ArrayList<>();

    @Test
    void fetchesAPolicyOnceAndGoesByIt() {
        DomainPolicies policies = policies("v=STSv1; id=1;", NOW, domain -> POLICY);

        StsTerms first = policies.of(ZETA).policy().orElseThrow();
        StsTerms second = policies.of(ZETA).policy().orElseThrow();

        assertThat(first.mode()).isEqualTo(StsTerms.Mode.ENFORCE);
        assertThat(second).isEqualTo(first);
        assertThat(fetched).hasSize(1);
    }

    @Test
    void fetchesAnewWhenTheIdChanges() {
        assertThat(policies("v=STSv1; id=1;", NOW, domain -> POLICY).of(ZETA).policy())
                .isPresent();

        StsTerms second = policies(
                        "v=STSv1; id=2;", NOW.plusSeconds(60), domain -> POLICY.replace("enforce", "testing"))
                .of(ZETA)
                .policy()
                .orElseThrow();

        assertThat(second.mode()).isEqualTo(StsTerms.Mode.TESTING);
        assertThat(second.id()).isEqualTo("2");
    }

    @Test
    void keepsToWhatItKnowsWhileTheServerIsDownUntilItsTimeIsOver() {
        assertThat(policies("v=STSv1; id=1;", NOW, domain -> POLICY).of(ZETA).policy())
                .isPresent();

        var later = policies("v=STSv1; id=2;", NOW.plus(Duration.ofDays(6)), DomainPoliciesTest::down)
                .of(ZETA);
        var tooLate = policies("v=STSv1; id=2;", NOW.plus(Duration.ofDays(8)), DomainPoliciesTest::down)
                .of(ZETA);

        assertThat(later.policy()).map(StsTerms::id).contains("1");
        assertThat(later.trouble()).isEqualTo("no route");
        assertThat(tooLate.policy()).isEmpty();
    }

    @Test
    void keepsToWhatItKnowsIfTheRecordIsGone() {
        assertThat(policies("v=STSv1; id=1;", NOW, domain -> POLICY).of(ZETA).policy())
                .isPresent();

        assertThat(policies("something else", NOW, DomainPoliciesTest::down)
                        .of(ZETA)
                        .policy())
                .isPresent();
    }

    @Test
    void doesNotAskAgainAtOnceIfItFailed() {
        DomainPolicies policies = policies("v=STSv1; id=1;", NOW, DomainPoliciesTest::down);

        assertThat(policies.of(ZETA).trouble()).isEqualTo("no route");
        assertThat(policies.of(ZETA).trouble()).isEqualTo("no route");

        assertThat(fetched).hasSize(1);
    }

    @Test
    void asksNobodyWithoutARecordThatSaysSo() {
        assertThat(policies("v=STSv10; id=1;", NOW, domain -> POLICY).of(ZETA).policy())
                .isEmpty();
        assertThat(policies("v=STSv1; id=no-hyphens;", NOW, domain -> POLICY)
                        .of(ZETA)
                        .policy())
                .isEmpty();

        assertThat(fetched).isEmpty();
    }

    private static String down(Domain domain) throws IOException {
        throw new IOException("no route");
    }

    private DomainPolicies policies(String record, Instant now, PolicyFetch fetch) {
        SecureDns dns = SecureDns.unchecked(new FixedResolver("_mta-sts.zeta.example. TXT \"" + record + "\"\n"));
        return new DomainPolicies(
                dns,
                domain -> {
                    fetched.add(domain);
                    return fetch.fetch(domain);
                },
                kept,
                Clock.fixed(now, ZoneOffset.UTC));
    }
}
