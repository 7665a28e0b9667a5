package org.sealpost.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {
    private static final String LABEL = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(
            strings = {"example.org", "localhost", "a", "0.1", "a-b.c--d.example", "xn--bcher-kva.example", "a.b.c.d.e"
            })
    void takesLabelsOfLettersDigitsAndHyphens(String name) {
        assertThat(new Domain(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a",
                "a-",
                "a.-b",
                "a-.b",
                "a b",
                "a_b",
                "a\n",
                "a.b\r",
                "bücher.example",
                "[127.0.0.1]",
                "a@b",
                "a/b",
                "a:b",
                "a{b",
                "`"
            })
    void refusesAnythingElse(String name) {
        assertThatThrownBy(() -> new Domain(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a mail domain");
    }

    @Test
    void takesLabelsOf63OctetsAndNamesOf253() {
        String longest = LABEL + "." + LABEL + "." + LABEL + "." + "a".repeat(61);

        assertThat(new Domain(longest).name()).hasSize(253);
        assertThatThrownBy(() -> new Domain("a" + longest)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Domain("a" + LABEL + ".example")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Domain("example.a" + LABEL)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comparesWithoutCase() {
        assertThat(new Domain("Example.ORG")).isEqualTo(new Domain("example.org"));
    }
}
