package org.sealpost.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyPagesTest {
    private final PolicyPages pages =
            new PolicyPages(domain -> domain.name().equals("alpha.example") ? Optional.of("policy") : Optional.empty());

    @Test
    void answersWhoAsksTheHostOfADomainOfOurs() {
        assertThat(pages.answer("mta-sts.alpha.example")).contains("policy");
        assertThat(pages.answer("MTA-STS.Alpha.Example:8443")).contains("policy");
    }

    @Test
    void answersNobodyElse() {
        assertThat(pages.answer("alpha.example")).isEmpty();
        assertThat(pages.answer("mta-sts.other.example")).isEmpty();
        assertThat(pages.answer("mta-sts.")).isEmpty();
        assertThat(pages.answer("mta-sts.not a domain")).isEmpty();
        assertThat(pages.answer("")).isEmpty();
    }
}
