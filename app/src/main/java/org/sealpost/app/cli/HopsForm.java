package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopTrail;
import org.sealpost.policy.Wish;
import org.sealpost.transport.FiveLegs;
import org.sealpost.transport.Plans;
import org.sealpost.transport.Preview;

/** Over which connections a message came, and what would keep an answer from being read on the same way back. */
record HopsForm(Preview preview, Directory directory) {
    private static final String CLAIMED = "claimed by that server";
    private static final String MEASURED = "measured";

    static HopsForm of(Session session) {
        return new HopsForm(session.house().preview(), session.house().directory());
    }

    /** What an answer in an encrypted message would be, from whom to whom. */
    private record Offer(MailAddress from, MailAddress to, String outcome, List<Finding> because) {
        String command() {
            return "sealpost explain --from " + from + " --to " + to + " --encrypt";
        }
    }

    static Optional<HopTrail> trail(List<AuditLine> lines) {
        return lines.stream()
                .map(AuditLine::event)
                .filter(event -> event.action() == AuditAction.ACCEPT)
                .findFirst()
                .flatMap(event -> HopTrail.of(event.because(), "this server"));
    }

    List<String> text(List<AuditLine> lines) {
        List<String> text = new ArrayList<>();
        trail(lines).ifPresent(trail -> {
            text.add("  came over " + trail.summary());
            trail.hops()
                    .forEach(hop -> text.add("    to " + hop.by() + ": "
                            + hop.evidence().words() + (hop.version().isEmpty() ? "" : ", " + hop.version()) + ", "
                            + (hop.measured() ? MEASURED : CLAIMED)));
            offer(trail, lines).ifPresent(offer -> {
                text.add(
                        "    not every hop is known to be protected: an answer is safe on the way back only if its message"
                                + " is encrypted");
                text.add("    if encryption is asked for (X-Sealpost-Encrypt: yes), an answer would be: "
                        + offer.outcome());
                offer.because().forEach(finding -> text.add("      " + Explanation.sentence(finding, Locale.ENGLISH)));
                text.add("    see " + offer.command());
            });
        });
        return text;
    }

    Optional<Map<String, Object>> facts(List<AuditLine> lines) {
        return trail(lines).map(trail -> {
            Map<String, Object> facts = facts(trail);
            offer(trail, lines)
                    .ifPresent(offer -> facts.put(
                            "offer",
                            Map.of(
                                    "from", offer.from().toString(),
                                    "to", offer.to().toString(),
                                    "outcome", offer.outcome(),
                                    "words", Explanation.sentences(offer.because(), Locale.ENGLISH),
                                    "command", offer.command())));
            return facts;
        });
    }

    static Map<String, Object> facts(HopTrail trail) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("summary", trail.summary());
        facts.put("needsMessageEncryption", trail.needsMessageEncryption());
        facts.put(
                "hops",
                trail.hops().stream()
                        .map(hop -> Map.of(
                                "by", hop.by(),
                                "evidence", hop.evidence().words(),
                                "version", hop.version(),
                                "known", hop.measured() ? "measured" : "claimed"))
                        .toList());
        return facts;
    }

    /** Only somebody here can be helped with their answer, and only to somebody who can get one. */
    private Optional<Offer> offer(HopTrail trail, List<AuditLine> lines) {
        if (!trail.needsMessageEncryption()) {
            return Optional.empty();
        }
        List<AuditEvent> events = lines.stream().map(AuditLine::event).toList();
        Optional<MailAddress> to = FiveLegs.sender(events);
        Optional<MailAddress> from = FiveLegs.of(events).recipients().keySet().stream()
                .flatMap(name -> directory.account(MailAddress.parse(name)).stream())
                .map(Account::address)
                .findFirst();
        if (to.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        Wish wish = new Wish(Optional.empty(), Optional.of(true));
        return preview.of(from.get(), List.of(to.get()), wish).stream()
                .findFirst()
                .map(plan -> new Offer(from.get(), to.get(), Plans.outcome(plan), plan.because()));
    }
}
