package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.testkit.Samples;

/** Numbers with check digits, and dictionaries. */
class ContentSearchTest {
    private static final int MANY = 1_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4111 1111 1111 1111 | 1",
                "card:4111-1111-1111-1111. | 1",
                "4111111111111111 and once more 4111 1111 1111 1111 | 1",
                "4111.1111.1111.1111 12/29, 5500 0000 0000 0004 | 2",
                "378282246310005 30569309025904 6011111111111117 3530111333300000 2223003122003222 | 5",
                "4111 1111 1111 1112 | 0",
                "A4111111111111111 | 0",
                "41111111111111110000000000 | 0",
                "order 1234567890123456 | 0",
                "9111 1111 1111 1111 | 0",
                "4111  1111  1111  1111 | 0"
            })
    void cardsAreFoundByTheirCheckDigit(String text, int count) {
        assertThat(CheckedNumbers.cards(text, MANY)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DE89 3704 0044 0532 0130 00 | 1",
                "iban de89370400440532013000, gb82 west 1234 5698 7654 32 | 2",
                "CH9300762011623852957 NO9386011117947 MT84MALT011000012345MTLCAST001S | 3",
                "DE88 3704 0044 0532 0130 00 | 0",
                "XDE89370400440532013000 | 0",
                "DE89 3704 0044 0532 0130 | 0",
                "ZZ89370400440532013000 | 0",
                "DE89 | 0"
            })
    void accountsAreFoundByTheirCheckDigits(String text, int count) {
        assertThat(CheckedNumbers.ibans(text, MANY)).hasSize(count);
    }

    @Test
    void anyCardNumberWithARightCheckDigitIsFoundHoweverItIsGrouped() {
        Samples.forAll(
                random -> {
                    StringBuilder digits = new StringBuilder("4");
                    random.ints(14, 0, 10).forEach(digits::append);
                    for (int check = 0; check < 10; check++) {
                        if (CheckedNumbers.cards("" + digits + check, 1).size() == 1) {
                            return digits.append(check).toString();
                        }
                    }
                    throw new AssertionError("one of ten check digits is right: " + digits);
                },
                card -> assertThat(CheckedNumbers.cards("x " + card.replaceAll("(.{4})(?!$)", "$1 ") + " y", 1))
                        .hasSize(1));
    }

    @Test
    void entriesOfADictionaryAreWholeWordsInAnyCase() {
        Dictionary dictionary = new Dictionary(Set.of("hiv", "multiple sclerosis", "größe", "a b c"));

        assertThat(dictionary.in(List.of("HIV, Multiple\nSclerosis: GRÖSSE Größe")))
                .containsExactlyInAnyOrder("hiv", "multiple sclerosis", "größe");
        assertThat(dictionary.in(List.of("hives multiple-scleroses a b", "c"))).isEmpty();
        assertThat(dictionary.in(List.of("x a b c"))).containsExactly("a b c");
        assertThat(new Dictionary(Set.of()).in(List.of("hiv"))).isEmpty();
    }
}
