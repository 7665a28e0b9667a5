package org.sealpost.app.cli;

import java.util.List;
import org.sealpost.identity.SealedStorage;
import org.sealpost.identity.Trustee;
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
                    "Seal what is delivered from now on. The person's mail program needs the person's key to read it.")
    void seal(@Parameters(paramLabel = "WHO", description = WHO) String who) {
        Trustee trustee = Trustees.known(session, Mistake.told(() -> Trustee.parse(who)));
        session.record(trustee.toString(), "store mail sealed", storage().sealing(trustee));
        session.say("mail to " + trustee + " is stored sealed from now on");
    }

    @Command(description = "Store what is delivered from now on as it is read.")
    void open(@Parameters(paramLabel = "WHO", description = WHO) String who) {
        Trustee trustee = Mistake.told(() -> Trustee.parse(who));
        if (!storage().sealed().contains(trustee)) {
            throw new Mistake("mail to " + trustee + " is not stored sealed by itself; see: sealpost storage list");
        }
        session.record(trustee.toString(), "store mail as it is read", storage().ending(trustee));
        session.say("mail to " + trustee + " is stored as it is read from now on; what is sealed stays sealed");
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
