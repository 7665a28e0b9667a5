package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopWish;
import org.sealpost.policy.InspectionVerdict;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.policy.RuleTls;
import org.sealpost.policy.Wish;
import org.sealpost.protocols.smtp.HopReport.Report;
import org.sealpost.protocols.smtp.SmtpCourier;
import org.sealpost.transport.Plans;
import org.sealpost.transport.Preview.Plan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost explain}: before sending, what would happen and why; afterwards, what happened. */
@Command(
        name = "explain",
        description =
                "Tell what protection a message would get for each recipient, and why; or what became of a message.")
final class ExplainCommand implements Runnable {
    private static final int LINES = 1_000;
    /** So many messages of the same Message-ID are told. */
    private static final int MESSAGES = 20;

    private static final int MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024;

    private final Session session;

    @Option(names = "--from", paramLabel = "ADDRESS", description = "Who would send it.")
    private @Nullable MailAddress from;

    @Option(names = "--to", paramLabel = "ADDRESS", description = "Who would get it; may be repeated.")
    private @Nullable List<MailAddress> to;

    @Option(names = "--encrypt", negatable = true, description = "As if the sender asked to encrypt, or not to.")
    private @Nullable Boolean encrypt;

    @Option(names = "--sign", negatable = true, description = "As if the sender asked to sign, or not to.")
    private @Nullable Boolean sign;

    @Option(
            names = "--message",
            paramLabel = "FILE",
            description = "The message as it would be sent, with its header section (RFC 5322).")
    private @Nullable Path file;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The queue id of a message, or its Message-ID.")
    private @Nullable String message;

    @Option(
            names = "--full",
            description = "Of a message that came: also its way through the queue and what the servers said, in one.")
    private boolean full;

    @Mixin
    private Form form = new Form();

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (message != null) {
            past(message);
        } else if (from != null && to != null) {
            future(from, to);
        } else {
            throw new Mistake("expected --from ADDRESS --to ADDRESS, or the id of a message");
        }
    }

    private void future(MailAddress sender, List<MailAddress> recipients) {
        MailAddress account = session.house()
                .directory()
                .account(sender)
                .orElseThrow(() -> new Mistake(session.unknown("person", sender)))
                .address();
        Optional<MailObject> whole = Optional.ofNullable(file).map(path -> written(account, sender, recipients, path));
        List<Plan> plans = whole.map(session.house().preview()::of)
                .orElseGet(() -> session.house()
                        .preview()
                        .of(account, recipients, new Wish(Optional.ofNullable(sign), Optional.ofNullable(encrypt))));
        HopWish wish = whole.map(mail -> SmtpCourier.wish(HeaderSection.of(mail.content())))
                .orElse(HopWish.NONE);
        Map<Leaving, Report> ways = new LinkedHashMap<>();
        for (Plan plan : plans) {
            if (leaves(plan)) {
                ways.computeIfAbsent(
                        Leaving.of(plan),
                        one -> session.house().outbound().report().of(one.domain, wish, one.tls));
            }
        }
        if (form.isJson()) {
            session.json(
                    plans.stream().map(plan -> facts(plan, way(plan, ways))).toList());
            return;
        }
        for (Plan plan : plans) {
            session.say(Plans.outcome(plan));
            LevelForm.planned(plan, way(plan, ways)).ifPresent(level -> session.say("  " + LevelForm.words(level)));
            because(plan).forEach(finding -> session.say("  " + Explanation.sentence(finding, Locale.ENGLISH)));
            way(plan, ways).map(HopForm::summary).orElse(List.of()).forEach(line -> session.say("  " + line));
        }
    }

    /** What recipients share of whose way the same is told. */
    private record Leaving(Domain domain, Optional<RuleTls> tls) {
        static Leaving of(Plan plan) {
            return new Leaving(plan.recipient().domain(), plan.tls());
        }
    }

    private static Optional<Report> way(Plan plan, Map<Leaving, Report> ways) {
        return leaves(plan) ? Optional.ofNullable(ways.get(Leaving.of(plan))) : Optional.empty();
    }

    /** Whether it would go to another server, now or when it waits no more. */
    private static boolean leaves(Plan plan) {
        return !plan.isRefused() && plan.goesOn() && !(plan.routing().verdict() instanceof RoutingVerdict.Mailbox);
    }

    /** As if it had just been submitted; what the sender asks for is in its header section. */
    private MailObject written(MailAddress account, MailAddress sender, List<MailAddress> recipients, Path written) {
        if (sign != null || encrypt != null) {
            throw new Mistake(
                    "with --message the file says what its sender asks for: X-Sealpost-Sign, X-Sealpost-Encrypt");
        }
        return new MailObject(
                "preview",
                new Envelope(Optional.of(sender), recipients),
                Content.of(session.read(written, MESSAGE_LIMIT_BYTES)),
                new Origin.Submitted(account),
                new SessionSecurity.Plain(),
                session.house().clock().instant());
    }

    private void past(String id) {
        List<String> named = session.house().queue().queueIdsOf(id, MESSAGES);
        Map<String, List<AuditLine>> messages = new LinkedHashMap<>();
        for (String queueId : named.isEmpty() ? List.of(id) : named) {
            List<AuditLine> lines =
                    session.house().auditLog().find(queueId, LINES).reversed();
            if (!lines.isEmpty()) {
                messages.put(queueId, lines);
            }
        }
        if (messages.isEmpty()) {
            throw new Mistake("nothing is known of a message " + id + "; expected its queue id or its Message-ID");
        }
        HopsForm hops = HopsForm.of(session);
        if (full) {
            StoryForm story = StoryForm.of(session, hops);
            story.tell(messages.keySet(), form);
        } else if (form.isJson()) {
            session.json(messages.entrySet().stream()
                    .map(message -> WayForm.facts(message.getKey(), message.getValue(), hops))
                    .toList());
        } else {
            messages.forEach(
                    (queueId, lines) -> WayForm.text(queueId, lines, hops).forEach(session::say));
        }
    }

    private static List<Finding> because(Plan plan) {
        return plan.because();
    }

    private static Map<String, Object> facts(Plan plan, Optional<Report> way) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("recipient", plan.recipient().toString());
        facts.put("outcome", Plans.outcome(plan));
        facts.put("refused", plan.isRefused());
        facts.put("held", plan.isHeld());
        facts.put("quarantined", plan.inspection().verdict() instanceof InspectionVerdict.Quarantine);
        facts.put("subjectTags", plan.subjectTags());
        facts.put(
                "because",
                because(plan).stream()
                        .map(finding -> Map.of(
                                "rule", finding.rule().name(),
                                "facts", finding.facts(),
                                "words", Explanation.sentence(finding, Locale.ENGLISH)))
                        .toList());
        way.ifPresent(report -> facts.put("way", HopForm.facts(report)));
        LevelForm.planned(plan, way).ifPresent(level -> facts.put("level", LevelForm.facts(level)));
        return facts;
    }
}
