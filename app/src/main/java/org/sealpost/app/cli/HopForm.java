package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopDemand;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopSettings.Setting;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.PeerProof;
import org.sealpost.protocols.smtp.HopReport.HostReport;
import org.sealpost.protocols.smtp.HopReport.Report;

/** What is demanded of connections to other servers, in words and as JSON. */
final class HopForm {
    private HopForm() {}

    static String sentence(Finding finding) {
        return Explanation.sentence(finding, Locale.ENGLISH);
    }

    static String demand(HopVerdict verdict) {
        return switch (verdict) {
            case HopVerdict.Skip(var status) -> "is not tried (" + status + ")";
            case HopVerdict.Try(HopDemand demand) when demand.isOpportunistic() -> "nothing is demanded";
            case HopVerdict.Try(HopDemand demand) ->
                "at least " + demand.least().words() + proofs(demand)
                        + (demand.clientCertificate() ? ", asks for our certificate" : "")
                        + (demand.requireTls() ? ", promises REQUIRETLS" : "");
        };
    }

    private static String proofs(HopDemand demand) {
        StringBuilder words = new StringBuilder();
        demand.proofs().stream()
                .map(oneOf -> oneOf.stream().sorted().map(PeerProof::words).toList())
                .sorted((one, other) -> one.getFirst().compareTo(other.getFirst()))
                .forEach(oneOf -> words.append(", proves ").append(String.join(" or ", oneOf)));
        return words.toString();
    }

    /** What will be demanded of the way, by whom, and what the last one had; without what each source says. */
    static List<String> summary(Report report) {
        List<String> lines = new ArrayList<>();
        if (!report.trouble().isEmpty()) {
            lines.add("on its way: no host is known for " + report.domain() + ": " + report.trouble());
        }
        for (HostReport host : report.hosts()) {
            lines.add("on its way, to " + host.host() + ": "
                    + demand(host.demand().verdict()));
            host.demand().because().forEach(finding -> lines.add("  " + sentence(finding)));
        }
        for (HopLedger.Entry entry : report.last()) {
            lines.add((entry.sent() ? "last delivery there: " : "last refusal there: ") + entry.at() + " "
                    + entry.host());
            entry.because().forEach(finding -> lines.add("  " + sentence(finding)));
        }
        return lines;
    }

    static Map<String, Object> facts(Report report) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("domain", report.domain().name());
        facts.put("trouble", report.trouble());
        facts.put("hosts", report.hosts().stream().map(HopForm::facts).toList());
        facts.put("last", report.last().stream().map(HopForm::facts).toList());
        return facts;
    }

    private static Map<String, Object> facts(HostReport host) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("host", host.host());
        facts.put("sources", host.sources());
        switch (host.demand().verdict()) {
            case HopVerdict.Skip(var status) -> facts.put("skipped", status.toString());
            case HopVerdict.Try(HopDemand demand) -> {
                facts.put("least", demand.least().name());
                facts.put(
                        "proofs",
                        demand.proofs().stream()
                                .map(oneOf -> oneOf.stream()
                                        .sorted()
                                        .map(PeerProof::name)
                                        .toList())
                                .toList());
                facts.put("clientCertificate", demand.clientCertificate());
                facts.put("requireTls", demand.requireTls());
            }
        }
        facts.put("because", findings(host.demand().because()));
        return facts;
    }

    private static Map<String, Object> facts(HopLedger.Entry entry) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("sent", entry.sent());
        facts.put("at", entry.at().toString());
        facts.put("host", entry.host());
        facts.put("because", findings(entry.because()));
        return facts;
    }

    private static List<Map<String, Object>> findings(List<Finding> findings) {
        return findings.stream()
                .map(finding -> Map.<String, Object>of(
                        "rule", finding.rule().name(), "facts", finding.facts(), "sentence", sentence(finding)))
                .toList();
    }

    static Map<String, Object> facts(Setting one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("domain", one.domain().name());
        one.wish().ifPresent(wish -> {
            facts.put("demand", wish.word());
            facts.put("orEncryptedAfter", EncryptedAfter.word(one.orEncryptedAfter()));
        });
        one.exemption().ifPresent(leave -> {
            facts.put("exemptUntil", leave.until().toString());
            facts.put("reason", leave.reason());
        });
        return facts;
    }
}
