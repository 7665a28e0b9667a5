package org.sealpost.app.cli;

import java.util.List;
import java.util.Map;
import org.sealpost.policy.ProtectionRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost rule}. */
@Command(
        name = "rule",
        description = "Rules about protection that nobody can opt out of.",
        synopsisSubcommandLabel = "COMMAND")
final class RuleCommand {
    private final Session session;

    RuleCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "encrypt-to",
            description = "Encrypt to these recipients or refuse: a domain, *.domain for all below it, or one address.")
    void encryptTo(@Parameters(paramLabel = "RECIPIENTS") String recipients) {
        String pattern = pattern(recipients);
        session.record(pattern, "add rule: encrypt to " + pattern + " or refuse");
        session.house().rules().demandEncryption(pattern);
        session.say("mail to " + pattern + " is encrypted or refused");
    }

    @Command(description = "Take a rule back.")
    void remove(@Parameters(paramLabel = "RECIPIENTS") String recipients) {
        String pattern = pattern(recipients);
        session.record(pattern, "remove rule: encrypt to " + pattern);
        if (!session.house().rules().withdrawDemand(pattern)) {
            throw new Mistake("no rule for " + pattern + "; see: sealpost rule list");
        }
        session.say("removed");
    }

    private static String pattern(String recipients) {
        try {
            return ProtectionRules.pattern(recipients);
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    @Command(description = "List the rules.")
    void list(@Mixin Form form) {
        ProtectionRules rules = session.house().rules().protection();
        if (form.isJson()) {
            session.json(Map.of("version", rules.version(), "encryptTo", rules.encryptTo()));
        } else {
            session.table(
                    List.of("ENCRYPT OR REFUSE TO"),
                    rules.encryptTo().stream().map(List::of).toList());
        }
    }
}
