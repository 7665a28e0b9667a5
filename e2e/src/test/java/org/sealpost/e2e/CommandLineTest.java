package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** A line that is typed does the same whether a server answers it or this process does. */
class CommandLineTest {
    private static Demo demo;

    @BeforeAll
    static void start() {
        demo = Demo.start();
    }

    @AfterAll
    static void stop() {
        demo.stop();
    }

    @Test
    void mistakesAreToldInTheSameWordsWithAndWithoutAServer() throws Exception {
        Path nowhere = TestFolders.make("nowhere");
        for (String line : List.of(
                "user lst",
                "user list --jsn",
                "user add",
                "user show ann@",
                "domain add a..b",
                "domain add a b",
                "usr list")) {
            Run served = run(demo.data(), line);
            Run alone = run(nowhere, line);

            assertThat(served.exit()).as(line).isEqualTo(2).isEqualTo(alone.exit());
            assertThat(served.text()).as(line).isNotEmpty().isEqualTo(alone.text());
        }
    }

    @Test
    void whatIsWrongGoesToTheStandardError() throws Exception {
        Process process = new ProcessBuilder(line(demo.data(), "user lst"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void aPlainLineIsSentWithoutTheTreeOfCommands() {
        List<String> command = new ArrayList<>(Demo.java("-Xlog:class+load"));
        command.addAll(List.of("domain", "list", "--data", demo.data().toString()));

        Run run = Run.of(command);

        assertThat(run.exit()).isZero();
        assertThat(run.text())
                .contains("sealpost.example", "sealpost.app.Errand")
                .doesNotContain("picocli");
    }

    @Test
    void theDataFolderMayStandBeforeTheCommand() {
        List<String> command = new ArrayList<>(Demo.java("-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--data=" + demo.data(), "domain", "list"));

        assertThat(Run.of(command).text()).contains("sealpost.example");
    }

    @Test
    void theServerReadsNoFileAsWordsOfACommand() {
        Path ready = demo.data().resolve("ready.json");

        Run run = demo.ask("status", "@" + ready);

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.text()).contains("@" + ready).doesNotContain(demo.password("alice"));
    }

    private static Run run(Path data, String line) {
        return Run.of(line(data, line));
    }

    private static List<String> line(Path data, String line) {
        List<String> command = new ArrayList<>(Demo.java("-XX:TieredStopAtLevel=1"));
        command.addAll(Arrays.asList(line.split(" ")));
        command.addAll(List.of("--data", data.toString()));
        return command;
    }
}
