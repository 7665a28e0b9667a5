package org.sealpost.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.MailAddress;

class KeyServerTest {
    private static final MailAddress PAT = MailAddress.parse("pat+news@partner.example");

    @ParameterizedTest
    @CsvSource({
        "https://keys.example/, https://keys.example/vks/v1/by-email/pat%2Bnews%40partner.example",
        "http://keys.example:8080/base, http://keys.example:8080/base/vks/v1/by-email/pat%2Bnews%40partner.example",
        "hkps://keys.example, https://keys.example/pks/lookup?op=get&options=mr&exact=on&search=pat%2Bnews%40partner.example",
        "hkp://keys.example, http://keys.example:11371/pks/lookup?op=get&options=mr&exact=on&search=pat%2Bnews%40partner.example"
    })
    void itIsAskedInTheWayOfItsKind(String server, String question) {
        assertThat(KeyServer.parse(server).asking(PAT)).hasToString(question);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys.example",
                "ftp://keys.example",
                "https://",
                "https://a@keys.example",
                "https://keys.example?x",
                "https://keys example"
            })
    void anythingElseIsRefusedWithWhatWasExpected(String text) {
        assertThatThrownBy(() -> KeyServer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a key server such as");
    }
}
