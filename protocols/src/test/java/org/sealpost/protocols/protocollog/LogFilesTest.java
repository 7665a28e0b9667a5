package org.sealpost.protocols.protocollog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines and files of the protocol log. */
class LogFilesTest {
    private static final Instant NOW = Instant.parse("2026-05-01T23:59:59Z");

    @TempDir
    private Path folder;

    private static LogLine line(Instant at, String data) {
        return new LogLine(at, "smtp", "5f", 3, "127.0.0.1:25", "[::1]:4711", "<", data, "");
    }

    @Test
    void whateverIsSaidIsOneLineAndIsReadAsItWasWritten() throws IOException {
        try (LogFiles files = new LogFiles(folder.resolve("log"))) {
            files.append(Direction.RECEIVE, line(NOW, "RCPT TO:<\"a,b\"@example.org>"));
            files.append(Direction.RECEIVE, line(NOW, "one\r\ntwo"));

            assertThat(files.find(line -> true, 10))
                    .extracting(LogLine::data)
                    .containsExactly("RCPT TO:<\"a,b\"@example.org>", "one??two");
            assertThat(files.find(line -> true, 1)).extracting(LogLine::data).containsExactly("one??two");
        }
    }

    @Test
    void eachDayHasItsFileAndOldDaysAreRemoved() throws IOException {
        try (LogFiles files = new LogFiles(folder)) {
            files.append(Direction.RECEIVE, line(NOW, "today"));
            files.append(Direction.SEND, line(NOW, "sent"));
            files.append(Direction.RECEIVE, line(NOW.plusSeconds(1), "tomorrow"));
            assertThat(names())
                    .containsExactly(
                            "receive-2026-05-01-000001.csv",
                            "receive-2026-05-02-000001.csv",
                            "send-2026-05-01-000001.csv");

            files.tidy(NOW.plus(Duration.ofDays(31)));
            assertThat(names()).containsExactly("receive-2026-05-02-000001.csv");
        }
    }

    @Test
    void whatACrashCutOffHarmsNoOtherLine() throws IOException {
        try (LogFiles files = new LogFiles(folder)) {
            files.append(Direction.RECEIVE, line(NOW, "first"));
        }
        Files.writeString(
                folder.resolve("receive-2026-05-01-000001.csv"),
                "2026-05-01T23:59:59Z,smtp,5",
                StandardOpenOption.APPEND);
        try (LogFiles files = new LogFiles(folder)) {
            files.append(Direction.RECEIVE, line(NOW, "second"));
            assertThat(files.find(line -> true, 10)).extracting(LogLine::data).containsExactly("first", "second");
        }
    }

    @Test
    void afterAFailureItIsWrittenAgainAsSoonAsItCan() throws IOException {
        Path blocked = Files.writeString(folder.resolve("log"), "in the way");
        try (LogFiles files = new LogFiles(blocked)) {
            files.append(Direction.SEND, line(NOW, "lost"));
            Files.delete(blocked);
            files.append(Direction.SEND, line(NOW.plusSeconds(29), "lost, too"));
            files.append(Direction.SEND, line(NOW.plusSeconds(31), "kept"));
            assertThat(files.find(line -> true, 10)).extracting(LogLine::data).containsExactly("kept");
        }
    }

    @Test
    void onlyWhatIsKnownToHoldNoSecretIsWritten() {
        assertThat(Spoken.command("MAIL FROM:<ann@example.org> SIZE=100"))
                .isEqualTo("MAIL FROM:<ann@example.org> SIZE=100");
        assertThat(Spoken.command("ehlo mx.example.org")).isEqualTo("ehlo mx.example.org");
        assertThat(Spoken.command("BDAT 100 LAST")).isEqualTo("BDAT 100 LAST");
        assertThat(Spoken.command("QUIT")).isEqualTo("QUIT");
        assertThat(Spoken.command("auth login")).isEqualTo("AUTH login");
        assertThat(Spoken.command("AUTH PLAIN AGFubgBzZWNyZXQ=")).isEqualTo("AUTH PLAIN <removed>");
        assertThat(Spoken.command("AUTH AGFubgBzZWNyZXQ=")).isEqualTo("AUTH <removed>");
        assertThat(Spoken.command("NOOP secret")).isEqualTo("NOOP <removed>");
        assertThat(Spoken.command("c2VjcmV0")).isEqualTo("<removed> (8 octets that are no command)");
        assertThat(Spoken.command("Subject: secret")).doesNotContain("secret");
        assertThat(Spoken.reply("334 VXNlcm5hbWU6")).isEqualTo("334 <removed>");
        assertThat(Spoken.reply("250-SIZE 100")).isEqualTo("250-SIZE 100");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
