package org.sealpost.app.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.Explanation;
import org.sealpost.transport.FiveLegs;
import org.sealpost.transport.FiveLegs.Leg;
import org.sealpost.transport.FiveLegs.Way;

/** The way of a message in five legs, for people and for scripts, and all lines about it. */
final class WayForm {
    private WayForm() {}

    static List<String> text(String queueId, List<AuditLine> lines, HopsForm hops) {
        List<String> text = legs(queueId, lines, hops);
        text.add("  all lines about it");
        lines.forEach(line -> text.add("    " + AuditCommand.text(line)));
        return text;
    }

    static List<String> legs(String queueId, List<AuditLine> lines, HopsForm hops) {
        Way way = way(lines);
        List<String> text = new ArrayList<>(List.of("message " + queueId));
        int number = 1;
        for (Leg leg : way.shared()) {
            text.addAll(text("  ", number++, leg));
        }
        text.addAll(hops.text(lines));
        way.recipients().forEach((recipient, legs) -> {
            text.add("  for " + recipient);
            text.add("    " + LevelForm.text(way, recipient));
            int next = way.shared().size() + 1;
            for (Leg leg : legs) {
                text.addAll(text("    ", next++, leg));
            }
        });
        return text;
    }

    private static List<String> text(String indent, int number, Leg leg) {
        List<String> text = new ArrayList<>();
        text.add(indent + number + " " + leg.name() + ": " + word(leg)
                + leg.at().map(at -> ", " + at).orElse("") + ", " + leg.what());
        leg.because().stream()
                .map(finding -> Explanation.sentence(finding, Locale.ENGLISH))
                .distinct()
                .forEach(sentence -> text.add(indent + "    " + sentence));
        return text;
    }

    private static String word(Leg leg) {
        return leg.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Way way(List<AuditLine> lines) {
        return FiveLegs.of(lines.stream().map(AuditLine::event).toList());
    }

    static Map<String, Object> facts(String queueId, List<AuditLine> lines, HopsForm hops) {
        Way way = way(lines);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", queueId);
        facts.put("legs", way.shared().stream().map(WayForm::facts).toList());
        hops.facts(lines).ifPresent(known -> facts.put("hops", known));
        facts.put(
                "recipients",
                way.recipients().entrySet().stream()
                        .map(one -> Map.of(
                                "recipient",
                                one.getKey(),
                                "level",
                                LevelForm.facts(way.levels().get(one.getKey())),
                                "legs",
                                one.getValue().stream().map(WayForm::facts).toList()))
                        .toList());
        facts.put("lines", lines.stream().map(AuditCommand::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(Leg leg) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("leg", leg.name());
        facts.put("state", word(leg));
        facts.put("at", leg.at().map(Instant::toString).orElse(""));
        facts.put("what", leg.what());
        facts.put(
                "because",
                leg.because().stream()
                        .map(finding -> Map.of(
                                "rule", finding.rule().name(),
                                "facts", finding.facts(),
                                "words", Explanation.sentence(finding, Locale.ENGLISH)))
                        .toList());
        return facts;
    }
}
