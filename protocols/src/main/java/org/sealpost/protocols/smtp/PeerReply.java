package org.sealpost.protocols.smtp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.mail.EnhancedStatus;

/** What another server answered. */
record PeerReply(int code, List<String> lines) {
    private static final Pattern STATUS = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})( .*)?");

    PeerReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code >= 200 && code < 400;
    }

    boolean isTemporary() {
        return code >= 400 && code < 500;
    }

    /** The status in the text if it goes with the code, else one that says no more than the code. */
    EnhancedStatus status() {
        Matcher matcher = STATUS.matcher(lines.getFirst());
        int statusClass = isPositive() ? 2 : isTemporary() ? 4 : 5;
        return matcher.matches() && Integer.parseInt(matcher.group(1)) == statusClass
                ? new EnhancedStatus(
                        statusClass, Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)))
                : new EnhancedStatus(statusClass, 0, 0);
    }

    String text() {
        return code + " " + String.join(" ", lines);
    }
}
