package org.sealpost.protocols.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AcceptanceVerdict;

/** One reply of the SMTP door, RFC 5321 section 4.2, with its enhanced status code, RFC 2034. */
record Reply(int code, List<String> lines) {
    private static final int LINE_LIMIT = 450;

    Reply {
        lines = List.copyOf(lines);
    }

    static Reply of(int code, String status, String text) {
        return new Reply(code, List.of(status + " " + text));
    }

    /** Greeting, EHLO and 354 have no enhanced status. */
    static Reply plain(int code, String text) {
        return new Reply(code, List.of(text));
    }

    static Reply of(AcceptanceVerdict.Refuse refusal) {
        return of(refusal.replyCode(), refusal.status().toString(), refusal.text());
    }

    /** A failure of our own. It asks the client to come again; what went wrong inside is nothing to tell outside. */
    static Reply of(MailFailure failure) {
        return failure.status().equals(EnhancedStatus.STORAGE_FULL)
                ? of(452, "4.3.1", "no room to store the message now, try again later")
                : of(451, "4.3.0", "the message cannot be stored now, try again later");
    }

    boolean isError() {
        return code >= 500;
    }

    boolean isRefusal() {
        return code >= 400;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            text.append(code)
                    .append(i == lines.size() - 1 ? ' ' : '-')
                    .append(line, 0, Math.min(line.length(), LINE_LIMIT))
                    .append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
