package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Mail to more people than anybody's mail program waits for. */
class LargeGroupTest {
    private static final int PEOPLE = 300;
    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void eachOfItsPeopleGetsItOnceAndWhoWasNamedAsWellToo() {
        String group = Demo.address("everybody");
        List<String> people = IntStream.range(0, PEOPLE)
                .mapToObj(number -> "person" + number + "@partner.example")
                .toList();
        DEMO.done("group", "add", group, "--name", "Everybody");
        List<String> command = new ArrayList<>(List.of("group", "join", group));
        command.addAll(people);
        command.add(Demo.address("bob"));
        DEMO.done(command.toArray(String[]::new));
        int bobs = DEMO.count("bob");

        Run sent = DEMO.submit("alice", List.of(people.get(5), group), "--body", "to all of you");

        Matcher id = Pattern.compile("accepted as (\\S+)").matcher(sent.text());
        assertThat(id.find()).as(sent.text()).isTrue();
        List<String> got = new ArrayList<>();
        while (got.size() < PEOPLE) {
            got.addAll(OUTSIDE.next().to());
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(people);
        assertThat(new String(DEMO.newest("bob", bobs + 1), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("to all of you");
        assertThat(OUTSIDE.isEmptyFor(1_000)).isTrue();
        assertThat(DEMO.done("audit", "show", id.group(1), "--limit", "2000"))
                .contains("goes to the " + (PEOPLE + 1) + " people of " + group, "is a large group");
        assertThat(DEMO.mistake("queue", "show", id.group(1))).contains("is not in the queue");
    }
}
