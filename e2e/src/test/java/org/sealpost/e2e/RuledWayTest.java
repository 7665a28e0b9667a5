package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A rule of the gateway that demands something of the way, with a real Postfix whose certificate no public authority vouches for. */
class RuledWayTest {
    private static final String PAT = "pat@beta.test";
    private static final String SECRET = "the-marker-of-the-ruled-way";

    private static NameServer names;
    private static Demo demo;
    private static PartnerPostfix postfix;

    @BeforeAll
    static void start() throws IOException {
        names = new NameServer();
        names.add("beta.test. 1 IN MX 10 mx.beta.test.");
        names.add("mx.beta.test. 1 IN A " + PartnerPostfix.ADDRESS);
        demo = Demo.startAsking(names);
        postfix = new PartnerPostfix("beta.test");
        postfix.start("good", "sealpost.example", demo.port("smtp"), demo.ca());
    }

    @AfterAll
    static void stop() {
        postfix.close();
        demo.stop();
        names.close();
    }

    @Test
    void mailThatARuleMeansWaitsForAWayThatIsGoodEnoughAndAllOtherMailGoes() throws IOException {
        demo.done("rule", "add", "secrets", "classification=company-secret", "tls=verified");
        Path draft = demo.keep(
                "draft.eml", "From: alice@sealpost.example\nTo: " + PAT + "\nClassification: company-secret\n\nx\n");
        assertThat(demo.done("explain", "--from", "alice", "--to", PAT, "--message", draft.toString()))
                .contains("The rule secrets demands of this message to beta.test: verified.", "tls verified");
        assertThat(demo.done("explain", "--from", "alice", "--to", PAT)).doesNotContain("The rule secrets");
        assertThat(demo.mistake("rule", "set", "secrets", "tls=safe")).contains("encrypted-tls13");

        submit("a secret", "Classification: company-secret");
        submit("no secret", "X-Mood: sunny");

        BranchOffice.await(() -> postfix.mailbox("pat").size() == 1);
        BranchOffice.await(() -> waiting() == 1);
        assertThat(postfix.mailbox("pat").getFirst()).contains("Subject: no secret");

        demo.killAndRestart();
        demo.done("queue", "flush");
        BranchOffice.await(() -> demo.done("queue", "list").contains(" 2 ") && waiting() == 1);
        assertThat(postfix.mailbox("pat")).hasSize(1);

        demo.done("rule", "set", "secrets", "tls=encrypted");
        demo.done("queue", "flush");
        BranchOffice.await(() -> postfix.mailbox("pat").size() == 2);
        assertThat(postfix.mailbox("pat"))
                .filteredOn(one -> one.contains("Subject: a secret"))
                .singleElement()
                .asString()
                .contains("TLSv1.3", SECRET);
        assertThat(demo.done("tls", "explain", PAT)).contains("The rule secrets demands of this message");
    }

    private static void submit(String subject, String field) {
        assertThat(demo.submit(
                                "alice",
                                List.of(PAT),
                                "--header",
                                "Subject: " + subject,
                                "--header",
                                field,
                                "--body",
                                SECRET)
                        .exit())
                .isZero();
    }

    private static long waiting() {
        return demo.done("queue", "list")
                .lines()
                .filter(line -> line.contains("4.7.5"))
                .count();
    }
}
