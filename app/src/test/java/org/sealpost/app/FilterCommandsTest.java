package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;

/** People's filters, as administrators see and change them. */
class FilterCommandsTest {
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
    void aFilterIsKeptInVersionsActivatedAndTakenBack() {
        desk.file("work.sieve", "require \"fileinto\";\nfileinto \"Work\";\n");
        assertThat(desk.done("filter", "list", "ann")).contains("none");
        assertThat(desk.done("filter", "check", "work.sieve")).contains("the script is good");
        assertThat(desk.done("filter", "put", "ann", "work", "work.sieve"))
                .contains("kept; make it the active one with: sealpost filter activate");
        desk.file("work.sieve", "stop;\n");
        assertThat(desk.done("filter", "put", "ann", "work", "work.sieve", "--activate"))
                .contains("kept and active");

        assertThat(desk.done("filter", "list", "ann")).containsSubsequence("work", "active", "2", "admin tester");
        assertThat(desk.done("filter", "show", "ann", "work")).isEqualToIgnoringNewLines("stop;");
        assertThat(desk.done("filter", "show", "ann", "work", "--version", "1")).contains("fileinto \"Work\"");
        assertThat(desk.done("filter", "list", "ann", "--json"))
                .contains("\"active\" : \"work\"", "\"readsOpened\" : true", "\"version\" : 2");
        assertThat(desk.done("filter", "history", "ann", "work")).containsSubsequence("2", "1");
        assertThat(desk.mistake("filter", "remove", "ann", "work")).contains("is active");
        desk.done("filter", "deactivate", "ann");
        desk.done("filter", "activate", "ann", "work");
        assertThat(desk.done("filter", "opened", "ann", "off")).contains("do not look into what came encrypted");
        assertThat(desk.done("filter", "list", "ann")).contains("filters do not look into what came encrypted");
        desk.done("filter", "deactivate", "ann");
        assertThat(desk.done("filter", "remove", "ann", "work")).contains("removed");

        MailAddress ann = new MailAddress("ann", desk.house.configuration().domain());
        assertThat(desk.done("audit", "show", ann.toString()))
                .contains("filter work active", "filters do not look into opened mail", "filter work removed");
    }

    @Test
    void aFilterIsTriedOnAMessageAndNothingHappens() {
        desk.file("work.sieve", """
                require ["fileinto", "vacation", "imap4flags", "body"];
                addflag "\\\\Seen";
                vacation "away";
                redirect "bob@x.example";
                if body :contains "lunch" { fileinto "Work"; } else { discard; }
                """);
        desk.file("mail.eml", "From: pat@partner.example\r\nSubject: x\r\n\r\nlunch\r\n");
        desk.done("filter", "put", "ann", "work", "work.sieve", "--activate");

        assertThat(desk.done("filter", "try", "ann", "work", "--message", "mail.eml"))
                .contains("answered, once in 7 days: away", "sent on to bob@x.example", "into Work with \\Seen");
        assertThat(desk.mistake("filter", "try", "ann", "none", "--message", "mail.eml"))
                .contains("has no filter none");
        assertThat(desk.done("queue", "list")).contains("none");
    }

    @Test
    void whatIsMistypedChangesNothing() {
        desk.file("bad.sieve", "keep;\nfly;\n");

        assertThat(desk.mistake("filter", "put", "ann", "bad", "bad.sieve"))
                .contains("line 2: there is no command 'fly'");
        assertThat(desk.mistake("filter", "check", "bad.sieve")).contains("line 2");
        assertThat(desk.mistake("filter", "show", "ann", "bad")).contains("has no filter bad");
        assertThat(desk.mistake("filter", "show", "ann", "bad", "--version", "3"))
                .contains("has no version 3");
        assertThat(desk.mistake("filter", "activate", "ann", "bad")).contains("has no filter bad");
        assertThat(desk.mistake("filter", "list", "nobody")).contains("no account");
        assertThat(desk.mistake("filter", "opened", "ann", "maybe")).contains("expected on or off");
        assertThat(desk.done("filter", "list", "ann")).contains("none");
    }
}
