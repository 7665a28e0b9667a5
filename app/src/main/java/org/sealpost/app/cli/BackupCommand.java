package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.Backups;
import org.sealpost.store.BackupBook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealpost backup}. */
@Command(
        name = "backup",
        description = "Write everything into one encrypted file while the server runs.",
        synopsisSubcommandLabel = "[COMMAND]")
final class BackupCommand implements Runnable {
    private static final int LISTED = 50;

    private final Session session;

    @Option(names = "--to", paramLabel = "FILE", description = "The file to write; there must be none of this name.")
    private @Nullable Path to;

    @Option(
            names = "--with-mail",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "true",
            description = "Whether messages and queue are in it; ${DEFAULT-VALUE} if not given.")
    private boolean withMail;

    @Mixin
    private Form form = new Form();

    BackupCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (to == null) {
            throw new Mistake("name the file to write: sealpost backup --to FILE");
        }
        Path file = PrivateFile.requireNew(session.file(to)).toAbsolutePath();
        session.record("backup", "write a backup to " + file);
        Backups.Made made = session.house().backups().make(file, withMail);
        if (form.isJson()) {
            session.json(facts(made));
            return;
        }
        session.say("written: " + made.file() + ", " + made.sizeBytes() + " bytes");
        session.say("opened by: " + made.locks().words());
        session.say("a backup counts once it was restored for trial: sealpost drill");
    }

    private static Map<String, Object> facts(Backups.Made made) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", made.file().toString());
        facts.put("bytes", made.sizeBytes());
        facts.put("manifest", made.manifest());
        facts.put("openedBy", made.locks().words());
        return facts;
    }

    @Command(
            description = "Make the passphrase that opens all backups from now on. It is printed once and kept nowhere:"
                    + " write it down and put it into the safe.")
    void passphrase(@Mixin NewPassword given, @Mixin Form choice) {
        Optional<String> chosen = given.read(session);
        session.record("backup", "set a new passphrase for the backups");
        String passphrase = session.house().backups().lock(chosen);
        if (choice.isJson()) {
            session.json(Map.of("passphrase", passphrase));
        } else if (chosen.isPresent()) {
            session.say("backups from now on are opened by this passphrase");
        } else {
            session.say("backup passphrase: " + passphrase);
            session.say("It is shown once. Without it, no backup from now on can be opened.");
        }
    }

    @Command(description = "List the newest backups, drills and restores.")
    void list(@Mixin Form choice) {
        List<BackupBook.Run> runs = session.house().backups().history(LISTED);
        if (choice.isJson()) {
            session.json(runs.stream().map(BackupCommand::facts).toList());
        } else {
            session.table(
                    List.of("WHAT", "WHEN", "RESULT", "FILE", "WORDS"),
                    runs.stream()
                            .map(run -> List.of(
                                    kind(run),
                                    run.at().toString(),
                                    run.good() ? "good" : "FAILED",
                                    run.file(),
                                    run.words()))
                            .toList());
        }
    }

    private static String kind(BackupBook.Run run) {
        return run.kind().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> facts(BackupBook.Run run) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", kind(run));
        facts.put("at", run.at().toString());
        facts.put("good", run.good());
        facts.put("file", run.file());
        facts.put("bytes", run.sizeBytes());
        facts.put("words", run.words());
        return facts;
    }
}
