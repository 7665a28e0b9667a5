package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.sealpost.testkit.TestFolders;

/** The queue, as administrators use it. */
class QueueCommandsTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void fill() {
        enqueue("q1", "bob@partner.example");
        enqueue("q2", "eve@other.example");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void showsWhatWaitsByConditionsAndByDestination() {
        assertThat(desk.done("queue", "list")).contains("q1", "bob@partner.example", "q2", "waiting");
        assertThat(desk.done("queue", "list", "--domain", "other.example", "--json"))
                .contains("\"id\" : \"q2\"", "\"state\" : \"waiting\"")
                .doesNotContain("q1");
        assertThat(desk.done("queue", "destinations")).contains("partner.example", "other.example");
        assertThat(desk.mistake("queue", "list", "--state", "lost"))
                .contains("say waiting, under-way, held or suspended");
    }

    @Test
    void suspendsResumesStopsAndRemoves() {
        assertThat(desk.mistake("queue", "suspend", "--reason", "a storm")).contains("say which");
        assertThat(desk.done("queue", "suspend", "q1", "--reason", "a storm")).contains("suspended: 1 recipients");
        assertThat(desk.done("queue", "list", "--state", "suspended"))
                .contains("q1")
                .doesNotContain("q2");
        assertThat(desk.done("queue", "resume", "--all")).contains("tried again now: 2 recipients");
        assertThat(desk.done("queue", "stop", "partner.example", "--reason", "their key was stolen"))
                .contains("suspended: 1 recipients", "until: sealpost queue go-on partner.example");
        assertThat(desk.done("queue", "destinations", "--json")).contains("\"stoppedFor\" : \"their key was stolen\"");
        assertThat(desk.mistake("queue", "go-on", "nowhere.example")).contains("is not stopped");
        desk.done("queue", "go-on", "partner.example");
        desk.done("queue", "remove", "--domain", "partner.example", "--reason", "by mistake", "--tell-senders");

        assertThat(desk.done("queue", "list")).contains("ann@example.org", "q2").doesNotContain("q1 ");
        assertThat(desk.mistake("queue", "remove", "q1", "--reason", "again")).contains("nothing like that waits");
        assertThat(desk.done("audit", "show", "q1"))
                .contains("suspended by", "a storm", "removed from the queue by", "by mistake");
    }

    @Test
    void sendsWhatWaitsAnotherWayAndBack() {
        assertThat(desk.mistake("queue", "redirect", "--all", "--reason", "a fire"))
                .contains("--to HOST[:PORT]");
        assertThat(desk.mistake("queue", "redirect", "q1", "--to", "backup:many", "--reason", "a fire"))
                .contains("expected HOST or HOST:PORT");
        assertThat(desk.done("queue", "redirect", "q1", "--to", "backup.example:2525", "--reason", "a fire"))
                .contains("redirected to backup.example:2525: 1 recipients");

        assertThat(desk.done("queue", "list", "q1")).contains("redirected to backup.example:2525 by", "a fire");
        assertThat(desk.done("audit", "show", "q1")).contains("redirected to backup.example:2525 by", "a fire");
        assertThat(desk.done("queue", "redirect", "q1", "--back", "--reason", "it is out"))
                .contains("no longer redirected: 1 recipients");
    }

    @Test
    void writesAWholeMessageIntoAFile() throws IOException {
        Path file = TestFolders.make("queue-export").resolve("q1.eml");

        desk.done("queue", "export", "q1", file.toString());

        assertThat(Files.readString(file)).contains("Subject: hello");
        assertThat(desk.done("audit", "show", "q1")).contains("the whole message was written to a file");
        assertThat(desk.mistake("queue", "export", "q9", file.toString())).contains("no message q9 waits");
    }

    private void enqueue(String queueId, String recipient) {
        MailAddress ann = MailAddress.parse("ann@example.org");
        desk.house
                .queue()
                .enqueue(new MailObject(
                        queueId,
                        new Envelope(Optional.of(ann), List.of(MailAddress.parse(recipient))),
                        Content.of("Subject: hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                        new Origin.Submitted(ann),
                        new SessionSecurity.Plain(),
                        desk.house.clock().instant()));
    }
}
