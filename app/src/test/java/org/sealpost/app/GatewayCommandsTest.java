package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;

/** Rules, the simulator, waiting mail and partners, as administrators use them. */
class GatewayCommandsTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void fill() {
        desk.done("user", "add", "ann");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void rulesAreAddedChangedMovedAndTakenBack() {
        assertThat(desk.done("rule", "add", "lab", "to=lab.example", "to=*.lab.example", "encrypt=or-hold"))
                .contains("+ lab: to = lab.example, *.lab.example; encrypt = or-hold");
        desk.done("rule", "encrypt-to", "agency.example");
        assertThat(desk.done("rule", "encrypt-to", "agency.example")).contains("already in force");

        assertThat(desk.done("rule", "list"))
                .containsSubsequence("agency.example", "encrypt or refuse", "lab", "encrypt or hold");
        assertThat(desk.done("rule", "set", "lab", "hold-for=2 days", "to=lab.example"))
                .contains("~ lab: hold-for: nothing -> 2 days", "~ lab: to: lab.example, *.lab.example -> lab.example");
        assertThat(desk.done("rule", "move", "lab", "--before", "agency.example"))
                .contains("order: lab, agency.example");
        desk.done("rule", "disable", "lab");
        assertThat(desk.done("rule", "show", "lab")).contains("enabled = no", "hold-for = 2 days");
        assertThat(desk.done("rule", "list", "--json"))
                .contains("\"version\" : 5", "\"encryptTo\" : [ \"agency.example\" ]", "\"enabled\" : false");
        assertThat(desk.done("rule", "history")).containsSubsequence("5", "4", "admin tester", "1");
        desk.done("rule", "remove", "agency.example");
        assertThat(desk.done("rule", "rollback", "1"))
                .contains("~ lab: hold-for: 2 days -> nothing", "~ lab: to: lab.example -> lab.example, *.lab.example");
        assertThat(desk.done("rule", "list", "--json")).contains("\"version\" : 7", "*.lab.example");
        assertThat(desk.done("audit", "show", "rules")).contains("rules version 7", "as in version 1");
    }

