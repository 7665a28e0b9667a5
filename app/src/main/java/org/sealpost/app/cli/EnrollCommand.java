package org.sealpost.app.cli;

import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sealpost enroll}. */
@Command(
        name = "enroll",
        description = "The loop that gives every account its certificates.",
        synopsisSubcommandLabel = "COMMAND")
final class EnrollCommand {
    private final Session session;

    EnrollCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Run it now, for one account or for all, and return when it is done.")
    void now(@Parameters(paramLabel = "ADDRESS", arity = "0..1") @Nullable MailAddress address) {
        if (address == null) {
            session.record("everybody", "run enrolment");
            session.house().enrollAll();
        } else {
            session.record(address.toString(), "run enrolment");
            session.house().enroll(address);
        }
        session.say("done");
    }
}
