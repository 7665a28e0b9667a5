package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sealpost status}. */
@Command(name = "status", description = "Tell whether the server runs, and where it answers.")
final class StatusCommand implements Runnable {
    private final Session session;

    @Mixin
    private Form form = new Form();

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Map<String, String> doors = session.house().openDoors();
        if (form.isJson()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("running", !doors.isEmpty());
            facts.put("domain", session.house().configuration().domain().name());
            facts.put("doors", doors);
            session.json(facts);
            return;
        }
        session.say(
                doors.isEmpty()
                        ? "not running"
                        : "running for " + session.house().configuration().domain());
        if (!doors.isEmpty()) {
            session.table(
                    List.of("DOOR", "ADDRESS"),
                    doors.entrySet().stream()
                            .map(door -> List.of(door.getKey(), door.getValue()))
                            .toList());
        }
    }
}
