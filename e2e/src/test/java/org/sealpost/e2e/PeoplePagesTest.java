package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The public page of a person, as strangers see it. */
class PeoplePagesTest {
    private static final Demo DEMO = Demo.start();

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    /** The body of an answer, and its status at the end. */
    private static String get(String name, String more) {
        return Run.of(
                        "sh",
                        "-c",
                        "curl -s -w '%{http_code}' --cacert " + DEMO.ca() + " https://localhost:" + DEMO.port("https")
                                + "/people/" + name + " " + more)
                .text();
    }

    @Test
    void aPersonHasAPageWhereTheDomainSaysSoAndNowhereElse() {
        String alice = Demo.address("alice");
        String closed = get(alice, "");
        assertThat(closed).endsWith("404");

        DEMO.done("domain", "publish", alice.substring(alice.indexOf('@') + 1), "--page", "on");

        assertThat(get(alice, "")).contains(alice).endsWith("200");
        assertThat(get(alice + ".vcf", ""))
                .contains("BEGIN:VCARD")
                .contains(alice)
                .endsWith("200");
        assertThat(get(alice + ".cer", "| head -c -3 | openssl x509 -inform DER -noout -email"))
                .contains(alice);
        assertThat(get(alice + ".p7b", "| head -c -3 | openssl pkcs7 -inform DER -print_certs -noout"))
                .contains("subject");
        assertThat(get("nobody@example.org", ""))
                .as("the answer for whom there is no page")
                .isEqualTo(closed);
        assertThat(get("", "")).as("there is no list").endsWith("404");
        assertThat(get("..%2Fca.pem", "")).endsWith("404");
        assertThat(get(alice, "-X POST")).endsWith("405");
    }
}
