package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Templates, offers and policies as an administrator uses them, and who gets which certificate by them. */
class AutoenrollmentTest {
    private static final Demo DEMO = Demo.start();

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    @Test
    void aTemplateAnOfferAndAPolicyTogetherGiveACertificateAndWhyNamesTheOneThatIsMissing() {
        person("nora");
        done("unit", "add", "Notaries");
        done("template", "copy", "MailSign", "Notary", "--compat", "v4");
        done("template", "set", "Notary", "validity=365 days", "renewal-period=30 days");
        assertThat(done("autoenroll", "why", "nora")).contains("No policy deploys the template Notary");

        done("policy", "add", "Lawyers", "--at", "sealpost.example/Notaries", "--templates", "Notary");
        done("user", "change", "nora", "--unit", "Notaries");
        assertThat(done("autoenroll", "why", "nora")).contains("No authority issues the template Notary");

        done("ca", "offer", "Notary");
        done("autoenroll", "now", "nora");

        assertThat(certificates("nora"))
                .extracting(one -> one.get("template").asText())
                .contains("Notary", "MailUser");
        assertThat(certificates("alice"))
                .extracting(one -> one.get("template").asText())
                .doesNotContain("Notary");
        assertThat(done("autoenroll", "now", "nora")).contains("issued 0");
    }

    @Test
    void aPolicyAtAPlaceThatDoesNotExistIsRefused() {
        assertThat(mistake("policy", "add", "Nowhere", "--at", "nowhere.example", "--templates", "MailSign"))
                .contains("there is no domain nowhere.example here");
        assertThat(mistake("policy", "add", "Nowhere", "--at", "sealpost.example/Nothing", "--templates", "MailSign"))
                .contains("expected a unit such as example.org/Legal");

        assertThat(done("policy", "list")).doesNotContain("Nowhere");
    }

    @Test
    void aPreviewShowsWhoWouldGetWhatAndChangesNothing() {
        String preview = done("policy", "add", "Everybody signs", "--templates", "MailSign", "--preview");

        assertThat(preview).contains(Demo.address("alice") + ": MailSign: issue", Demo.address("bob"));
        assertThat(done("policy", "list")).doesNotContain("Everybody signs");
        assertThat(certificates("alice"))
                .extracting(one -> one.get("template").asText())
                .doesNotContain("MailSign");
    }

    @Test
    void whatNeedsConsentWaitsAndIsIssuedWhenSomebodyAgrees() {
        person("olga");
        done("template", "grant", "KeyRecoveryAgent", "user " + Demo.address("olga"), "read", "enroll", "autoenroll");
        done("policy", "add", "Agents", "--templates", "KeyRecoveryAgent", "--only", "user " + Demo.address("olga"));
        done("autoenroll", "now", "olga");

        JsonNode request = json("enroll", "pending").get(0);
        assertThat(request.get("owner").asText()).isEqualTo(Demo.address("olga"));
        done("enroll", "approve", request.get("id").asText(), "--reason", "appointed by the board");

        assertThat(certificates("olga"))
                .extracting(one -> one.get("template").asText())
                .contains("KeyRecoveryAgent");
        assertThat(json("enroll", "pending")).isEmpty();
        assertThat(done("audit", "show", Demo.address("olga"))).contains("appointed by the board");
    }

    @Test
    void aPersonWhoseKeysTheServerGaveUpStaysInTheDirectory() {
        person("uma");
        done("key", "release", "uma", "--kept-elsewhere");

        assertThat(done("autoenroll", "now", "uma")).contains("issued 0, no longer published 0");

        assertThat(certificates("uma"))
                .allSatisfy(one -> assertThat(one.get("status").asText()).isEqualTo("active"));
    }

    @Test
    void takingTheRightToEnrollStopsTheIssueAndNamesTheRight() {
        done("group", "add", "clerks", "carol");
        done("template", "copy", "MailSign", "Clerk");
        done("template", "revoke", "Clerk", "users");
        done("template", "grant", "Clerk", "group " + Demo.address("clerks"), "read", "autoenroll");
        done("ca", "offer", "Clerk");
        done("policy", "add", "Clerks", "--templates", "Clerk");

        assertThat(done("autoenroll", "why", "carol"))
                .contains(Demo.address("carol") + " does not have the right enroll on the template Clerk");
        done("template", "grant", "Clerk", "group " + Demo.address("clerks"), "read", "enroll", "autoenroll");
        done("autoenroll", "now", "carol");

        assertThat(certificates("carol"))
                .extracting(one -> one.get("template").asText())
                .contains("Clerk");
    }

    @Test
    void aSupersedingTemplateMovesItsHoldersAndOldCertificatesStayForOldMail() {
        person("petra");
        done("unit", "add", "Lab");
        done("user", "change", "petra", "--unit", "Lab");
        done("template", "copy", "MailUser", "MailLab");
        done("template", "set", "MailLab", "key=EC-P384");
        done("template", "supersede", "MailLab", "MailUser");
        done("ca", "offer", "MailLab");
        done("policy", "add", "Lab", "--at", "sealpost.example/Lab", "--templates", "MailLab");
        done("autoenroll", "now", "petra");

        JsonNode petras = certificates("petra");
        assertThat(petras).anySatisfy(one -> {
            assertThat(one.get("template").asText()).isEqualTo("MailLab");
            assertThat(one.get("status").asText()).isEqualTo("active");
        });
        assertThat(petras).anySatisfy(one -> {
            assertThat(one.get("template").asText()).isEqualTo("MailUser");
            assertThat(one.get("status").asText()).isEqualTo("superseded");
        });
    }

