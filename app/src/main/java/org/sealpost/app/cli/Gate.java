package org.sealpost.app.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.sealpost.policy.AdministrationFacts;
import org.sealpost.policy.AdministrationPolicy;
import org.sealpost.policy.AdministrationVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Duty;
import org.sealpost.policy.Explanation;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Lets a command run only for those whose duty it is; what is refused is on record. */
final class Gate implements IExecutionStrategy {
    static final int REFUSED = 77;

    private final Session session;
    private final IExecutionStrategy next = new RunLast();

    Gate(Session session) {
        this.session = session;
    }

    @Override
    public int execute(ParseResult parsed) {
        if (session.isOwner()) {
            return next.execute(parsed);
        }
        if (CommandLine.printHelpIfRequested(parsed)) {
            return 0;
        }
        String command = command(parsed);
        Duty duty = Duties.of(command).orElse(Duty.OWN);
        Decision<AdministrationVerdict> decision = AdministrationPolicy.decide(new AdministrationFacts(
                session.user(), false, session.house().roles().of(session.user()), command, duty));
        if (decision.verdict() == AdministrationVerdict.ALLOW) {
            return next.execute(parsed);
        }
        session.house()
                .auditLog()
                .append(new AuditEvent(
                        session.house().clock().instant(),
                        AuditAction.REFUSE,
                        session.actor(),
                        command,
                        "refused",
                        List.copyOf(decision.because())));
        session.err().println("sealpost: " + Explanation.sentences(decision.because(), Locale.ENGLISH));
        return REFUSED;
    }

    /** The names of the commands from the outside in: {@code template set}. */
    static String command(ParseResult parsed) {
        Deque<String> names = new ArrayDeque<>();
        ParseResult one = parsed;
        while (one.hasSubcommand()) {
            one = one.subcommand();
            names.addLast(one.commandSpec().name());
        }
        return String.join(" ", names);
    }
}
