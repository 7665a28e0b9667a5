package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.identity.SealedStorage;
import org.sealpost.identity.Trustee;
import org.sealpost.mailbox.StoredMail.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost storage}. */
@Command(
        name = "storage",
        description = "Whose mail lies in the mailbox sealed to the person's own certificate, however it came.",
        synopsisSubcommandLabel = "COMMAND")
final class StorageCommand {
    private static final String WHO =
            "everyone, 'user ann@example.org', 'group legal@example.org' or 'unit example.org/Legal'.";

    private final Session session;

    StorageCommand(Session session) {
        this.session = session;
    }

    private SealedStorage storage() {
        return session.house().gateway().storage();
    }

    @Command(
            description =
                    "Seal all mail, what is there already too, in the background. The person's mail program needs the"
                            + " person's key to read it.")
    void seal(@Parameters(paramLabel = "WHO", description = WHO) String who) {
        Trustee trustee = Trustees.known(session, Mistake.told(() -> Trustee.parse(who)));
        session.record(trustee.toString(), "store mail sealed", storage().sealing(trustee));
        session.say("mail to " + trustee + " is stored sealed from now on; what is there already is sealed in the"
                + " background, see: sealpost storage status");
    }

    @Command(description = "Store mail as it is read; what lies sealed is opened in the background.")
    void open(@Parameters(paramLabel = "WHO", description = WHO) String who) {
        Trustee trustee = Mistake.told(() -> Trustee.parse(who));
        if (!storage().sealed().contains(trustee)) {
            throw new Mistake("mail to " + trustee + " is not stored sealed by itself; see: sealpost storage list");
        }
        session.record(trustee.toString(), "store mail as it is read", storage().ending(trustee));
        session.say("mail to " + trustee + " is stored as it is read from now on; what lies sealed is opened in the"
                + " background, see: sealpost storage status");
    }

    @Command(description = "Show how far mail that was there before is sealed, or opened again.")
    void status(@Mixin Form form) {
        List<Progress> progress = session.house().gateway().forms().progress();
        if (form.isJson()) {
            session.json(progress.stream().map(StorageCommand::facts).toList());
        } else {
            session.table(
                    List.of("MAILBOX", "FORM", "MESSAGES", "TO LOOK AT", "CHANGED", "LEFT AS THEY ARE"),
                    progress.stream()
                            .map(one -> List.of(
                                    one.owner().toString(),
                                    one.form(),
                                    String.valueOf(one.messages()),
                                    String.valueOf(one.unchecked()),
                                    String.valueOf(one.changed()),
                                    String.valueOf(one.leftAlone())))
                            .toList());
        }
    }

    private static Map<String, Object> facts(Progress one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("mailbox", one.owner().toString());
        facts.put("form", one.form());
        facts.put("messages", one.messages());
        facts.put("toLookAt", one.unchecked());
        facts.put("changed", one.changed());
        facts.put("leftAsTheyAre", one.leftAlone());
        facts.put("done", one.doneAt().isPresent());
        return facts;
    }

    @Command(description = "List whose mail is stored sealed.")
    void list(@Mixin Form form) {
        List<String> names = storage().sealed().stream().map(Trustee::toString).toList();
        if (form.isJson()) {
            session.json(names);
        } else {
            session.table(
                    List.of("STORED SEALED FOR"), names.stream().map(List::of).toList());
        }
    }
}