    @Test
    void theTemplatesThatCameWithTheHouseAreCopiedNotChanged() {
        assertThat(mistake("template", "set", "MailUser", "validity=700 days"))
                .contains("came with the house", "sealpost template copy MailUser");
        assertThat(mistake("template", "set", "MailUser", "colour=red")).contains("no such field", "validity");
        assertThat(mistake("template", "copy", "MailUser", "no name")).contains("a template's name has");
        done("template", "copy", "MailUser", "Weak");
        assertThat(mistake("template", "set", "Weak", "key=RSA-1024")).contains("RSA-2048", "EC-P521");
        assertThat(mistake("template", "set", "Weak", "validity=soon")).contains("Weak, validity", "730 days");
        assertThat(mistake("template", "retire", "MailUser")).contains("the policy Default deploys MailUser");
        assertThat(done("template", "list")).contains("Administrator", "User", "SmartCardUser", "OcspSigner");
    }

    @Test
    void templatesAreAFileThatCanBeComparedAndApplied() {
        done("template", "copy", "MailSign", "Filed");
        String file = done("template", "export", "Filed");
        Path edited = DEMO.keep("templates.toml", file.replace("730 days", "400 days"));

        assertThat(done("template", "diff", edited.toString())).contains("Filed: validity: 730 days -> 400 days");
        done("template", "apply", edited.toString());

        assertThat(done("template", "diff", edited.toString())).contains("no difference");
        assertThat(done("template", "apply", edited.toString())).contains("nothing to change");
        Path broken = DEMO.keep("broken.toml", "[\"X\"]\nvalidity = \"soon\"\n");
        assertThat(mistake("template", "apply", broken.toString())).contains("template X: the field display-name");
    }

    @Test
    void aComputerHasACertificateOverItsNamesAtOnceAndASerialNumberLeadsToIt() {
        done("computer", "add", "intranet", "--dns", "www.sealpost.example");

        JsonNode why = json("autoenroll", "why", "intranet.sealpost.example");
        assertThat(why.get("decisions").get(0).get("verdict").asText()).isEqualTo("keep");
        String fingerprint = why.get("decisions").get(0).get("because").asText().replaceAll(".*([0-9a-f]{64}).*", "$1");
        String text = Run.of(
                        "openssl",
                        "x509",
                        "-noout",
                        "-text",
                        "-serial",
                        "-in",
                        pem(fingerprint).toString())
                .text();
        assertThat(text)
                .contains("DNS:intranet.sealpost.example, DNS:www.sealpost.example")
                .contains("TLS Web Client Authentication, TLS Web Server Authentication");
        String serial = text.replaceAll("(?s).*serial=([0-9A-F]+).*", "$1");
        assertThat(done("cert", "who", serial))
                .contains("holder: host/intranet.sealpost.example", "template: Computer");
    }

    @Test
    void theThreeTemplatesOfOldHaveExactlyTheirUses() {
        person("rita");
        for (String template : new String[] {"Administrator", "User", "SmartCardUser"}) {
            done("template", "grant", template, "user " + Demo.address("rita"), "read", "enroll", "autoenroll");
        }
        done(
                "policy",
                "add",
                "Three",
                "--templates",
                "Administrator,User,SmartCardUser",
                "--only",
                "user " + Demo.address("rita"));
        done("autoenroll", "now", "rita");

        assertThat(uses("rita", "Administrator"))
                .isEqualTo("Microsoft Trust List Signing, Microsoft Encrypted File System, E-mail Protection,"
                        + " TLS Web Client Authentication");
        assertThat(uses("rita", "User"))
                .isEqualTo("Microsoft Encrypted File System, E-mail Protection, TLS Web Client Authentication");
        assertThat(uses("rita", "SmartCardUser"))
                .isEqualTo("Microsoft Smartcard Login, E-mail Protection, TLS Web Client Authentication");
    }

    private static String uses(String name, String template) {
        for (JsonNode one : certificates(name)) {
            if (one.get("template").asText().equals(template)) {
                String text = Run.of(
                                "openssl",
                                "x509",
                                "-noout",
                                "-ext",
                                "extendedKeyUsage",
                                "-in",
                                pem(one.get("fingerprint").asText()).toString())
                        .text();
                return text.lines().skip(1).findFirst().orElseThrow().strip();
            }
        }
        throw new AssertionError("no certificate of " + template);
    }

    private static Path pem(String fingerprint) {
        return DEMO.keep(fingerprint + ".pem", done("cert", "pem", fingerprint));
    }

    private static JsonNode certificates(String name) {
        return json("cert", "list", name);
    }

    private static void person(String name) {
        done(
                "user",
                "add",
                name,
                "--password-file",
                DEMO.keep("password", "a password for tests\n").toString());
    }

    private static JsonNode json(String... command) {
        return DEMO.json(command);
    }

    private static String done(String... command) {
        return DEMO.done(command);
    }

    private static String mistake(String... command) {
        return DEMO.mistake(command);
    }
}
