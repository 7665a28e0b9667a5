package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Protection;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionRule;
import org.sealpost.protection.SignedParts;
import org.sealpost.protection.Smime;
import org.sealpost.transport.Agent.AgentFailure;
import org.sealpost.transport.Agent.Answer;
import org.sealpost.transport.Agent.Power;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a message to the agents, in their order, after all is decided and before it is protected. New fields are put in front of
 * the message as bytes, so none can slip below the header of a signed part.
 */
public final class Agents {
    private static final Logger LOG = LoggerFactory.getLogger(Agents.class);
    private static final int FIELDS_LIMIT = 20;
    /** RFC 5322 section 2.1.1. */
    private static final int LINE_LIMIT = 998;

    private static final Pattern FIELD = Pattern.compile("([!-9;-~]+):[ \\t]?[\\x20-\\x7e\\t]*");
    /** What programs that read the message take its structure, its way, or somebody's word from. */
    private static final Set<String> RESERVED = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "in-reply-to",
            "references",
            "return-path",
            "received",
            "mime-version",
            "authentication-results",
            "dkim-signature",
            "autocrypt",
            "comments",
            "keywords");

    private static final List<String> RESERVED_STARTS =
            List.of("content-", "x-sealpost-", "resent-", "arc-", "list-", "hp-");

    private final List<Agent> agents;
    private final Smime smime;

    public Agents(List<Agent> agents, Smime smime) {
        this.agents = List.copyOf(agents);
        this.smime = smime;
    }

    /**
     * A message behind the agents.
     *
     * @param signed what must still be the same when it leaves
     * @param because what the agents did
     */
    record Handled(MailObject mail, SignedParts signed, List<Finding> because) {
        Handled {
            because = List.copyOf(because);
        }

        /**
         * What proves that nothing signed was changed up to here.
         *
         * @throws MailFailure 4.3.0 if something was; then the message must not go on
         */
        List<Finding> proof(Content leaving) {
            SignedParts now = signed.isEmpty() ? signed : SignedParts.of(leaving);
            if (!now.equals(signed)) {
                LOG.error("ALARM: a signed part of message {} was changed on its way", mail.queueId());
                throw new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY, "a signed part was changed inside the mail system");
            }
            return now.parts().stream()
                    .map(part -> Finding.of(InspectionRule.SIGNED_PART_KEPT, part.place(), part.sha256()))
                    .toList();
        }
    }

    /** Of a house without agents. */
    static Handled untouched(MailObject mail) {
        return new Handled(mail, SignedParts.of(mail.content()), List.of());
    }

    /** @throws MailFailure 4.3.0 if an agent fails without which mail must not go on */
    Handled handle(MailObject mail) {
        Handled handled = untouched(mail);
        for (Agent agent : agents) {
            if (agent.terms().origins().contains(RuleTraits.word(mail.origin()))) {
                handled = ask(agent, handled);
            }
        }
        return handled;
    }

    private Handled ask(Agent agent, Handled so) {
        Agent.Terms terms = agent.terms();
        if (terms.power() == Power.MODIFY && !terms.breaksSignatures() && isProtected(so)) {
            return with(so, Finding.of(InspectionRule.AGENT_LEFT_OUT, terms.name()));
        }
        try {
            if (so.mail().content().sizeBytes() > terms.messageLimitBytes()) {
                throw new AgentFailure("the message is larger than it takes");
            }
            return taken(terms, so, agent.handle(so.mail()));
        } catch (AgentFailure e) {
            LOG.warn("agent {} and message {}: {}", terms.name(), so.mail().queueId(), e.getMessage());
            if (terms.failsClosed()) {
                throw new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY, "the agent " + terms.name() + " failed: " + e.getMessage(), e);
            }
            return with(so, Finding.of(InspectionRule.AGENT_FAILED, terms.name(), String.valueOf(e.getMessage())));
        }
    }

    private boolean isProtected(Handled so) {
        return !so.signed().isEmpty() || !(smime.inspect(so.mail().content()) instanceof Protection.Clear);
    }

    private static Handled taken(Agent.Terms terms, Handled so, Answer answer) throws AgentFailure {
        if (answer.message().isPresent() && terms.power() != Power.MODIFY
                || !answer.fields().isEmpty() && terms.power() == Power.READ) {
            throw new AgentFailure("it answered what its power " + terms.power().word() + " does not allow");
        }
        check(answer.fields());
        Content content = answer.message().orElse(so.mail().content());
        Content leaving = answer.fields().isEmpty() ? content : HeaderSection.prepend(content, answer.fields());
        List<Finding> because = new ArrayList<>(so.because());
        because.add(Finding.of(InspectionRule.AGENT_RAN, terms.name(), did(answer)));
        SignedParts now = answer.message().isPresent() ? SignedParts.of(leaving) : so.signed();
        if (!now.equals(so.signed()) && !so.signed().isEmpty()) {
            because.add(Finding.of(InspectionRule.AGENT_BROKE_SIGNATURE, terms.name()));
        }
        return new Handled(so.mail().withContent(leaving), now, because);
    }

    private static String did(Answer answer) {
        if (answer.message().isPresent()) {
            return "it changed the message";
        }
        return answer.fields().isEmpty()
                ? "it changed nothing"
                : "it added " + answer.fields().size() + " header fields";
    }

    private static void check(List<String> fields) throws AgentFailure {
        if (fields.size() > FIELDS_LIMIT) {
            throw new AgentFailure("it answered more than " + FIELDS_LIMIT + " header fields");
        }
        for (String field : fields) {
            var matcher = FIELD.matcher(field);
            if (field.length() > LINE_LIMIT || !matcher.matches()) {
                throw new AgentFailure("it answered what is no header field");
            }
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            if (RESERVED.contains(name) || RESERVED_STARTS.stream().anyMatch(name::startsWith)) {
                throw new AgentFailure("it answered a header field that is not for agents: " + name);
            }
        }
    }

    private static Handled with(Handled so, Finding finding) {
        List<Finding> because = new ArrayList<>(so.because());
        because.add(finding);
        return new Handled(so.mail(), so.signed(), because);
    }
}
