package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole sessions, as written in the files beside this test, and how many messages each leaves in the queue. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmtpTranscriptTest {
    private final TestDoor door;

    SmtpTranscriptTest() throws IOException {
        door = new TestDoor(SmtpLimits.DEFAULT);
    }

    @BeforeAll
    void certificateIsMade() {
        assertThat(TestDoor.tls()).isNotNull();
    }

    @AfterAll
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({
        "delivery, 1",
        "relay, 0",
        "recipients, 1",
        "order, 1",
        "pipelining, 1",
        "chunking, 2",
        "dsn, 1",
        "parameters, 0",
        "paths, 0",
        "starttls, 1",
        "starttls-injection, 0",
        "submission, 1",
        "submission-forgery, 0",
        "submission-login, 1",
        "smtps, 1",
        "loop, 0",
        "browser, 0",
        "utf8, 1"
    })
    void answersAsWritten(String name, int queued) throws IOException {
        Transcript.play(door, name);

        assertThat(door.queued()).hasSize(queued);
    }
}
