package org.sealpost.protocols.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.Agent;
import org.sealpost.transport.Agent.AgentFailure;
import org.sealpost.transport.Agent.Answer;
import org.sealpost.transport.Agent.Power;

/** Agents that are programs, within their limits. */
class ProgramAgentTest {
    private static final long MEMORY = 256L * 1024 * 1024;
    private static final String TEXT = "From: pat@partner.example\r\nSubject: x\r\n\r\nhello\r\n";

    @Test
    void readsTheMessageAndKnowsTheEnvelope() throws Exception {
        Path seen = TestFolders.make("agent").resolve("seen");

        Answer answer = agent(
                        Power.READ, "cat > " + seen + "; echo \"$SEALPOST_SENDER $SEALPOST_RECIPIENTS\" >> " + seen)
                .handle(mail(TEXT));

        assertThat(answer).isEqualTo(Answer.NOTHING);
        assertThat(Files.readString(seen)).isEqualTo(TEXT + "pat@partner.example bob@example.org eve@example.org\n");
    }

    @Test
    void answersFieldsOrAMessageAsItsPowerIs() throws Exception {
        assertThat(agent(Power.ADD_HEADER, "cat >/dev/null; printf 'X-Project: 7\\nX-Other: 8\\n'")
                        .handle(mail(TEXT))
                        .fields())
                .containsExactly("X-Project: 7", "X-Other: 8");
        assertThat(agent(Power.MODIFY, "cat; printf 'more\\r\\n'")
                        .handle(mail(TEXT))
                        .message())
                .hasValueSatisfying(content -> assertThat(new String(content.bytes(1_000), StandardCharsets.US_ASCII))
                        .isEqualTo(TEXT + "more\r\n"));
        assertThat(agent(Power.MODIFY, "exit 0").handle(mail(TEXT))).isEqualTo(Answer.NOTHING);
    }

    @Test
    void whatTakesTooLongOrTooMuchMemoryOrFailsIsAFailure() {
        assertFailure(Power.READ, "sleep 60", "longer than 2 s");
        assertFailure(Power.READ, "sleep 60 & wait", "longer than 2 s");
        assertFailure(Power.READ, "exit 3", "status 3");
        assertFailure(Power.READ, "python3 -c 'x = bytearray(1 << 30)'", "ended with status");
        assertFailure(Power.MODIFY, "head -c 5000000 /dev/zero", "longer than it may be");
        assertThatThrownBy(() -> new ProgramAgent(terms(Power.READ), List.of("/nowhere/agent"), MEMORY, folder())
                        .handle(mail(TEXT)))
                .isInstanceOf(AgentFailure.class);
    }

    @Test
    void aMessageThatItDoesNotWantToReadDoesNotHoldItUp() throws Exception {
        assertThat(agent(Power.READ, "exit 0").handle(mail(TEXT + "x".repeat(2_000_000))))
                .isEqualTo(Answer.NOTHING);
    }

    private static void assertFailure(Power power, String script, String words) {
        assertThatThrownBy(() -> agent(power, script).handle(mail(TEXT)))
                .as(script)
                .isInstanceOf(AgentFailure.class)
                .hasMessageContaining(words);
    }

    private static Agent agent(Power power, String script) throws IOException {
        return new ProgramAgent(terms(power), List.of("/bin/sh", "-c", script), MEMORY, folder());
    }

    private static Path folder() throws IOException {
        return TestFolders.make("agent");
    }

    private static Agent.Terms terms(Power power) {
        return new Agent.Terms(
                "test", power, Set.of("received"), true, false, Duration.ofSeconds(2), 64L * 1024 * 1024);
    }

    private static MailObject mail(String text) {
        return new MailObject(
                "q",
                new Envelope(
                        Optional.of(MailAddress.parse("pat@partner.example")),
                        List.of(MailAddress.parse("bob@example.org"), MailAddress.parse("eve@example.org"))),
                Content.of(text.getBytes(StandardCharsets.US_ASCII)),
                new Origin.Received("mx.partner.example"),
                new SessionSecurity.Plain(),
                Instant.EPOCH);
    }
}
