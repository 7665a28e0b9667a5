package org.sealpost.app.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sealpost.app.doctor.Diagnosis;
import org.sealpost.app.doctor.Diagnosis.State;
import org.sealpost.app.doctor.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealpost doctor}. */
@Command(
        name = "doctor",
        description = "Examine the whole system and say what to do. Exit code 0: all well, 1: warnings, 2: failures.")
final class DoctorCommand implements Callable<Integer> {
    private static final int SCHEMA = 1;

    private final Session session;

    @Mixin
    private Form form = new Form();

    @Option(names = "--all", description = "Show what is well, too.")
    private boolean all;

    DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long started = System.nanoTime();
        List<Diagnosis> found = new Doctor(session.house()).examine();
        Duration taken = Duration.ofNanos(System.nanoTime() - started);
        if (form.isJson()) {
            session.json(Map.of(
                    "schema",
                    SCHEMA,
                    "seconds",
                    taken.toMillis() / 1000.0,
                    "findings",
                    found.stream().map(DoctorCommand::facts).toList()));
        } else {
            session.say(summary(found, taken));
            found.stream().filter(one -> all || one.state() != State.GOOD).forEach(this::tell);
        }
        return Doctor.exitCode(found);
    }

    private static String summary(List<Diagnosis> found, Duration taken) {
        long failures = count(found, State.FAILURE);
        long warnings = count(found, State.WARNING);
        String verdict = failures == 0
                ? "nothing is broken"
                : failures + (failures == 1 ? " thing is" : " things are") + " broken or will break";
        String look = warnings > 0 ? ", " + warnings + " should be looked at" : "";
        return String.format(
                Locale.ROOT,
                "%s%s   (%d checks, %.1f s, %d not tested)",
                verdict,
                look,
                found.size(),
                taken.toMillis() / 1000.0,
                count(found, State.NOT_TESTED));
    }

    private void tell(Diagnosis one) {
        String mark = switch (one.state()) {
            case FAILURE -> "x";
            case WARNING -> "!";
            case NOT_TESTED -> "?";
            case GOOD -> "-";
        };
        session.say(" " + mark + " " + one.id() + "  "
                + (one.consequence().isEmpty() ? one.evidence() : one.consequence()));
        if (!one.consequence().isEmpty()) {
            session.say("     found: " + one.evidence());
        }
        one.remedy().ifPresent(remedy -> session.say("     do:    " + remedy));
    }

    private static long count(List<Diagnosis> found, State state) {
        return found.stream().filter(one -> one.state() == state).count();
    }

    private static Map<String, Object> facts(Diagnosis one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", one.id());
        facts.put("state", one.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        facts.put("consequence", one.consequence());
        facts.put("evidence", one.evidence());
        facts.put("remedy", one.remedy().orElse(""));
        return facts;
    }
}
