package org.sealpost.app.cli;

import java.util.List;
import org.sealpost.enrollment.TemplateAdministration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost ca}. */
@Command(
        name = "ca",
        description = "The certification authorities, and which templates they issue.",
        synopsisSubcommandLabel = "COMMAND")
final class CaCommand {
    private final Session session;

    CaCommand(Session session) {
        this.session = session;
    }

    private TemplateAdministration templates() {
        return session.house().certification().templates();
    }

    @Command(description = "List which authority issues which templates.")
    void offers(@Mixin Form form) {
        if (form.isJson()) {
            session.json(templates().offers());
            return;
        }
        session.table(
                List.of("AUTHORITY", "TEMPLATES"),
                templates().offers().entrySet().stream()
                        .map(offer -> List.of(offer.getKey(), String.join(", ", offer.getValue())))
                        .toList());
    }

    @Command(description = "Let an authority issue a template.")
    void offer(
            @Parameters(paramLabel = "TEMPLATE") String template,
            @Option(names = "--authority", defaultValue = "issuing", description = "${DEFAULT-VALUE} if not given.")
                    String authority) {
        templates().offer(known(authority), template, true, session.actor());
        session.house().certification().pulse().everybody();
        session.say(authority + " issues " + template);
    }

    @Command(description = "Let an authority no longer issue a template. Certificates that were issued stay.")
    void withdraw(
            @Parameters(paramLabel = "TEMPLATE") String template,
            @Option(names = "--authority", defaultValue = "issuing", description = "${DEFAULT-VALUE} if not given.")
                    String authority) {
        templates().offer(known(authority), template, false, session.actor());
        session.say(authority + " no longer issues " + template);
    }

    private String known(String authority) {
        if (!session.house().certification().issuingAuthorities().contains(authority)) {
            throw new Mistake("no authority " + authority + " issues certificates; there are: "
                    + String.join(", ", session.house().certification().issuingAuthorities()));
        }
        return authority;
    }
}
