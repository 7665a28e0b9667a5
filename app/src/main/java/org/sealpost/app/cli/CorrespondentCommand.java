package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.Correspondents.Correspondent;
import org.sealpost.mail.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost correspondent}. */
@Command(
        name = "correspondent",
        description = "People outside whose certificates were learned from their signed mail.",
        synopsisSubcommandLabel = "COMMAND")
final class CorrespondentCommand {
    private static final int LISTED_LIMIT = 10_000;

    private final Session session;

    CorrespondentCommand(Session session) {
        this.session = session;
    }

    private Correspondents correspondents() {
        return session.house().registry().correspondents();
    }

    @Command(description = "List what was learned, one line for each certificate.")
    void list(@Mixin Form form) {
        List<Correspondent> all = correspondents().list(LISTED_LIMIT);
        if (form.isJson()) {
            session.json(all.stream().map(CorrespondentCommand::facts).toList());
            return;
        }
        session.table(
                List.of("ADDRESS", "CERTIFICATE", "UNTIL", "READS", "SIGNED"),
                all.stream()
                        .map(one -> List.of(
                                one.address().toString(),
                                one.certificate().facts().fingerprint().substring(0, 16),
                                one.certificate().facts().notAfter().toString().substring(0, 10),
                                reads(one),
                                one.signedAt().toString().substring(0, 10)))
                        .toList());
    }

    @Command(description = "Show what was learned of an address, and from which messages.")
    void show(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        List<Correspondent> found = known(address);
        if (form.isJson()) {
            session.json(found.stream().map(CorrespondentCommand::facts).toList());
            return;
        }
        session.say(found.getFirst().address() + ", newest first:");
        for (Correspondent one : found) {
            session.say("  " + Certificates.line(one.certificate()));
            session.say("    reads " + reads(one) + "; signed " + one.signedAt() + ", learned " + one.learnedAt()
                    + " from message " + one.queueId());
        }
    }

    @Command(description = "Forget what was learned of an address; their next signed message is learned anew.")
    void forget(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        List<Correspondent> found = known(address);
        session.record(address.toString(), "forget " + found.size() + " learned certificates of " + address);
        correspondents().forgetting(address).makeNow();
        session.say("forgot " + found.size() + " certificates of " + address);
    }

    private List<Correspondent> known(MailAddress address) {
        List<Correspondent> found = correspondents().find(address);
        if (found.isEmpty()) {
            throw new Mistake("nothing was learned of " + address + "; see: sealpost correspondent list");
        }
        return found;
    }

    private static String reads(Correspondent one) {
        return one.ciphers().isEmpty() ? "(nothing said)" : String.join(", ", one.ciphers());
    }

    private static Map<String, Object> facts(Correspondent one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", one.address().toString());
        facts.put("certificate", Certificates.facts(one.certificate()));
        facts.put("reads", one.ciphers());
        facts.put("signedAt", one.signedAt().toString());
        facts.put("learnedAt", one.learnedAt().toString());
        facts.put("message", one.queueId());
        return facts;
    }
}
