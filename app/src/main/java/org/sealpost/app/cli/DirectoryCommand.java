package org.sealpost.app.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.ContactCertificates;
import org.sealpost.enrollment.CsvRoster;
import org.sealpost.enrollment.RosterClerk;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Recipients;
import org.sealpost.identity.Roster;
import org.sealpost.identity.SpokenCode;
import org.sealpost.policy.RosterStep;
import org.sealpost.policy.RosterVerdict;
import org.sealpost.protocols.sync.EntryRoster;
import org.sealpost.protocols.sync.LdifRoster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost directory}. */
@Command(
        name = "directory",
        description = "Many people at once: search, import, export, synchronise.",
        synopsisSubcommandLabel = "COMMAND")
final class DirectoryCommand {
    private static final int MOST_BYTES = 256 * 1024 * 1024;
    private static final int MOST_FOUND = 1_000;
    private static final int LEAST_PASSWORD = 8;

    private final Session session;

    DirectoryCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Find people, groups and contacts by a part of a name or address.")
    void search(@Parameters(paramLabel = "TEXT") String text, @Mixin Form form) {
        List<Recipients.Found> found = session.house()
                .registry()
                .recipients()
                .search(text, MOST_FOUND, session.house().clock().instant());
        if (form.isJson()) {
            session.json(found.stream()
                    .map(one -> Map.of(
                            "kind", kind(one.entry()),
                            "address", one.entry().address().toString(),
                            "name", one.entry().displayName(),
                            "canReceiveEncrypted", one.canReceiveEncrypted()))
                    .toList());
            return;
        }
        session.table(
                List.of("KIND", "ADDRESS", "NAME", "ENCRYPTED MAIL"),
                found.stream()
                        .map(one -> List.of(
                                kind(one.entry()),
                                one.entry().address().toString(),
                                one.entry().displayName(),
                                one.canReceiveEncrypted() ? "yes" : "no"))
                        .toList());
    }

    private static String kind(DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Account account -> account.enabled() ? "user" : "user (disabled)";
            case DirectoryEntry.Group group -> "group";
            case DirectoryEntry.Contact contact -> "contact";
        };
    }

    @Command(
            name = "import",
            description =
                    "Take users, groups and contacts from a CSV or LDIF file. Newcomers get certificates at once; the same file again changes nothing.")
    void importFile(
            @Parameters(paramLabel = "FILE", description = "FILE.csv or FILE.ldif") Path file,
            @Option(names = "--dry-run", description = "Only tell what would be done.") boolean dryRun,
            @Option(
                            names = "--passwords",
                            paramLabel = "FILE",
                            description =
                                    "Make passwords for newcomers who have none in the file, and write them to this new file.")
                    @Nullable Path passwords) {
        CsvRoster.Read read = read(file);
        if (!read.problems().isEmpty()) {
            throw new Mistake("nothing was imported; mend the file first:\n  " + String.join("\n  ", read.problems()));
        }
        RosterClerk clerk = session.house().registry().clerk();
        RosterVerdict verdict =
                clerk.plan(new Roster(read.listed(), false), Map.of(), 100).verdict();
        List<RosterStep> steps = ((RosterVerdict.Apply) verdict).steps();
        if (dryRun) {
            steps.forEach(step -> session.say("would " + step.told()));
            session.say(steps.size() + " changes, none made");
            return;
        }
        if (passwords != null) {
            PrivateFile.requireNew(session.file(passwords));
        }
        session.record(
                file.getFileName().toString(),
                "import " + read.listed().size() + " entries: " + steps.size() + " changes");
        List<String> made = new ArrayList<>();
        RosterClerk.Report report = clerk.apply(steps, session.directory(), address -> {
            Optional<String> given = Optional.ofNullable(read.passwords().get(address.key()));
            if (given.isPresent() || passwords == null) {
                return given;
            }
            String password = SpokenCode.password();
            made.add(address + " " + password);
            return Optional.of(password);
        });
        if (passwords != null) {
            write(session.file(passwords), made);
        }
        report.failed().forEach(failure -> session.say("not done: " + failure));
        ContactCertificates.Report certificates =
                session.house().registry().contactCertificates().publish(read.listed(), session.actor());
        certificates.left().forEach(left -> session.say("certificate not taken: " + left));
        session.say(report.done().size() + " changes, " + report.failed().size() + " not done"
                + (certificates.published() == 0
                        ? ""
                        : "; certificates of contacts published: " + certificates.published()));
        if (!report.failed().isEmpty()) {
            throw new Mistake(report.failed().size() + " of " + steps.size() + " changes were not made");
        }
    }

    private CsvRoster.Read read(Path file) {
        byte[] bytes = session.read(file, MOST_BYTES);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".ldif")) {
            EntryRoster.Read read = LdifRoster.read(
                    bytes, session.firstDomain(), session.house().directory()::isAccepted);
            return new CsvRoster.Read(read.listed(), Map.of(), read.problems());
        }
        if (!name.endsWith(".csv")) {
            throw new Mistake("expected a file whose name ends in .csv or .ldif: " + file);
        }
        CsvRoster.Read read = CsvRoster.read(new String(bytes, StandardCharsets.UTF_8), session.firstDomain());
        read.passwords().forEach((address, password) -> {
            if (password.length() < LEAST_PASSWORD) {
                throw new Mistake("the password of " + address + " has less than " + LEAST_PASSWORD + " characters");
            }
        });
        return read;
    }

    private static void write(Path file, List<String> lines) {
        try {
            byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
            PrivateFile.create(file, () -> text);
        } catch (Mistake e) {
            throw new Mistake("the people are there, but not their passwords: " + e.getMessage()
                    + "; give new ones with: sealpost user password");
        }
    }

    @Command(description = "Print the whole directory as LDIF.")
    void export(@Option(names = "--certificates", description = "With certificates.") boolean certificates) {
        session.house().registry().export(certificates, session::say);
    }
}
