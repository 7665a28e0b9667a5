package org.sealpost.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.sealpost.identity.Role;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost role}. */
@Command(
        name = "role",
        description = "Who may administer what, besides the owner of the server.",
        synopsisSubcommandLabel = "COMMAND")
final class RoleCommand {
    private final Session session;

    RoleCommand(Session session) {
        this.session = session;
    }

    @Command(
            description = "Give a role to a user of this machine: viewer, mail-administrator, ca-administrator,"
                    + " recovery-agent, auditor.")
    void grant(@Parameters(paramLabel = "PERSON") String person, @Parameters(paramLabel = "ROLE") String role) {
        Role given = role(role);
        if (!person.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}._@-]{0,63}")) {
            throw new Mistake("expected the name of a user of this machine: " + person);
        }
        change(person, given, true);
        session.say(person + " is " + given.word());
    }

    @Command(description = "Take a role away.")
    void revoke(@Parameters(paramLabel = "PERSON") String person, @Parameters(paramLabel = "ROLE") String role) {
        Role taken = role(role);
        if (!session.house().roles().of(person).contains(taken)) {
            throw new Mistake(person + " is not " + taken.word());
        }
        change(person, taken, false);
        session.say(person + " is no longer " + taken.word());
    }

    @Command(description = "List who has which roles.")
    void list(@Mixin Form form) {
        if (form.isJson()) {
            session.json(session.house().roles().all());
            return;
        }
        session.table(
                List.of("PERSON", "ROLES"),
                session.house().roles().all().entrySet().stream()
                        .map(entry -> List.of(
                                entry.getKey(),
                                entry.getValue().stream().map(Role::word).collect(Collectors.joining(", "))))
                        .toList());
    }

    private void change(String person, Role role, boolean granted) {
        session.house()
                .auditLog()
                .append(
                        List.of(new AuditEvent(
                                session.house().clock().instant(),
                                AuditAction.ADMINISTER,
                                session.actor(),
                                person,
                                (granted ? "give the role " : "take the role ") + role.word(),
                                List.of(Finding.of(AdministrationRule.ASKED_BY, session.actor())))),
                        session.house().roles().granting(person, role, granted));
    }

    private static Role role(String word) {
        try {
            return Role.of(word);
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }
}
