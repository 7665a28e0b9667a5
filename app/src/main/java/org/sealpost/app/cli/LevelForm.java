package org.sealpost.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.ProtectionLevel;
import org.sealpost.policy.ProtectionLevelFacts;
import org.sealpost.policy.ProtectionLevelFacts.Link;
import org.sealpost.policy.ProtectionLevelPolicy;
import org.sealpost.protocols.smtp.HopReport.Report;
import org.sealpost.transport.FiveLegs.Way;
import org.sealpost.transport.Preview.Plan;

/** On which of three levels a message is protected, in words and as JSON. */
final class LevelForm {
    private LevelForm() {}

    /** Of a message that came; what has not left yet may still lose. */
    static String text(Way way, String recipient) {
        boolean left = Objects.requireNonNull(way.recipients().get(recipient)).stream()
                .anyMatch(leg -> leg.name().equals("there") && leg.at().isPresent());
        return (left ? "" : "so far: ") + words(way.levels().get(recipient));
    }

    static String words(@Nullable Decision<ProtectionLevel> level) {
        return Explanation.sentences(Objects.requireNonNull(level).because(), Locale.ENGLISH);
    }

    static Map<String, Object> facts(@Nullable Decision<ProtectionLevel> level) {
        Decision<ProtectionLevel> known = Objects.requireNonNull(level);
        return Map.of(
                "number",
                known.verdict().number(),
                "of",
                ProtectionLevel.MESSAGE.number(),
                "rule",
                known.because().getFirst().rule().name(),
                "words",
                words(known));
    }

    /** Of a message that would be sent; empty if it would not leave as it is now. Programs log in only over TLS. */
    static Optional<Decision<ProtectionLevel>> planned(Plan plan, Optional<Report> way) {
        if (plan.isRefused() || plan.isHeld() || !plan.goesOn()) {
            return Optional.empty();
        }
        List<Link> links = Stream.concat(Stream.of(Link.TLS), way.stream().map(LevelForm::link))
                .toList();
        return Optional.of(ProtectionLevelPolicy.decide(ProtectionLevelFacts.planned(plan.protection(), links)));
    }

    private static Link link(Report way) {
        List<HopVerdict> tried = way.hosts().stream()
                .map(host -> host.demand().verdict())
                .filter(HopVerdict.Try.class::isInstance)
                .toList();
        if (tried.isEmpty()) {
            return Link.UNKNOWN;
        }
        return tried.stream().anyMatch(one -> one instanceof HopVerdict.Try(var demand) && demand.isOpportunistic())
                ? Link.TLS_IF_OFFERED
                : Link.TLS;
    }
}
