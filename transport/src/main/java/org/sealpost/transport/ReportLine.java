package org.sealpost.transport;

import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;

/**
 * What became of one recipient.
 *
 * @param reason in the words of whoever refused it; empty if all went well
 * @param original for whom the sender meant it (ORCPT), encoded as it came
 */
record ReportLine(MailAddress recipient, EnhancedStatus status, String reason, Optional<String> original) {
    /** Security or policy status, for the time being (RFC 3463 section 3.8). */
    private static final EnhancedStatus WAITS = new EnhancedStatus(4, 7, 0);

    private static final EnhancedStatus FINE = new EnhancedStatus(2, 0, 0);
    private static final Pattern ENCODED = Pattern.compile("\\+([2-7][0-9A-F])");

    private ReportLine(MailAddress recipient, EnhancedStatus status, String reason) {
        this(recipient, status, reason, Optional.empty());
    }

    static ReportLine of(Outcome.Failed failed) {
        return new ReportLine(failed.recipient(), failed.status(), failed.reason());
    }

    static ReportLine of(Outcome.Deferred late) {
        return new ReportLine(late.recipient(), late.status(), late.reason());
    }

    static ReportLine of(Outcome.Held held) {
        return new ReportLine(held.recipient(), WAITS, held.reason());
    }

    /** {@code reply}: of the server that took the message; empty if it did not leave the house. */
    static ReportLine reached(MailAddress recipient, String reply) {
        return new ReportLine(recipient, FINE, reply);
    }

    /** The same under the name by which the sender knows the recipient; the other one does not stand in the reason either. */
    ReportLine as(MailAddress name, Optional<String> written) {
        String words = name.equals(recipient) ? reason : reason.replace(recipient.toString(), name.toString());
        return new ReportLine(name, status, words, written);
    }

    /** What was encoded for SMTP (RFC 3461 section 4). Only what can stand in a field was let in. */
    static String decoded(String xtext) {
        return ENCODED.matcher(xtext)
                .replaceAll(one -> java.util.regex.Matcher.quoteReplacement(
                        Character.toString(Integer.parseInt(one.group(1), 16))));
    }

    /** {@code rfc822;ann@example.org}, as it stands in a report. */
    static String address(String original) {
        int semicolon = original.indexOf(';');
        return original.substring(0, semicolon) + "; " + decoded(original.substring(semicolon + 1));
    }
}
