package org.sealpost.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Domain;

class StsTermsTest {
    private static final Domain DOMAIN = new Domain("example.com");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    /** RFC 8461 section 3.2. */
    private static final String PUBLISHED = """
            version: STSv1
            mode: enforce
            mx: mail.example.com
            mx: *.example.net
            mx: backupmx.example.com
            max_age: 604800
            """;

    @Test
    void readsThePolicyOfTheStandard() throws StsTerms.Unreadable {
        StsTerms policy = read(PUBLISHED);

        assertThat(policy.mode()).isEqualTo(StsTerms.Mode.ENFORCE);
        assertThat(policy.hosts()).containsExactly("mail.example.com", "*.example.net", "backupmx.example.com");
        assertThat(policy.maxAge()).isEqualTo(Duration.ofDays(7));
        assertThat(policy.countsAt(NOW.plus(Duration.ofDays(6)))).isTrue();
        assertThat(policy.countsAt(NOW.plus(Duration.ofDays(7)))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, true",
        "MAIL.example.COM, true",
        "other.example.com, false",
        "mx1.example.net, true",
        "a.mx1.example.net, false",
        "example.net, false",
        "net, false"
    })
    void listsHostsByNameOrByOneLabel(String host, boolean listed) throws StsTerms.Unreadable {
        assertThat(read(PUBLISHED).lists(host)).isEqualTo(listed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "version: STSv2\nmode: none\nmax_age: 1",
                "version: STSv1\nmode: perhaps\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: none\nmax_age: soon",
                "version: STSv1\nmode: none"
            })
    void refusesWhatIsNoPolicy(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(StsTerms.Unreadable.class);
    }

    @Test
    void aPolicyCountsForAYearAtMost() throws StsTerms.Unreadable {
        assertThat(read(PUBLISHED.replace("604800", "9999999999")).maxAge()).isLessThan(Duration.ofDays(366));
    }

    @Test
    void isReadBackAsItIsPublished() throws StsTerms.Unreadable {
        StsTerms policy = read(PUBLISHED);

        assertThat(read(policy.text())).isEqualTo(policy);
    }

    private static StsTerms read(String text) throws StsTerms.Unreadable {
        return StsTerms.read(DOMAIN, "1", text, NOW);
    }
}
