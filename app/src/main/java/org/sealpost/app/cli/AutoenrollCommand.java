package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.EnrollmentLoop.Outlook;
import org.sealpost.enrollment.EnrollmentLoop.Report;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Computer;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost autoenroll}. */
@Command(
        name = "autoenroll",
        description = "What autoenrolment would do and why; and doing it now.",
        synopsisSubcommandLabel = "COMMAND")
final class AutoenrollCommand {
    private static final int PREVIEW_LIMIT = 10_000;

    private final Session session;

    AutoenrollCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Who would get, renew or lose what with the next run.")
    void preview(@Mixin Form form) {
        Map<String, Outlook> work =
                session.house().certification().enrollment().preview(Optional.empty(), PREVIEW_LIMIT);
        if (form.isJson()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            work.forEach((owner, outlook) -> facts.put(owner, Outlooks.facts(outlook)));
            session.json(facts);
        } else {
            Outlooks.say(session, work);
        }
    }

    @Command(description = "Why somebody has, gets or does not get certificates: policy, templates, rights.")
    void why(
            @Parameters(paramLabel = "WHO", description = "An address, or the DNS name of a computer.") String who,
            @Mixin Form form) {
        Outlook outlook = session.house().certification().enrollment().why(owner(who));
        List<String> missing = notDeployed(outlook);
        if (form.isJson()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("switches", outlook.facts().scope().because());
            facts.put("deployedBy", outlook.facts().scope().templates());
            facts.put("decisions", Outlooks.facts(outlook));
            facts.put("notDeployed", missing);
            session.json(facts);
            return;
        }
        outlook.facts().scope().because().forEach(session::say);
        outlook.facts()
                .scope()
                .templates()
                .forEach((template, policy) -> session.say("policy " + policy + " deploys " + template));
        Outlooks.lines(outlook, false).forEach(session::say);
        missing.forEach(session::say);
    }

    /** For templates that the holder could have if a policy deployed them. */
    private static List<String> notDeployed(Outlook outlook) {
        return outlook.facts().enrollee().stream()
                .flatMap(enrollee -> outlook.facts().templates().values().stream()
                        .filter(template -> template.holder() == enrollee.holder() && !template.retired())
                        .map(CertificateTemplate::name)
                        .filter(name -> !outlook.facts().scope().templates().containsKey(name))
                        .map(name -> name + ": no certificate. "
                                + Explanation.sentence(
                                        Finding.of(EnrollmentRule.TEMPLATE_NOT_DEPLOYED, name, enrollee.owner()),
                                        java.util.Locale.ENGLISH)))
                .toList();
    }

    @Command(description = "Run it now, for one or for all, and return when it is done.")
    void now(@Parameters(paramLabel = "WHO", arity = "0..1") @Nullable String who) {
        Report report;
        if (who == null) {
            session.record("everybody", "run enrolment");
            report = session.house().enrollAllNow();
        } else {
            String owner = owner(who);
            session.record(owner, "run enrolment");
            report = session.house().enroll(owner);
        }
        session.say("issued " + report.issued() + ", no longer published " + report.retired() + ", waiting for consent "
                + report.asked() + ", of " + report.holders() + " holders");
        report.failures().forEach(failure -> session.say("failed: " + failure));
        if (!report.failures().isEmpty()) {
            throw new Mistake(report.failures().size() + " certificates could not be issued");
        }
    }

    private String owner(String who) {
        return owner(session, who);
    }

    /** The name under which the book has somebody. */
    static String owner(Session session, String who) {
        Optional<Computer> computer = who.contains("@")
                ? Optional.empty()
                : session.house().computers().find(who);
        if (computer.isPresent()) {
            return computer.get().key();
        }
        try {
            return session.house()
                    .directory()
                    .account(session.address(who))
                    .map(Account::address)
                    .map(address -> address.key())
                    .orElseThrow(() -> new Mistake(session.unknown("account", session.address(who))));
        } catch (IllegalArgumentException e) {
            throw new Mistake("expected a mail address such as ann@example.org, or the DNS name of a computer: " + who);
        }
    }
}
