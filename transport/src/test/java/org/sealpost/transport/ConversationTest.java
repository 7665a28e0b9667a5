package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.transport.Conversation.Said;

/** Of a session that carried several messages, each message shows its own part. */
class ConversationTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void aMessageThatCameIsKnownByItsQueueId() {
        List<Said> session = session(
                "+ a",
                "< EHLO x",
                "< MAIL FROM:<a@x>",
                "< RCPT TO:<b@y>",
                "> 250 2.0.0 accepted as 1",
                "< MAIL FROM:<a@x>",
                "< RCPT TO:<b@y>",
                "> 250 2.0.0 accepted as 2",
                "< QUIT",
                "- ");

        Conversation first = about("1", Set.of("b@y"), 3, session);

        assertThat(data(first))
                .containsExactly(
                        "a", "EHLO x", "MAIL FROM:<a@x>", "RCPT TO:<b@y>", "250 2.0.0 accepted as 1", "QUIT", "");
        assertThat(first.others()).isEqualTo(1);
        assertThat(data(about("2", Set.of("b@y"), 7, session)))
                .contains("250 2.0.0 accepted as 2")
                .hasSize(7);
    }

    @Test
    void aMessageThatLeftIsTheLastToItsRecipientBeforeItWasWrittenDown() {
        List<Said> session = session(
                "+ a",
                "* message <1>",
                "* verified",
                "> MAIL FROM:<a@x>",
                "> RCPT TO:<B@y> NOTIFY=NEVER",
                "* message <2>",
                "> MAIL FROM:<a@x>",
                "> RCPT TO:<c@y>",
                "* message <3>",
                "> MAIL FROM:<a@x>",
                "> RCPT TO:<b@y>");

        assertThat(data(about("7", Set.of("b@y"), 6, session)))
                .containsExactly("a", "message <1>", "verified", "MAIL FROM:<a@x>", "RCPT TO:<B@y> NOTIFY=NEVER");
        assertThat(data(about("8", Set.of("b@y"), 20, session)))
                .contains("message <3>")
                .doesNotContain("message <2>");
    }

    @Test
    void aSessionInWhichNothingIsRecognisedIsShownWhole() {
        List<Said> session = session("+ a", "> EHLO x", "< 554 no", "- ");

        Conversation all = about("1", Set.of("b@y"), 9, session);

        assertThat(all.lines()).isEqualTo(session);
        assertThat(all.others()).isZero();
        assertThat(about("1", Set.of(), 9, List.of()).lines()).isEmpty();
    }

    private static List<String> data(Conversation conversation) {
        return conversation.lines().stream().map(Said::data).toList();
    }

    private static Conversation about(String id, Set<String> recipients, int writtenDown, List<Said> session) {
        return Conversation.about(id, recipients, START.plusSeconds(writtenDown), "s", "c", session);
    }

    private static List<Said> session(String... lines) {
        List<Said> said = new ArrayList<>();
        for (String line : lines) {
            String data = line.substring(2);
            said.add(new Said(
                    START.plusSeconds(said.size()),
                    "s",
                    said.size(),
                    line.substring(0, 1),
                    data,
                    data.startsWith("message ") ? "MESSAGE" : ""));
        }
        return said;
    }
}
