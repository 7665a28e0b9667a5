package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code sealpost cert} and {@code sealpost user certs}, as they are typed. */
class CertificateCommandsTest {
    private static final Pattern FINGERPRINT = Pattern.compile("\"fingerprint\" : \"([0-9a-f]{64})\"");
    private static final Pattern SERIAL = Pattern.compile("\"serial\" : \"([0-9a-f]+)\"");

    @Test
    void whatIsNoFingerprintRevokesNothing() {
        try (Desk desk = new Desk()) {
            desk.done("user", "add", "ann", "--name", "Ann Lee");

            for (String typed : new String[] {"zz", "", "2a6", "%", "______________", "ann@example.org"}) {
                assertThat(desk.mistake("cert", "revoke", typed)).contains("expected a fingerprint");
            }
            assertThat(desk.done("cert", "list", "ann")).contains("active").doesNotContain("revoked");
        }
    }

    @Test
    void aCertificateIsNamedByFingerprintOrSerialNumberInEveryForm() {
        try (Desk desk = new Desk()) {
            desk.done("user", "add", "ann", "--name", "Ann Lee");
            String told = desk.done("user", "certs", "ann", "--json");
            String fingerprint = first(FINGERPRINT, told);

            assertThat(told).contains("\"issuer\" : ").contains("Issuing CA");
            assertThat(desk.done("cert", "who", first(SERIAL, told))).contains("holder: ann@example.org");
            assertThat(desk.done("cert", "who", fingerprint.substring(0, 16))).contains("holder: ann@example.org");
            String withColons =
                    fingerprint.substring(0, 12).replaceAll("(..)(?=.)", "$1:").toUpperCase(java.util.Locale.ROOT);
            assertThat(desk.done("cert", "show", withColons)).contains(fingerprint);
            assertThat(desk.done("cert", "revoke", fingerprint)).contains("revoked");
        }
    }

    @Test
    void aComputerHasAListOfItsCertificates() {
        try (Desk desk = new Desk()) {
            desk.done("computer", "add", "intranet", "--dns", "wiki.example.org");

            assertThat(desk.done("cert", "list", "wiki.example.org")).contains("EC-P256", "issued");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsExplained() {
        try (Desk desk = new Desk()) {
            desk.done("user", "add", "ann", "--name", "Ann Lee");

            assertThat(desk.mistake("cert", "export", "ann", "--out", "missing/ann.p12"))
                    .contains("there is no folder");
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }
}
