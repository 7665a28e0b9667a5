package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.mail.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost group}. */
@Command(name = "group", description = "Groups: one address for several people.", synopsisSubcommandLabel = "COMMAND")
final class GroupCommand {
    private final Session session;

    GroupCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Add a group.")
    void add(
            @Parameters(index = "0", paramLabel = "ADDRESS") MailAddress address,
            @Option(names = "--name", paramLabel = "NAME", description = "The name as others see it.") @Nullable String name,
            @Parameters(index = "1..*", paramLabel = "MEMBER", arity = "0..*") @Nullable List<MailAddress> members) {
        session.directory()
                .addGroup(new Group(
                        address, name == null ? address.localPart() : name, members == null ? List.of() : members));
        session.say("added " + address);
    }

    @Command(description = "Add people to a group.")
    void join(
            @Parameters(index = "0", paramLabel = "GROUP") MailAddress address,
            @Parameters(index = "1..*", paramLabel = "MEMBER", arity = "1..*") List<MailAddress> members) {
        Group group = group(address);
        List<MailAddress> all = new ArrayList<>(group.members());
        members.stream()
                .filter(member -> all.stream().noneMatch(member::isSameMailbox))
                .forEach(all::add);
        session.directory().changeGroup(new Group(group.address(), group.displayName(), all));
        session.say(address + " has " + all.size() + " members");
    }

    @Command(description = "Take people out of a group.")
    void leave(
            @Parameters(index = "0", paramLabel = "GROUP") MailAddress address,
            @Parameters(index = "1..*", paramLabel = "MEMBER", arity = "1..*") List<MailAddress> members) {
        Group group = group(address);
        List<MailAddress> rest = group.members().stream()
                .filter(member -> members.stream().noneMatch(member::isSameMailbox))
                .toList();
        session.directory().changeGroup(new Group(group.address(), group.displayName(), rest));
        session.say(address + " has " + rest.size() + " members");
    }

    @Command(description = "List the groups.")
    void list(@Mixin Form form) {
        List<Group> groups = session.all(Group.class);
        if (form.isJson()) {
            session.json(groups.stream().map(GroupCommand::facts).toList());
        } else {
            session.table(
                    List.of("ADDRESS", "NAME", "MEMBERS"),
                    groups.stream()
                            .map(group -> List.of(
                                    group.address().toString(),
                                    group.displayName(),
                                    String.valueOf(group.members().size())))
                            .toList());
        }
    }

    @Command(description = "Show a group with its members.")
    void show(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        Group group = group(address);
        if (form.isJson()) {
            session.json(facts(group));
        } else {
            session.say(group.address() + " (" + group.displayName() + ")");
            group.members().forEach(member -> session.say("  " + member));
        }
    }

    @Command(description = "Remove a group; its members stay.")
    void remove(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        session.directory().remove(group(address).address());
        session.say("removed " + address);
    }

    private Group group(MailAddress address) {
        return session.house()
                .directory()
                .find(address)
                .filter(Group.class::isInstance)
                .map(Group.class::cast)
                .orElseThrow(() -> new Mistake(session.unknown("group", address)));
    }

    private static Map<String, Object> facts(Group group) {
        return Map.of(
                "address", group.address().toString(),
                "name", group.displayName(),
                "members", group.members().stream().map(MailAddress::toString).toList());
    }
}
