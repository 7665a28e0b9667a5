package org.sealpost.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Role;
import org.sealpost.mail.Domain;
import org.sealpost.policy.AdministrationFacts;
import org.sealpost.policy.AdministrationPolicy;
import org.sealpost.policy.AdministrationVerdict;
import org.sealpost.policy.Duty;
import picocli.CommandLine;

/** Every command has a duty, and every role may do its own and nothing else. */
class GateTest {
    /** Harmless to everybody, or run where they are typed. */
    private static final Set<String> FOR_ALL = Set.of("help");

    @Test
    void noCommandWasForgotten() {
        List<String> forgotten = commands().stream()
                .filter(command -> Duties.of(command).isEmpty() && !FOR_ALL.contains(command))
                .toList();

        assertThat(forgotten).isEmpty();
    }

    @Test
    void theFirstWordOfALineTellsWhetherItIsForAServer() {
        assertThat(tree().getSubcommands().keySet()).allMatch(Duties::isCommand);
        assertThat(List.of(
                        "up", "demo", "check-config", "restore", "agent", "root", "help", "generate-completion", "usr"))
                .noneMatch(Duties::isCommand);
    }

    @Test
    void oneCommandAloneIsTheSameAsAmongAllOthers() {
        tree().getSubcommands().forEach((name, among) -> {
            CommandLine alone = Cli.of(session(), name);
            List<String> below = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            collect(alone, "", below);
            collect(among, name, expected);

            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(below).isEqualTo(expected.isEmpty() ? List.of(name) : expected);
            assertThat(usages(alone)).containsExactly(among.getUsageMessage());
            assertThat(declared(among)).isEqualTo(name);
        });
    }

    private static List<String> usages(CommandLine commands) {
        return commands.getSubcommands().values().stream()
                .map(CommandLine::getUsageMessage)
                .toList();
    }

    private static String declared(CommandLine command) {
        return command.getCommandSpec()
                .userObject()
                .getClass()
                .getAnnotation(CommandLine.Command.class)
                .name();
    }

    @Test
    void eachRoleMayUseTheCommandsOfItsDutyAndThoseThatShow() {
        for (String command : commands()) {
            Duty duty = Duties.of(command).orElse(Duty.OWN);
            for (Role role : Role.values()) {
                boolean expected = duty == Duty.SEE || duty == dutyOf(role);

                assertThat(verdict(EnumSet.of(role), command, duty))
                        .as(role.word() + ": " + command)
                        .isEqualTo(expected ? AdministrationVerdict.ALLOW : AdministrationVerdict.REFUSE);
            }
            assertThat(verdict(EnumSet.noneOf(Role.class), command, duty))
                    .as("nobody: " + command)
                    .isEqualTo(AdministrationVerdict.REFUSE);
        }
    }

    @Test
    void theDutiesThatMatterAreWhereTheyShouldBe() {
        assertThat(Duties.of("template set")).contains(Duty.CERTIFICATION);
        assertThat(Duties.of("template list")).contains(Duty.SEE);
        assertThat(Duties.of("cert revoke")).contains(Duty.CERTIFICATION);
        assertThat(Duties.of("user add")).contains(Duty.MAIL);
        assertThat(Duties.of("audit export")).contains(Duty.AUDIT);
        assertThat(Duties.of("role grant")).contains(Duty.OWN);
        assertThat(Duties.of("console")).contains(Duty.OWN);
    }

    private static Duty dutyOf(Role role) {
        return switch (role) {
            case VIEWER -> Duty.SEE;
            case MAIL_ADMINISTRATOR -> Duty.MAIL;
            case CA_ADMINISTRATOR -> Duty.CERTIFICATION;
            case RECOVERY_AGENT -> Duty.RECOVERY;
            case AUDITOR -> Duty.AUDIT;
        };
    }

    private static AdministrationVerdict verdict(Set<Role> roles, String command, Duty duty) {
        return AdministrationPolicy.decide(new AdministrationFacts("ann", false, roles, command, duty))
                .verdict();
    }

    private static List<String> commands() {
        List<String> names = new ArrayList<>();
        collect(tree(), "", names);
        return names;
    }

    private static CommandLine tree() {
        return Cli.of(session(), List.of());
    }

    private static Session session() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return new Session(
                () -> {
                    throw new IllegalStateException("no house");
                },
                () -> new Domain("example.org"),
                "ann",
                false,
                Path.of(""),
                "",
                nowhere,
                nowhere);
    }

    private static void collect(CommandLine command, String prefix, List<String> names) {
        command.getSubcommands().forEach((name, below) -> {
            String full = prefix.isEmpty() ? name : prefix + " " + name;
            if (below.getSubcommands().isEmpty()) {
                names.add(full);
            }
            collect(below, full, names);
        });
    }
}
