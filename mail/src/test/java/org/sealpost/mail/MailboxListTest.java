package org.sealpost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.testkit.Samples;

class MailboxListTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.org",
                " ann@example.org ",
                "<ann@example.org>",
                "Ann <ann@example.org>",
                "\"Ann, <bob@example.org>\" <ann@example.org>",
                "Ann Smith (the boss <bob@example.org>) <ann@example.org>",
                "ann@example.org (Ann)",
                "=?utf-8?q?Ann?= <ann@example.org>",
                "J. R. Ann <ann@example.org>",
                "Ann\t< ann@example.org > (last)",
                "(a (nested) comment) ann@example.org",
                "\"bob@example.org\" <ann@example.org>"
            })
    void findsTheOneAuthor(String text) {
        assertThat(MailboxList.parse(text)).containsExactly(ANN);
    }

    @Test
    void findsAllAuthors() {
        assertThat(MailboxList.parse("Ann <ann@example.org>, bob@example.net"))
                .containsExactly(ANN, MailAddress.parse("bob@example.net"));
    }

    /** Each is read in different ways by different programs, or in none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Ann",
                "ann@example.org <bob@example.org> x",
                "Ann <ann@example.org> <bob@example.org>",
                "<ann@example.org",
                "ann@example.org>",
                "ann@example.org bob@example.org",
                "ann@example.org,",
                ",ann@example.org",
                "undisclosed-recipients:;",
                "Friends: ann@example.org;",
                "\"Ann <ann@example.org>",
                "Ann (boss <ann@example.org>",
                "Ann <ann@example.org>; bob@example.org",
                "\"a\" \"b\"@example.org"
            })
    void refusesWhatCanBeReadInTwoWays(String text) {
        assertThatThrownBy(() -> MailboxList.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comesToAnEndWhateverItReads() {
        Samples.forAll(
                random -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = random.nextInt(40); i > 0; i--) {
                        text.append("a@b.,<>()\"\\: \t".charAt(random.nextInt(14)));
                    }
                    return text.toString();
                },
                text -> {
                    try {
                        assertThat(MailboxList.parse(text)).isNotEmpty();
                    } catch (IllegalArgumentException e) {
                        assertThat(e).hasMessageNotContaining("\0");
                    }
                });
    }
}