    @Test
    void whatIsMistypedChangesNothing() {
        assertThat(desk.mistake("rule", "add", "x", "to=lab.example")).contains("a rule needs an action");
        assertThat(desk.mistake("rule", "add", "x", "color=red", "sign=yes")).contains("there is no field color");
        assertThat(desk.mistake("rule", "add", "x", "content=(", "sign=yes"))
                .contains("rule x: content: expected a regular expression");
        String[] many = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("rule", "add", "x", "sign=yes"),
                        java.util.stream.IntStream.range(0, 101).mapToObj(i -> "content=word" + i))
                .toArray(String[]::new);
        assertThat(desk.mistake(many)).contains("at most 100 expressions");
        assertThat(desk.mistake("rule", "add", "x", "sign")).contains("expected FIELD=VALUE");
        assertThat(desk.mistake("rule", "remove", "nobody")).contains("there is no rule nobody");
        assertThat(desk.mistake("rule", "rollback", "9")).contains("there is no version 9");
        assertThat(desk.done("rule", "list", "--json")).contains("\"version\" : 0");
    }

    @Test
    void rulesGoOutAsAFileAndComeBackAndAFaultIsToldWithItsLine() {
        desk.done(
                "rule",
                "add",
                "patients",
                "content=\\b[0-9]{10}\\b",
                "header=X-Mailer: /^CRM/",
                "encrypt=or-refuse",
                "note=by \"law\"");
        String file = desk.done("rule", "export");
        desk.file("rules.toml", file);

        assertThat(desk.done("rule", "diff", "rules.toml")).contains("no difference");
        assertThat(desk.done("rule", "apply", "rules.toml")).contains("nothing to change");
        desk.file("rules.toml", file.replace("or-refuse", "or-hold") + "\n[[rule]]\nname = \"all\"\nsign = true\n");
        assertThat(desk.done("rule", "diff", "rules.toml"))
                .contains("~ patients: encrypt: or-refuse -> or-hold", "+ all: sign = yes");
        assertThat(desk.done("rule", "apply", "rules.toml")).contains("+ all");
        assertThat(desk.done("rule", "export", "--version", "1"))
                .contains("or-refuse")
                .doesNotContain("\"all\"");

        desk.file(
                "bad.toml", "[[rule]]\nname = \"a\"\nsign = \"yes\"\nto = [\"not a domain\"]\n\n[[rule]]\nsign = 1\n");
        assertThat(desk.mistake("rule", "apply", "bad.toml"))
                .contains("line 4: rule a: to: expected a domain", "line 6: expected name");
        desk.file("bad.toml", "[rule]\nname = \"a\"\n");
        assertThat(desk.mistake("rule", "apply", "bad.toml")).contains("expected tables [[rule]]");
        desk.file("bad.toml", "colour = 1\n");
        assertThat(desk.mistake("rule", "apply", "bad.toml")).contains("line 1: colour: expected nothing but tables");
        desk.file("bad.toml", "[[rule]\n");
        assertThat(desk.mistake("rule", "apply", "bad.toml")).contains("line 1");
    }

    @Test
    void theSimulatorTellsWhatAWrittenMessageWouldMeetAndWhy() {
        desk.done("rule", "add", "tagged", "subject-tag=[secure]", "encrypt=or-hold", "strip-subject-tag=yes");
        desk.file("mail.eml", "From: ann@example.org\r\nSubject: [Secure] figures\r\n\r\nhello\r\n");

        String without = desk.done("explain", "--from", "ann", "--to", "bob@lab.example");
        String with = desk.done("explain", "--from", "ann", "--to", "bob@lab.example", "--message", "mail.eml");

        assertThat(without).contains("signed only to bob@lab.example").doesNotContain("tagged");
        assertThat(with)
                .contains(
                        "will wait for a certificate of bob@lab.example",
                        "The rule tagged applies (rules version 1)",
                        "A rule demands encryption: tagged",
                        "The tag [secure] is taken out of the subject");
        assertThat(desk.done("explain", "--from", "ann", "--to", "bob@lab.example", "--message", "mail.eml", "--json"))
                .contains("\"held\" : true", "\"subjectTags\" : [ \"[secure]\" ]", "\"rule\" : \"RULE_APPLIES\"");
        assertThat(desk.mistake(
                        "explain", "--from", "ann", "--to", "bob@lab.example", "--message", "mail.eml", "--encrypt"))
                .contains("the file says what its sender asks for");
    }

    @Test
    void onlyMailThatWaitsCanBeDecidedAbout() {
        desk.house
                .keeping()
                .queue()
                .enqueue(new MailObject(
                        "q1",
                        new Envelope(
                                Optional.of(MailAddress.parse("ann@example.org")),
                                List.of(MailAddress.parse("b@lab.example"))),
                        Content.of("Subject: x\r\n\r\ny\r\n".getBytes(StandardCharsets.US_ASCII)),
                        new Origin.Submitted(MailAddress.parse("ann@example.org")),
                        new SessionSecurity.Plain(),
                        desk.house.clock().instant()));

        assertThat(desk.done("queue", "held")).contains("none");
        assertThat(desk.mistake("queue", "refuse", "q1", "b@lab.example", "--reason", "no"))
                .contains("does not wait for a certificate");
        assertThat(desk.mistake("queue", "release-unencrypted", "q1", "b@lab.example", "--reason", " "))
                .contains("a reason is one line");
        assertThat(desk.mistake("queue", "release", "q2")).contains("no message q2 waits");
    }

    @Test
    void aPartnerDomainHasOneCertificateForAllAndOursIsMadeByEnrolment() {
        desk.sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout gw.key -out gw.pem -subj /CN=Gateway -days 30"
                + " -addext subjectAltName=email:gateway@partner.example"
                + " -addext basicConstraints=critical,CA:FALSE -addext keyUsage=digitalSignature,keyEncipherment"
                + " -addext extendedKeyUsage=emailProtection");

        assertThat(desk.done("partner", "gateway", "add", "partner.example", "gw.pem"))
                .contains("untrusted", "since you brought it", "mail to people of partner.example");
        assertThat(desk.done("partner", "gateway", "list")).contains("partner.example", "RSA-2048");
        assertThat(desk.done("explain", "--from", "ann", "--to", "anybody@partner.example"))
                .contains(
                        "signed and encrypted to anybody@partner.example",
                        "The domain partner.example has a certificate");
        assertThat(desk.done("explain", "--from", "ann", "--to", "anybody@mail.partner.example"))
                .contains("signed only to");
        assertThat(desk.mistake("partner", "gateway", "add", "example.org", "gw.pem"))
                .contains("is one of our domains");
        assertThat(desk.done("partner", "gateway", "remove", "partner.example")).contains("1 certificates");
        assertThat(desk.done("explain", "--from", "ann", "--to", "anybody@partner.example"))
                .contains("signed only to");
        assertThat(desk.mistake("partner", "gateway", "remove", "partner.example"))
                .contains("no certificate of partner.example");

        assertThat(desk.mistake("partner", "gateway", "certificate"))
                .contains("sealpost partner gateway certify example.org");
        assertThat(desk.done("partner", "gateway", "certify")).contains("certificate: ", "hand it to partners");
        assertThat(desk.done("partner", "gateway", "certify")).contains("certificate: ");
        desk.file("own.pem", desk.done("partner", "gateway", "certificate"));
        assertThat(desk.sh("openssl x509 -in own.pem -noout -ext subjectAltName,keyUsage"))
                .contains("email:domain-confidentiality-authority@example.org", "Key Encipherment");
        assertThat(desk.mistake("partner", "gateway", "certify", "partner.example"))
                .contains("is not one of our domains");
    }
}
