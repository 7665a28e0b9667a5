package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Commands about certificates, rights and files, as they are typed, with mistakes in them. */
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
    void aRightIsGivenToWhomTheDirectoryKnows() {
        try (Desk desk = new Desk()) {
            desk.done("computer", "add", "intranet", "--dns", "wiki.example.org");
            desk.done("computer", "add", "other");
            desk.done("group", "add", "lab");
            desk.done("template", "copy", "Computer", "Wiki");
            desk.done("template", "revoke", "Wiki", "computers");
            desk.done("ca", "offer", "Wiki");

            assertThat(desk.mistake("template", "grant", "Wiki", "group labs", "read"))
                    .contains("no group")
                    .contains("did you mean lab@example.org?");
            assertThat(desk.mistake("template", "grant", "Wiki", "computer nowhere.example.org", "read"))
                    .contains("no computer");
            assertThat(desk.mistake("template", "grant", "Wiki", "unit example.org/Nowhere", "read"))
                    .contains("no unit");
            assertThat(desk.done("template", "grant", "Wiki", "group lab", "read"))
                    .contains("group lab@example.org");
            desk.done("template", "grant", "Wiki", "computer wiki.example.org", "read", "enroll", "autoenroll");
            assertThat(desk.mistake("policy", "add", "Wiki", "--templates", "Wiki", "--only", "group lab"))
                    .contains("group lab@example.org");
            desk.done("policy", "add", "Wiki", "--templates", "Wiki", "--only", "computer intranet.example.org");
            desk.done("enroll", "now");

            assertThat(desk.done("cert", "list", "intranet.example.org", "--json"))
                    .contains("\"template\" : \"Wiki\"");
            assertThat(desk.done("cert", "list", "other.example.org", "--json")).doesNotContain("Wiki");
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

    @Test
    void aBackupThatWouldBeWrittenOverAnotherIsNoFailedBackup() {
        try (Desk desk = new Desk()) {
            desk.done("backup", "passphrase");
            desk.done("backup", "--to", "one.sealpost");

            assertThat(desk.mistake("backup", "--to", "one.sealpost")).contains("there is a file");
            assertThat(desk.house.backups().history(10)).hasSize(1);
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }
}
