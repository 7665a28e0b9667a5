package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is demanded of connections to other servers, as administrators see and set it. */
class HopCommandsTest {
    private final Desk desk =
            new Desk("example.org", "[delivery]", "smart_host = \"relay.example.net:25\"", "tls = \"encrypted\"");

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void tellsWhoDemandsWhatOfTheWayToSomebody() {
        assertThat(desk.done("tls", "explain", "bob@partner.example"))
                .containsSubsequence(
                        "relay.example.net: at least TLS 1.2",
                        "organisation: encrypted",
                        "DANE: not asked, since an administrator named the host",
                        "The organisation demands of all mail to the outside: encrypted.");
        assertThat(desk.mistake("tls", "explain", "ann@example.org")).contains("does not leave the house");
    }

    @Test
    void demandsAndExemptionsAreSetShownAndRecorded() {
        desk.done("tls", "require", "partner.example", "verified-tls13");
        desk.done("tls", "exempt", "partner.example", "--days", "2", "--reason", "their key is being changed");

        assertThat(desk.done("tls", "explain", "bob@partner.example", "--json"))
                .contains("\"least\" : \"TLS_1_3\"", "HOP_WISH", "HOP_EXEMPTION", "their key is being changed");
        assertThat(desk.done("tls", "demands"))
                .containsSubsequence("partner.example", "verified-tls13", "their key is being changed");
        assertThat(desk.done("audit", "show", "partner.example"))
                .contains("mail to it must be: verified-tls13", "exempt until", "admin tester");

        desk.done("tls", "require", "partner.example", "opportunistic");
        desk.done("tls", "exempt", "partner.example", "--days", "0", "--reason", "settled");
        assertThat(desk.done("tls", "demands", "--json")).doesNotContain("partner.example");
    }

    @Test
    void whatIsMistypedChangesNothing() {
        assertThat(desk.mistake("tls", "require", "partner.example", "strong"))
                .contains("expected one of opportunistic");
        assertThat(desk.mistake("tls", "exempt", "partner.example", "--days", "91", "--reason", "x"))
                .contains("expected 0 to 90 days");
        assertThat(desk.mistake("tls", "exempt", "partner.example", "--days", "1", "--reason", " "))
                .contains("a reason is one line");
        assertThat(desk.done("tls", "demands")).doesNotContain("partner.example");
    }
}
