package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The way of a message, leg by leg and for each recipient, found by its Message-ID. */
class FiveLegsTest {
    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void eachLegTellsWhetherItWasProtectedForEachRecipient() {
        Outsider pat = new Outsider("pat@lab.example");
        DEMO.done(
                "contact",
                "add",
                pat.address(),
                "--name",
                "Pat",
                "--certificate",
                pat.certificate().toString());
        Run sent = DEMO.submit(
                "alice",
                List.of(Demo.address("bob"), pat.address(), "rick@elsewhere.example"),
                "--header",
                "Message-Id: <legs@test>",
                "--body",
                "x");
        assertThat(sent.exit()).as(sent.text()).isZero();
        DEMO.newest("bob");
        OUTSIDE.next();
        OUTSIDE.next();

        JsonNode way = DEMO.json("explain", "legs@test").get(0);

        assertThat(states(way.get("legs"))).containsExactly("to this server: protected", "here: protected");
        assertThat(way.get("legs").get(0).toString()).contains("CAME_ENCRYPTED", "TLSv1.3", "alice@sealpost.example");
        assertThat(of(way, Demo.address("bob")))
                .containsExactly("message encryption: protected", "to the next server: protected", "there: protected");
        assertThat(of(way, pat.address()))
                .containsExactly(
                        "message encryption: protected", "to the next server: not protected", "there: protected");
        assertThat(of(way, "rick@elsewhere.example"))
                .containsExactly(
                        "message encryption: not protected", "to the next server: not protected", "there: unknown");
        assertThat(level(way, Demo.address("bob"))).isEqualTo("LEVEL_MESSAGE 3");
        assertThat(level(way, pat.address())).isEqualTo("LEVEL_MESSAGE 3");
        assertThat(level(way, "rick@elsewhere.example")).isEqualTo("LEVEL_NONE 0");
        assertThat(DEMO.done("track", "legs@test"))
                .contains("to " + pat.address() + ": Level 3 of 3: ", "to rick@elsewhere.example: Level 0 of 3: ");
        assertThat(DEMO.done("explain", "<legs@test>"))
                .contains("1 to this server: protected, ", "for rick@elsewhere.example", "5 there: unknown, ")
                .contains("in clear, since nothing demands more");
    }

    @Test
    void messagesOfTheSameNameAreAllTold() {
        for (int i = 0; i < 2; i++) {
            DEMO.submit("alice", List.of(Demo.address("carol")), "--header", "Message-Id: <twice@test>", "--body", "x");
        }
        DEMO.newest("carol", 2);

        assertThat(DEMO.json("explain", "<twice@test>")).hasSize(2);
        assertThat(DEMO.json("track", "twice@test")).hasSize(2);
        assertThat(DEMO.mistake("explain", "<never@test>")).contains("nothing is known");
    }

    @Test
    void whatAnotherServerSendsInClearIsNotCalledProtected() {
        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                "eve@elsewhere.example",
                "--to",
                Demo.address("alice"),
                "--header",
                "Message-Id: <clear@test>");
        assertThat(sent.exit()).as(sent.text()).isZero();
        DEMO.newest("alice");

        JsonNode way = DEMO.json("explain", "<clear@test>").get(0);
        assertThat(states(way.get("legs"))).containsExactly("to this server: not protected", "here: protected");
        assertThat(of(way, Demo.address("alice"))).contains("there: protected");
        assertThat(level(way, Demo.address("alice"))).isEqualTo("LEVEL_NONE 0");
    }

    @Test
    void theHopsOfAMessageAreToldWithWhoseWordItIs() {
        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                "eve@elsewhere.example",
                "--to",
                Demo.address("alice"),
                "--tls",
                "--add-header",
                "Received: from b.example ([192.0.2.2]) by relay.example with ESMTPS id 2 (version=TLS1_3 cipher=X);"
                        + " Sun, 22 Nov 2026 10:00:01 +0000",
                "--add-header",
                "Received: by b.example with mapi id 1; Sun, 22 Nov 2026 10:00:00 +0000",
                "--header",
                "Message-Id: <hops@test>");
        assertThat(sent.exit()).as(sent.text()).isZero();
        DEMO.newest("alice");

        JsonNode way = DEMO.json("explain", "hops@test").get(0);
        JsonNode hops = way.get("hops");

        assertThat(level(way, Demo.address("alice"))).isEqualTo("LEVEL_SESSION 2");
        assertThat(hops.get("summary").asText()).isEqualTo("3 hops: unknown, TLS, TLS");
        assertThat(hops.get("hops").get(1).toString()).contains("relay.example", "TLSv1.3", "claimed");
        assertThat(hops.get("hops").get(2).toString()).contains("this server", "measured");
        assertThat(hops.get("offer").get("outcome").asText()).contains("eve@elsewhere.example");
        assertThat(hops.get("offer").get("words").asText()).contains("certificate");
        assertThat(DEMO.done("explain", "hops@test"))
                .contains("came over 3 hops: unknown, TLS, TLS", "to b.example: unknown, claimed by that server")
                .contains("if encryption is asked for (X-Sealpost-Encrypt: yes), an answer would be: ")
                .contains("--to eve@elsewhere.example --encrypt");
        assertThat(DEMO.json("track", "hops@test")
                        .get(0)
                        .get("hops")
                        .get("summary")
                        .asText())
                .isEqualTo("3 hops: unknown, TLS, TLS");
        assertThat(DEMO.done("track", "hops@test")).contains("came over 3 hops: unknown, TLS, TLS");
    }

    @Test
    void aPreviewTellsTheLevelThatAMessageWouldHave() {
        JsonNode plans = DEMO.json(
                "explain",
                "--from",
                Demo.address("alice"),
                "--to",
                Demo.address("bob"),
                "--to",
                "rick@elsewhere.example");

        assertThat(plans.get(0).get("level").get("number").asInt()).isEqualTo(3);
        assertThat(plans.get(1).get("level").get("rule").asText()).isEqualTo("LEVEL_SESSION_IF_OFFERED");
        assertThat(DEMO.done("explain", "--from", Demo.address("alice"), "--to", Demo.address("bob"), "--no-encrypt"))
                .contains("  Level 2 of 3: its connections are encrypted; the message itself is not");
    }

    private static String level(JsonNode way, String recipient) {
        for (JsonNode one : way.get("recipients")) {
            if (one.get("recipient").asText().equals(recipient)) {
                return one.get("level").get("rule").asText() + " "
                        + one.get("level").get("number").asInt();
            }
        }
        throw new AssertionError(recipient + " is not told of: " + way);
    }

    private static List<String> of(JsonNode way, String recipient) {
        for (JsonNode one : way.get("recipients")) {
            if (one.get("recipient").asText().equals(recipient)) {
                return states(one.get("legs"));
            }
        }
        throw new AssertionError(recipient + " is not told of: " + way);
    }

    private static List<String> states(JsonNode legs) {
        return StreamSupport.stream(legs.spliterator(), false)
                .map(leg -> leg.get("leg").asText() + ": " + leg.get("state").asText())
                .toList();
    }
}
