package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.enrollment.EnrollmentLoop.Outlook;
import org.sealpost.policy.Decision;
import org.sealpost.policy.EnrollmentVerdict;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.RetirementVerdict;

/** Says what enrolment would do, and why. */
final class Outlooks {
    private Outlooks() {}

    /** One line for each step that would be taken. */
    static void say(Session session, Map<String, Outlook> outlooks) {
        if (outlooks.isEmpty()) {
            session.say("nothing would change");
        }
        outlooks.forEach((owner, outlook) -> lines(outlook, true).forEach(line -> session.say(owner + ": " + line)));
    }

    /** For each template and each certificate what would be done, and why; without {@code workOnly} also where nothing would. */
    static List<String> lines(Outlook outlook, boolean workOnly) {
        List<String> lines = new java.util.ArrayList<>();
        outlook.plan().templates().forEach((template, decision) -> {
            if (decision.verdict().isWork() || !workOnly) {
                lines.add(template + ": " + word(decision.verdict()) + ". " + because(decision));
            }
        });
        outlook.plan().certificates().forEach((fingerprint, decision) -> {
            if (decision.verdict().isWork()) {
                lines.add("certificate " + fingerprint.substring(0, 16) + ": " + word(decision.verdict()) + ". "
                        + because(decision));
            }
        });
        return lines;
    }

    static List<Map<String, Object>> facts(Outlook outlook) {
        List<Map<String, Object>> facts = new java.util.ArrayList<>();
        outlook.plan()
                .templates()
                .forEach((template, decision) ->
                        facts.add(fact("template", template, word(decision.verdict()), decision)));
        outlook.plan()
                .certificates()
                .forEach((fingerprint, decision) ->
                        facts.add(fact("certificate", fingerprint, word(decision.verdict()), decision)));
        return facts;
    }

    private static Map<String, Object> fact(String kind, String name, String verdict, Decision<?> decision) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put(kind, name);
        fact.put("verdict", verdict);
        fact.put("rule", decision.because().getFirst().rule().name());
        fact.put("because", because(decision));
        return fact;
    }

    private static String because(Decision<?> decision) {
        return Explanation.sentences(decision.because(), Locale.ENGLISH);
    }

    static String word(EnrollmentVerdict verdict) {
        return switch (verdict) {
            case EnrollmentVerdict.None none -> "no certificate";
            case EnrollmentVerdict.Blocked blocked -> "blocked";
            case EnrollmentVerdict.Wait wait -> "waiting";
            case EnrollmentVerdict.Keep keep -> "keep";
            case EnrollmentVerdict.Issue issue -> "issue";
            case EnrollmentVerdict.Ask ask -> "ask for consent";
            case EnrollmentVerdict.Fetch fetch -> "issue, as approved";
            case EnrollmentVerdict.Renew renew -> "renew";
            case EnrollmentVerdict.Replace replace -> "replace";
        };
    }

    private static String word(RetirementVerdict verdict) {
        return switch (verdict) {
            case RetirementVerdict.Stay stay -> "stays";
            case RetirementVerdict.Supersede supersede -> "superseded";
            case RetirementVerdict.Withdraw withdraw -> "withdrawn";
        };
    }
}
