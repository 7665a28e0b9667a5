package org.sealpost.policy;

import static org.sealpost.policy.FilterRule.REPLY_HAS_NO_ADDRESS;
import static org.sealpost.policy.FilterRule.REPLY_NOT_ADDRESSED;
import static org.sealpost.policy.FilterRule.REPLY_SENDER_DOUBTFUL;
import static org.sealpost.policy.FilterRule.REPLY_SENT;
import static org.sealpost.policy.FilterRule.REPLY_SENT_BEFORE;
import static org.sealpost.policy.FilterRule.REPLY_TO_LIST;
import static org.sealpost.policy.FilterRule.REPLY_TO_PROGRAM;
import static org.sealpost.policy.FilterRule.REPLY_TO_UNPROVEN_ENCRYPTED;

import java.util.List;
import java.util.Locale;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;

/** Decides whether a message may be answered by itself (RFC 3834, RFC 5230 section 4.6). */
public final class AutomaticReplyPolicy {
    private static final List<String> PROGRAMS =
            List.of("mailer-daemon", "listserv", "majordomo", "noreply", "no-reply", "donotreply", "postmaster");

    private AutomaticReplyPolicy() {}

    /** Whether it goes out. */
    public static Decision<Boolean> decide(AutomaticReplyFacts facts) {
        if (facts.sender().isEmpty()) {
            return Decision.of(false, REPLY_HAS_NO_ADDRESS);
        }
        MailAddress sender = facts.sender().get();
        if (facts.suspected()) {
            return Decision.of(false, REPLY_SENDER_DOUBTFUL, sender);
        }
        boolean encrypted = facts.security().secrecy() != Secrecy.CLEAR;
        if (encrypted && !(facts.security().authorship() instanceof Authorship.Good)) {
            return Decision.of(false, REPLY_TO_UNPROVEN_ENCRYPTED);
        }
        return switch (facts.kind()) {
            case REJECTION -> Decision.of(true, REPLY_SENT, sender);
            case VACATION -> vacation(facts, sender);
        };
    }

    private static Decision<Boolean> vacation(AutomaticReplyFacts facts, MailAddress sender) {
        if (isProgram(sender)) {
            return Decision.of(false, REPLY_TO_PROGRAM, sender);
        }
        if (!facts.programFields().isEmpty()) {
            return Decision.of(false, REPLY_TO_LIST, String.join(", ", facts.programFields()));
        }
        boolean self = facts.own().stream().anyMatch(sender::isSameMailbox);
        boolean addressed =
                facts.addressees().stream().anyMatch(to -> facts.own().stream().anyMatch(to::isSameMailbox));
        if (self || !addressed) {
            return Decision.of(false, REPLY_NOT_ADDRESSED);
        }
        return facts.answeredBefore()
                ? Decision.of(false, REPLY_SENT_BEFORE, sender)
                : Decision.of(true, REPLY_SENT, sender);
    }

    private static boolean isProgram(MailAddress sender) {
        String name = sender.localPart().toLowerCase(Locale.ROOT);
        return PROGRAMS.contains(name)
                || name.startsWith("owner-")
                || name.endsWith("-request")
                || name.endsWith("-owner")
                || name.endsWith("-bounces");
    }
}
