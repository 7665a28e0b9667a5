package org.sealpost.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.Explanation;
import org.sealpost.store.AuditStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost audit}. */
@Command(name = "audit", description = "The record of every decision and change.", synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {
    private static final ObjectMapper LINES = new ObjectMapper();

    private final Session session;

    AuditCommand(Session session) {
        this.session = session;
    }

    @Command(
            description =
                    "Show the newest lines, of all or about one subject: an address, a queue id or a fingerprint.")
    void show(
            @Parameters(paramLabel = "SUBJECT", arity = "0..1") @Nullable String subject,
            @Option(
                            names = "--limit",
                            defaultValue = "20",
                            description = "How many lines; ${DEFAULT-VALUE} if not given.")
                    int limit,
            @Mixin Form form) {
        List<AuditLine> lines = session.house()
                .auditLog()
                .find(subject == null ? "" : subject, limit)
                .reversed();
        if (form.isJson()) {
            session.json(lines.stream().map(AuditCommand::facts).toList());
        } else {
            lines.forEach(line -> session.say(text(line)));
        }
    }

    @Command(description = "Check that no line was changed, removed or put in.")
    int verify(@Mixin Form form) {
        AuditStore.Verification result = session.house().auditLog().verify();
        if (form.isJson()) {
            session.json(Map.of(
                    "lines",
                    result.lines(),
                    "whole",
                    result.fault().isEmpty(),
                    "fault",
                    result.fault().orElse("")));
        } else {
            session.say(result.fault()
                    .map(fault -> "broken: " + fault + " (" + result.lines() + " lines before it are whole)")
                    .orElse("whole: " + result.lines() + " lines, each follows the one before"));
        }
        return result.fault().isEmpty() ? 0 : 1;
    }

    @Command(description = "Write all lines as JSON, one on a line.")
    void export(
            @Option(names = "--after", defaultValue = "0", paramLabel = "LINE", description = "Start after this line.")
                    long after)
            throws JsonProcessingException {
        long last = after;
        while (true) {
            List<AuditLine> page = session.house().auditLog().after(last);
            if (page.isEmpty()) {
                return;
            }
            for (AuditLine line : page) {
                session.say(LINES.writeValueAsString(facts(line)));
                last = line.sequence();
            }
        }
    }

    static String text(AuditLine line) {
        AuditEvent event = line.event();
        return line.sequence() + "  " + event.at() + "  "
                + event.action().name().toLowerCase(Locale.ROOT) + "  " + event.actor() + "  " + event.subject() + "  "
                + event.outcome() + ".  Because: " + because(event);
    }

    static String because(AuditEvent event) {
        return Explanation.sentences(event.because(), Locale.ENGLISH);
    }

    static Map<String, Object> facts(AuditLine line) {
        AuditEvent event = line.event();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("sequence", line.sequence());
        facts.put("at", event.at().toString());
        facts.put("action", event.action().name().toLowerCase(Locale.ROOT));
        facts.put("actor", event.actor());
        facts.put("subject", event.subject());
        facts.put("outcome", event.outcome());
        facts.put(
                "because",
                event.because().stream()
                        .map(finding -> Map.of("rule", finding.rule().name(), "facts", finding.facts()))
                        .toList());
        facts.put("words", because(event));
        facts.put("previousHash", line.previousHash());
        facts.put("hash", line.hash());
        return facts;
    }
}
