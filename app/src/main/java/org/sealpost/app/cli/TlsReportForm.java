package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.policy.TlsReport;
import org.sealpost.policy.TlsReportBook.Received;
import org.sealpost.policy.TlsResult;

/** What other senders report about connections to our servers, for people and for programs. */
final class TlsReportForm {
    private TlsReportForm() {}

    static List<String> lines(Received received) {
        TlsReport report = received.report();
        List<String> lines = new ArrayList<>();
        lines.add(received.domain() + ", told by " + report.organization() + " ("
                + (received.signedBy().isEmpty() ? "nobody proves that" : "signed by " + received.signedBy()) + "), "
                + report.begins() + " to " + report.ends() + ": " + counts(report.successes(), report.failures()));
        for (TlsReport.Section section : report.sections()) {
            lines.add("  " + promise(section) + ": " + counts(section.successes(), section.failures()));
            section.details().forEach(failure -> lines.add("    " + sentence(failure)));
        }
        return lines;
    }

    private static String counts(long successes, long failures) {
        return successes + " as promised, " + failures + " not";
    }

    private static String promise(TlsReport.Section section) {
        return switch (section.kind()) {
            case "tlsa" -> "DANE of " + section.of();
            case "sts" -> "MTA-STS of " + section.of();
            case "no-policy-found" -> "no promise of " + section.of();
            default -> section.kind() + " of " + section.of();
        };
    }

    private static String sentence(TlsReport.Failure failure) {
        String host = failure.host().isEmpty() ? "" : "; host " + failure.host();
        String at = failure.to().isEmpty() ? "" : " (" + failure.to() + ")";
        String from = failure.from().isEmpty() ? "" : "; from " + failure.from();
        return failure.count()
                + (failure.count() == 1 ? " time: " : " times: ")
                + TlsResult.meaning(failure.result())
                + host
                + at
                + from;
    }

    static Map<String, Object> facts(Received received) {
        TlsReport report = received.report();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("domain", received.domain().name());
        facts.put("organization", report.organization());
        facts.put("signedBy", received.signedBy());
        facts.put("contact", report.contact());
        facts.put("id", report.id());
        facts.put("begins", report.begins().toString());
        facts.put("ends", report.ends().toString());
        facts.put("arrived", received.at().toString());
        facts.put("successes", report.successes());
        facts.put("failures", report.failures());
        facts.put(
                "policies", report.sections().stream().map(TlsReportForm::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(TlsReport.Section section) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", section.kind());
        facts.put("of", section.of());
        facts.put("successes", section.successes());
        facts.put("failures", section.failures());
        facts.put(
                "details", section.details().stream().map(TlsReportForm::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(TlsReport.Failure failure) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("result", failure.result());
        facts.put("meaning", TlsResult.meaning(failure.result()));
        facts.put("from", failure.from());
        facts.put("host", failure.host());
        facts.put("to", failure.to());
        facts.put("count", failure.count());
        return facts;
    }
}
