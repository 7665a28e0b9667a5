package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/** Mail for a server whose grey list (postgrey) keeps strangers waiting. Nobody helps the queue: the tries are those of every day. */
class GreyListTest {
    private static final String PAT = "pat@beta.test";
    private static final Duration DELAY = Duration.ofSeconds(30);
    /** The second try comes after a minute. */
    private static final Duration LONGEST = Duration.ofSeconds(100);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void whoIsKeptWaitingComesAgainByItselfAndArrivesOnce() throws IOException {
        int port = FreePort.find();
        Path folder = TestFolders.make("postgrey");
        assertThat(Run.of("chown", "nobody:nogroup", folder.toString()).exit()).isZero();
        Process greyList = new ProcessBuilder(
                        "postgrey",
                        "--inet=127.0.0.1:" + port,
                        "--delay=" + DELAY.toSeconds(),
                        "--dbdir=" + folder,
                        "--user=nobody",
                        "--group=nogroup",
                        "--whitelist-clients=/dev/null",
                        "--whitelist-recipients=/dev/null")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        open.add(greyList::destroy);
        NameServer names = new NameServer();
        open.add(names);
        names.add("beta.test. 1 IN MX 10 mx.beta.test.");
        names.add("mx.beta.test. 1 IN A " + PartnerPostfix.ADDRESS);
        Demo demo = Demo.startAsking(names);
        open.add(demo::stop);
        PartnerPostfix postfix = new PartnerPostfix("beta.test");
        open.add(postfix);
        postfix.start("good", "sealpost.example", demo.port("smtp"), demo.ca());
        postfix.restrict("check_policy_service inet:127.0.0.1:" + port);
        BranchOffice.await(
                () -> Run.of("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port).exit() == 0);
        int letters = demo.count("alice");

        assertThat(demo.submit("alice", List.of(PAT), "--header", "Message-Id: <grey@sealpost.example>")
                        .exit())
                .isZero();
        BranchOffice.await(() -> reasons(demo).stream().anyMatch(reason -> reason.contains("Greylisted")));
        assertThat(postfix.mailbox("pat")).isEmpty();
        assertThat(reasons(demo)).singleElement().asString().startsWith("4.2.0");

        BranchOffice.await(LONGEST, () -> !postfix.mailbox("pat").isEmpty());

        assertThat(postfix.mailbox("pat")).hasSize(1);
        BranchOffice.await(() -> demo.json("queue", "list").isEmpty());
        assertThat(demo.count("alice")).as("nobody is told of a minute").isEqualTo(letters);
        assertThat(demo.done("explain", "grey@sealpost.example")).contains("Greylisted", "mx.beta.test");
    }

    private static List<String> reasons(Demo demo) {
        List<String> reasons = new ArrayList<>();
        demo.json("queue", "list")
                .forEach(entry -> reasons.add(entry.path("reason").asText("")));
        return reasons;
    }
}
