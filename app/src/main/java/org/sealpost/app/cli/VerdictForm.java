package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.PathFacts;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.TrustPolicy;

/** A verdict on a chain with everything that led to it, for people and for programs. */
final class VerdictForm {
    private VerdictForm() {}

    static Map<String, Object> json(ChainFacts facts) {
        Decision<ChainVerdict> decision = TrustPolicy.decide(facts);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("verdict", word(decision.verdict()));
        answer.put(
                "trusted",
                decision.verdict() instanceof ChainVerdict.Trusted
                        || decision.verdict() instanceof ChainVerdict.TrustedUnchecked);
        answer.put(
                "why",
                decision.because().stream()
                        .map(finding -> Explanation.sentence(finding, Locale.ENGLISH))
                        .toList());
        answer.put(
                "rules",
                decision.because().stream()
                        .map(finding -> finding.rule().name())
                        .toList());
        answer.put("certificate", facts.fingerprint());
        answer.put("subject", facts.subject());
        answer.put("addresses", facts.addresses().stream().map(Object::toString).toList());
        answer.put("purpose", facts.purpose().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        answer.put("at", facts.at().toString());
        answer.put("topIssuer", facts.issuer().name());
        answer.put("topFingerprint", facts.issuer().fingerprint());
        facts.noPath().ifPresent(why -> answer.put("noPath", why));
        answer.put("paths", facts.paths().stream().map(VerdictForm::path).toList());
        return answer;
    }

    private static Map<String, Object> path(PathFacts path) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "certificates",
                path.members().stream()
                        .map(member -> Map.of(
                                "fingerprint", member.fingerprint(),
                                "name", member.name(),
                                "serial", member.serial()))
                        .toList());
        answer.put("checks", checks(path));
        answer.put("warnings", path.warnings().stream().map(ChainFault::text).toList());
        answer.put("notBefore", path.notBefore().toString());
        answer.put("notAfter", path.notAfter().toString());
        answer.put("revocationMode", path.mode().name().toLowerCase(Locale.ROOT));
        answer.put(
                "revocation",
                path.revocation().stream().map(VerdictForm::status).toList());
        return answer;
    }

    private static List<Map<String, Object>> checks(PathFacts path) {
        List<Map<String, Object>> checks = new ArrayList<>();
        for (Check check : Check.values()) {
            List<String> faults = path.faults().stream()
                    .filter(fault -> fault.check() == check)
                    .map(ChainFault::text)
                    .toList();
            String state = faults.isEmpty() ? path.checked().contains(check) ? "passed" : "not asked" : "failed";
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("check", check.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            answer.put("state", state);
            answer.put("faults", faults);
            checks.add(answer);
        }
        return checks;
    }

    private static Map<String, Object> status(RevocationStatus status) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("certificate", status.certificate());
        switch (status.finding()) {
            case RevocationFinding.Good(String source) -> {
                answer.put("state", "good");
                answer.put("source", source);
            }
            case RevocationFinding.Revoked(var since, var reason, String source) -> {
                answer.put("state", "revoked");
                answer.put("since", since.toString());
                answer.put("reason", reason.name().toLowerCase(Locale.ROOT));
                answer.put("source", source);
            }
            case RevocationFinding.NotChecked(String why) -> {
                answer.put("state", "not checked");
                answer.put("why", why);
            }
        }
        answer.put("evidence", status.evidence());
        return answer;
    }

    static String word(ChainVerdict verdict) {
        return switch (verdict) {
            case ChainVerdict.Trusted ignored -> "trusted";
            case ChainVerdict.TrustedUnchecked ignored -> "trusted, revocation not checked";
            case ChainVerdict.RevocationUnavailable ignored -> "revocation service unavailable";
            case ChainVerdict.Untrusted ignored -> "untrusted";
            case ChainVerdict.Distrusted ignored -> "distrusted";
            case ChainVerdict.OutsideDates ignored -> "outside dates";
            case ChainVerdict.Revoked ignored -> "revoked";
            case ChainVerdict.Unfit ignored -> "unfit";
        };
    }

    static List<String> lines(ChainFacts facts) {
        Decision<ChainVerdict> decision = TrustPolicy.decide(facts);
        List<String> lines = new ArrayList<>();
        lines.add(word(decision.verdict()) + ": " + Explanation.sentences(decision.because(), Locale.ENGLISH));
        lines.add("certificate " + facts.fingerprint() + "  " + facts.subject());
        facts.noPath().ifPresent(why -> lines.add("no path: " + why));
        for (PathFacts path : facts.paths()) {
            lines.add("path:");
            path.members()
                    .forEach(member -> lines.add("  " + member.fingerprint().substring(0, 16) + "  " + member.name()));
            checks(path)
                    .forEach(check -> lines.add("  " + check.get("check") + ": " + check.get("state")
                            + ((List<?>) check.getOrDefault("faults", List.of()))
                                    .stream().map(text -> "\n      " + text).reduce("", (one, other) -> one + other)));
            path.revocation()
                    .forEach(status -> lines.add("  revocation of "
                            + status.certificate().substring(0, 16) + ": " + words(status.finding())));
            path.warnings().forEach(warning -> lines.add("  warning: " + warning.text()));
        }
        return lines;
    }

    private static String words(RevocationFinding finding) {
        return switch (finding) {
            case RevocationFinding.Good(String source) -> "good, checked with " + source;
            case RevocationFinding.Revoked(var since, var reason, String source) ->
                "revoked since " + since + " (" + reason + "), by " + source;
            case RevocationFinding.NotChecked(String why) -> "not checked: " + why;
        };
    }
}
