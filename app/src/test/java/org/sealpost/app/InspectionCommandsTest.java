package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionRule;
import org.sealpost.store.QuarantineStore;

/** The quarantine and rules about content, as administrators use them. */
class InspectionCommandsTest {
    private static final String TEXT =
            "From: pat@partner.example\r\nSubject: =?utf-8?Q?B=C3=BCcher?=\r\n\r\nthe words inside\r\n";
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
    void aMessageIsListedShownTakenAsEvidenceAndReleasedWithItsReasonOnRecord() throws Exception {
        String id = putAside("q1");

        assertThat(desk.done("quarantine", "list")).contains(id, "pat@partner.example", "found Eicar", "waits");
        assertThat(desk.done("quarantine", "show", id, "--json"))
                .contains("Bücher", "ann@example.org")
                .doesNotContain("the words inside");
        desk.done("quarantine", "export", id, "evidence.eml");
        assertThat(Files.readString(desk.folder.resolve("evidence.eml"))).isEqualTo(TEXT);
        assertThat(desk.mistake("quarantine", "release", id, "--reason", " ")).contains("a reason is one line");

        String said = desk.done("quarantine", "release", id, "--reason", "a false alarm");

        String queueId = said.replaceAll("(?s).*goes on as (\\S+);.*", "$1");
        assertThat(desk.done("queue", "list")).contains(queueId, "ann@example.org");
        assertThat(desk.done("audit", "show", "q1"))
                .contains("taken out of quarantine as evidence", "released from quarantine as " + queueId);
        assertThat(desk.done("quarantine", "list")).contains("released as " + queueId);
        assertThat(desk.mistake("quarantine", "release", id, "--reason", "again"))
                .contains("by somebody before");
        desk.done("quarantine", "delete", id, "--reason", "done with it");
        assertThat(desk.done("quarantine", "list")).contains("none");
        assertThat(desk.mistake("quarantine", "show", id)).contains("no message " + id);
        assertThat(desk.mistake("quarantine", "delete", id, "--reason", "x")).contains("no message " + id);
        assertThat(desk.mistake("quarantine", "export", id, "more.eml")).contains("no message " + id);
    }

    @Test
    void theSimulatorTellsWhatARuleAboutContentWouldDo() {
        desk.done(
                "rule",
                "add",
                "cards",
                "detect=card-number",
                "at-least=2",
                "to=lab.example",
                "inspect=quarantine",
                "tell=Card numbers go by the payment portal.");
        desk.done("rule", "add", "programs", "file-type=application/x-msdownload", "inspect=refuse");
        Path one = desk.file("one.eml", "From: ann@example.org\r\n\r\n4111-1111-1111-1111\r\n");
        Path two = desk.file("two.eml", "From: ann@example.org\r\n\r\n4111 1111 1111 1111, 5500 0000 0000 0004\r\n");

        assertThat(explain(one)).contains("signed only to bob@lab.example");
        assertThat(explain(two))
                .contains("put into quarantine for bob@lab.example", "Rule cards (rules version 2) decides");
        assertThat(desk.done("explain", "--from", "ann", "--to", "bob@lab.example", "--message", "two.eml", "--json"))
                .contains("\"quarantined\" : true", "RULE_DECIDES")
                .doesNotContain("4111");
        assertThat(desk.done("rule", "list")).contains("quarantine");
        desk.file("rules.toml", desk.done("rule", "export"));
        assertThat(desk.done("rule", "diff", "rules.toml")).contains("no difference");
    }

    private String explain(Path message) {
        return desk.done(
                "explain",
                "--from",
                "ann",
                "--to",
                "bob@lab.example",
                "--message",
                message.getFileName().toString());
    }

    @Test
    void theDoctorTellsThatNobodyScansAndThatMailWaitsInQuarantine() {
        putAside("q1");

        assertThat(desk.house.inspecting().clamav()).isEmpty();
        assertThat(desk.house.inspecting().icap()).isEmpty();
        assertThat(new org.sealpost.app.doctor.Doctor(desk.house).examine())
                .anySatisfy(found -> {
                    assertThat(found.id()).isEqualTo("SP-INS-001");
                    assertThat(found.evidence()).contains("no scanner is set up");
                })
                .anySatisfy(found -> {
                    assertThat(found.id()).isEqualTo("SP-INS-002");
                    assertThat(found.evidence()).contains("1 messages wait");
                });
    }

    private String putAside(String queueId) {
        Keeping keeping = desk.house.keeping();
        QuarantineStore store = new QuarantineStore(keeping.database(), keeping.contents());
        store.keeping(
                        new MailObject(
                                queueId,
                                new Envelope(
                                        Optional.of(MailAddress.parse("pat@partner.example")),
                                        List.of(TrialHouse.address("ann"))),
                                Content.of(TEXT.getBytes(StandardCharsets.US_ASCII)),
                                new Origin.Received("mx.partner.example"),
                                new SessionSecurity.Plain(),
                                Instant.now()),
                        List.of(Finding.of(InspectionRule.VIRUS_FOUND, "ClamAV", "Eicar")),
                        Instant.now(),
                        Instant.now().plusSeconds(3_600))
                .makeNow();
        return store.list(1).getFirst().id();
    }
}
