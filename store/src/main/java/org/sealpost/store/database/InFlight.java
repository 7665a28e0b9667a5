package org.sealpost.store.database;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables that change with every message. All others hold what mail is handled by, and change when somebody changes it: what
 * was read from them may be remembered, see {@link Database#known}.
 */
final class InFlight {
    /** A table that is missing here costs time, never truth. */
    private static final Set<String> TABLES = Set.of(
            "audit",
            "audit_head",
            "audit_waiting",
            "content",
            "content_chunk",
            "filter_answer",
            "hop_last",
            "mailbox_delivery",
            "mailbox_entry",
            "mailbox_form",
            "mailbox_form_folder",
            "mailbox_keyword",
            "mailbox_message",
            "mailbox_number",
            "mailbox_usage",
            "message_name",
            "partner_score",
            "quarantine",
            "queue_message",
            "queue_recipient",
            "sealed_mail",
            "tls_report",
            "tls_report_failure",
            "tls_session");

    private static final Pattern CHANGE =
            Pattern.compile("(?:insert into|update|delete from) (\\w+).*", Pattern.DOTALL);
    private static final Pattern NO_CHANGE =
            Pattern.compile("(?:select|pragma|begin|commit|rollback|savepoint|release)\\b.*", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\w+");

    private InFlight() {}

    /** Whether a statement may change a table of which answers are remembered; yes in doubt. */
    static boolean changesMore(String sql) {
        String lower = sql.strip().toLowerCase(Locale.ROOT);
        Matcher change = CHANGE.matcher(lower);
        return change.matches()
                ? !TABLES.contains(change.group(1))
                : !NO_CHANGE.matcher(lower).matches();
    }

    /** Whether a statement reads a table of which nothing may be remembered. */
    static boolean isRead(String sql) {
        return WORD.matcher(sql.toLowerCase(Locale.ROOT)).results().anyMatch(word -> TABLES.contains(word.group()));
    }
}
