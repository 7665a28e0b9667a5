package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sealpost.pki.revocation.Network;
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
            facts.put("externallySecured", externallySecured());
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
        externallySecured().forEach(one -> session.say("externally secured: " + one));
    }

    /** Who sends without a login and without TLS; nobody is to overlook it. */
    private List<String> externallySecured() {
        return session.house().configuration().connectors().stream()
                .flatMap(one -> one.terms().tunnel().stream()
                        .map(tunnel -> one.name() + ", "
                                + one.terms().clients().stream()
                                        .map(Network::text)
                                        .collect(Collectors.joining(", "))
                                + " through " + tunnel.name()))
                .toList();
    }
}
