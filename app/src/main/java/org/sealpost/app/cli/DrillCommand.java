package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sealpost.app.Drill;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sealpost drill}. */
@Command(
        name = "drill",
        description =
                "Make a backup, restore it into a folder that is thrown away, and try whether it makes a whole house."
                        + " Exits with 1 if it does not.")
final class DrillCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Form form = new Form();

    DrillCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.record("backup", "run a restore drill");
        Drill.Report report = session.house().drill().run();
        if (form.isJson()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("at", report.at().toString());
            facts.put("good", report.good());
            report.failure().ifPresent(failure -> facts.put("failure", failure));
            session.json(facts);
        } else {
            report.good().forEach(step -> session.say("good: " + step));
            session.say(report.failure()
                    .map(failure -> "FAILED: " + failure)
                    .orElse("the drill succeeded: this house can be rebuilt from its backup"));
        }
        return report.failure().isEmpty() ? 0 : 1;
    }
}
