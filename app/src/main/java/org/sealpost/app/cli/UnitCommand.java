package org.sealpost.app.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost unit}. */
@Command(
        name = "unit",
        description = "Organisational units: parts of a domain to which policies are linked.",
        synopsisSubcommandLabel = "COMMAND")
final class UnitCommand {
    private final Session session;

    UnitCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Add a unit, such as Legal or Legal/Notaries.")
    void add(
            @Parameters(paramLabel = "UNIT") String path,
            @Option(names = "--domain", description = "Its domain; the first one if not given.") @Nullable Domain domain) {
        OrganizationalUnit unit = unit(path, domain);
        session.directory().addUnit(unit);
        session.say("added " + unit.path() + " in " + unit.domain());
    }

    @Command(description = "List the units.")
    void list(@Mixin Form form) {
        List<OrganizationalUnit> units = session.house().directory().units();
        if (form.isJson()) {
            session.json(units.stream()
                    .map(unit -> Map.of("domain", unit.domain().name(), "unit", unit.path()))
                    .toList());
        } else {
            session.table(
                    List.of("DOMAIN", "UNIT"),
                    units.stream()
                            .map(unit -> List.of(unit.domain().name(), unit.path()))
                            .toList());
        }
    }

    @Command(description = "Remove a unit. It must be empty.")
    void remove(
            @Parameters(paramLabel = "UNIT") String path,
            @Option(names = "--domain", description = "Its domain; the first one if not given.") @Nullable Domain domain) {
        OrganizationalUnit unit = unit(path, domain);
        session.directory().removeUnit(unit);
        session.say("removed " + unit.path() + " from " + unit.domain());
    }

    private OrganizationalUnit unit(String path, @Nullable Domain domain) {
        try {
            return new OrganizationalUnit(Optional.ofNullable(domain).orElseGet(session::firstDomain), path);
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }
}
