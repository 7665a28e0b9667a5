package org.sealpost.protocols.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.SpamFacts.Answer;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.Rspamd;
import org.sealpost.testkit.Spamd;
import org.sealpost.transport.SenderExamination;
import org.sealpost.transport.SpamFilter;
import org.sealpost.transport.SpamFilter.SilentFilter;

/** Debian's SpamAssassin and rspamd with rules of our own. */
class SpamFiltersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SenderExamination.Peer SENDER = new SenderExamination.Peer("192.0.2.7", "mx.partner.example");
    private static final Optional<MailAddress> PAT = Optional.of(MailAddress.parse("pat@partner.example"));
    private static Spamd spamd;
    private static Rspamd rspamd;

    @BeforeAll
    static void start() throws IOException {
        spamd = Spamd.start();
        rspamd = Rspamd.start();
    }

    @AfterAll
    static void stop() {
        spamd.close();
        rspamd.close();
    }

    @Test
    void rspamdGivesPointsAndNothingElseIsTakenFromIt() throws Exception {
        RspamdFilter filter = new RspamdFilter(Peer.parse(rspamd.address()), PATIENCE);

        assertThat(filter.judge(SENDER, PAT, mail("hello"))).isEqualTo(new Answer(0, 15));
        assertThat(filter.judge(SENDER, PAT, mail(Spamd.SUSPICIOUS))).isEqualTo(new Answer(6, 15));
        assertThat(filter.judge(SENDER, Optional.empty(), mail(Spamd.GTUBE))).isEqualTo(new Answer(15, 15));
        assertThat(filter.judge(SENDER, PAT, mail("x".repeat(5_000_000)))).isEqualTo(new Answer(0, 15));
    }

    @Test
    void spamAssassinGivesPointsAndNothingElseIsTakenFromIt() throws Exception {
        SpamdFilter filter = new SpamdFilter(Peer.parse(spamd.address()), PATIENCE);

        assertThat(filter.judge(SENDER, PAT, mail("hello"))).isEqualTo(new Answer(0, 5));
        assertThat(filter.judge(SENDER, PAT, mail(Spamd.SUSPICIOUS))).isEqualTo(new Answer(6, 5));
        assertThat(filter.judge(SENDER, Optional.empty(), mail(Spamd.GTUBE))).isEqualTo(new Answer(1_000, 5));
        assertThat(filter.judge(SENDER, PAT, mail("x".repeat(5_000_000)))).isEqualTo(new Answer(0, 5));
    }

    @Test
    void theScoreOfRspamdIsReadAndTheSenderTold() throws Exception {
        String json = "{\"is_skipped\":false,\"score\":7.25,\"required_score\":15.0,\"action\":\"add header\","
                + "\"symbols\":{\"A\":{\"name\":\"A\",\"score\":99.0}}}";
        CompletableFuture<String> asked = new CompletableFuture<>();

        Answer answer = rspamd("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + json, asked)
                .judge(SENDER, PAT, mail("hello"));

        assertThat(answer).isEqualTo(new Answer(7.25, 15));
        assertThat(asked.join())
                .startsWith("POST /checkv2 HTTP/1.0\r\n")
                .contains("IP: 192.0.2.7\r\n", "Helo: mx.partner.example\r\n", "From: pat@partner.example\r\n");
    }

    @Test
    void whoeverIsNotThereOrTalksNonsenseGivesNoScore() throws IOException {
        Peer nobody = Peer.parse("127.0.0.1:" + FreePort.find());

        assertSilent(new SpamdFilter(nobody, PATIENCE));
        assertSilent(new RspamdFilter(nobody, PATIENCE));
        assertSilent(rspamd("HTTP/1.1 500 Error\r\n\r\n{\"score\":1,\"required_score\":2}", new CompletableFuture<>()));
        assertSilent(rspamd("HTTP/1.1 200 OK\r\n\r\n{\"score\":\"1\"}", new CompletableFuture<>()));
        assertSilent(rspamd("HTTP/1.1 200 OK\r\n\r\nnot json", new CompletableFuture<>()));
    }

    private static void assertSilent(SpamFilter filter) {
        assertThatThrownBy(() -> filter.judge(SENDER, PAT, mail("hello"))).isInstanceOf(SilentFilter.class);
    }

    /** A server that answers once, and what it was asked. */
    private static SpamFilter rspamd(String reply, CompletableFuture<String> asked) {
        try {
            ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> answer(server, reply, asked));
            return new RspamdFilter(Peer.parse("127.0.0.1:" + server.getLocalPort()), PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(ServerSocket server, String reply, CompletableFuture<String> asked) {
        try (server;
                var socket = server.accept()) {
            byte[] question = new byte[8_192];
            int read = socket.getInputStream().read(question);
            asked.complete(new String(question, 0, read, StandardCharsets.UTF_8));
            socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            asked.completeExceptionally(e);
        }
    }

    private static Content mail(String text) {
        return Content.of(("From: pat@partner.example\r\nSubject: x\r\n\r\n" + text + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }
}
