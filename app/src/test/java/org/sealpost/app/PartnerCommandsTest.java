package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partners for Domain Security, as administrators manage them. */
class PartnerCommandsTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void makeAuthority() {
        desk.sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem"
                + " -subj '/CN=Beta CA' -days 30 -addext keyUsage=critical,keyCertSign,cRLSign");
        desk.sh("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout mx.key -out mx.pem"
                + " -subj /CN=mx -days 30 -addext subjectAltName=DNS:beta.test"
                + " -addext basicConstraints=critical,CA:FALSE");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void aSecondPartnerNeverTakesTheFirstAway() {
        assertThat(desk.done("partner", "add", "beta.test", "--anchor", "ca.pem", "--contact", "Bea, 555"))
                .contains("observed in both directions", "CN=Beta CA", "compare it by telephone");
        assertThat(desk.done("partner", "add", "gamma.test", "--name", "gamma")).contains("nothing proves yet");

        assertThat(desk.done("partner", "list")).contains("beta.test", "gamma", "observe");
        assertThat(desk.mistake("partner", "add", "beta.test")).contains("there is a partner beta.test already");
        assertThat(desk.mistake("partner", "add", "delta.test", "gamma.test"))
                .contains("gamma.test belongs to the partner gamma already");
        desk.done("partner", "set", "gamma", "--add-domain", "lab.gamma.test");
        assertThat(desk.done("partner", "show", "lab.gamma.test")).contains("domains: gamma.test, lab.gamma.test");
        assertThat(desk.done("partner", "remove", "gamma")).contains("no longer a partner: gamma");
        assertThat(desk.done("partner", "list", "--json"))
                .contains("\"name\" : \"beta.test\"", "Bea, 555")
                .doesNotContain("gamma");
        assertThat(desk.done("audit", "show", "gamma"))
                .contains("partner for Domain Security: domains gamma.test", "no longer a partner", "admin tester");
    }

    @Test
    void aFileFromThePartnerIsImportedAndTheCodeTellsWhetherItWasChanged() {
        String ours = desk.done("partner", "export", "--contact", "Ann, 444");
        assertThat(ours)
                .startsWith("Sealpost partner 1\ndomain: example.org\nserver: ")
                .contains("contact: Ann, 444", "-----BEGIN CERTIFICATE-----");
        desk.file("own.partner", ours);
        assertThat(desk.mistake("partner", "import", "own.partner")).contains("example.org is one of our own domains");
        desk.file("theirs.partner", ours.replace("example.org", "beta.test"));
        desk.file("changed.partner", ours.replace("example.org", "gamma.test"));

        String theirs = desk.done("partner", "import", "theirs.partner");
        String changed = desk.done("partner", "import", "changed.partner");

        assertThat(theirs).containsPattern("compare by telephone.*: [a-z2-9]{5}(-[a-z2-9]{5}){3}");
        assertThat(changed).doesNotContain(theirs.replaceAll("(?s).*voice you know: (\\S+).*", "$1"));
        assertThat(desk.done("partner", "show", "beta.test")).contains("contact: Ann, 444", "receive: observe");
        assertThat(desk.mistake("partner", "import", "ca.pem")).contains("begins with: Sealpost partner 1");
        desk.file("plain.eml", "Subject: x\r\n\r\n");
        assertThat(desk.done("partner", "mark", "ann@example.org", "plain.eml")).contains("no mark");
    }

    @Test
    void wildcardsOwnDomainsAndNothingAreRefusedWithASentence() {
        assertThat(desk.mistake("partner", "add", "*.beta.test")).contains("never for those below them");
        assertThat(desk.mistake("partner", "add", "")).contains("not an empty name");
        assertThat(desk.mistake("partner", "add", "example.org")).contains("example.org is one of our own domains");
        assertThat(desk.mistake("partner", "add", "beta.test", "--anchor", "mx.pem"))
                .contains("not one of an authority");
        assertThat(desk.mistake("partner", "add", "beta.test", "--pin", "xyz")).contains("SHA-256 of a public key");
        desk.done("partner", "add", "beta.test");
        assertThat(desk.mistake("partner", "set", "beta.test", "--add-domain", "example.org"))
                .contains("one of our own domains");
        assertThat(desk.mistake("partner", "set", "beta.test", "--remove", "nothing"))
                .contains("nothing of beta.test is named nothing");
        assertThat(desk.mistake("partner", "set", "beta.test", "--remove", "beta.test"))
                .contains("at least one domain");
        assertThat(desk.mistake("partner", "set", "other")).contains("no partner is named other");
    }

    @Test
    void enforcingNeedsProofOrForce() {
        desk.done("partner", "add", "beta.test");

        assertThat(desk.mistake("partner", "set", "beta.test", "--receive", "enforced", "--force"))
                .contains("nothing could prove that it is beta.test");
        desk.done("partner", "set", "beta.test", "--pin-of", "mx.pem", "--anchor", "ca.pem");
        assertThat(desk.mistake("partner", "set", "beta.test", "--receive", "enforced"))
                .contains("whether it would work is not proved", "0 sessions were good so far", "--force");
        assertThat(desk.mistake("partner", "set", "beta.test", "--receive", "tested"))
                .contains("it becomes tested by itself");
        assertThat(desk.done("partner", "set", "beta.test", "--receive", "enforced", "--force"))
                .contains("receive: enforced", "send: observe");
        assertThat(desk.done("audit", "show", "beta.test")).contains("without waiting for proof");
        assertThat(desk.done(
                        "partner",
                        "set",
                        "beta.test",
                        "--client-usage",
                        "require",
                        "--revocation",
                        "hard",
                        "--without-proof",
                        "refuse"))
                .contains("clientUsage: require", "revocation: hard", "withoutProof: refuse");
        assertThat(desk.done("partner", "set", "beta.test", "--receive", "observe"))
                .contains("receive: observe");
    }
}
