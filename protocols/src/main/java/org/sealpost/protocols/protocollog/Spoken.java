package org.sealpost.protocols.protocollog;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of an SMTP line may be written down. Only what is known to hold no secret is: whoever sends a password or a message where
 * a command is expected, since a reply was not waited for, must not find it in the log.
 */
final class Spoken {
    static final String REMOVED = "<removed>";
    /** A command line may have 512 octets and more by extensions, RFC 5321 section 4.5.3.1.4. */
    private static final int LIMIT = 1_000;

    private static final Pattern PATH = Pattern.compile("(?i)(MAIL FROM|RCPT TO):.*");
    private static final Pattern NAMED = Pattern.compile("(?i)(EHLO|HELO|LHLO) [A-Za-z0-9._:\\[\\]-]{1,255}");
    private static final Pattern CHUNK = Pattern.compile("(?i)BDAT \\d{1,18}( +LAST)?");
    private static final Pattern VERB =
            Pattern.compile("(?i)(EHLO|HELO|LHLO|MAIL|RCPT|DATA|BDAT|RSET|NOOP|VRFY|EXPN|HELP|QUIT|STARTTLS)( .*)?");
    private static final Pattern LOGIN = Pattern.compile("(?i)AUTH( (PLAIN|LOGIN|CRAM-MD5|SCRAM-SHA-1|SCRAM-SHA-256"
            + "|SCRAM-SHA-256-PLUS|OAUTHBEARER|XOAUTH2|EXTERNAL|GSSAPI|NTLM))?( .*)?");

    private Spoken() {}

    static String command(String line) {
        if (PATH.matcher(line).matches()
                || NAMED.matcher(line).matches()
                || CHUNK.matcher(line).matches()) {
            return limited(line);
        }
        Matcher login = LOGIN.matcher(line);
        if (login.matches()) {
            String mechanism = login.group(1) == null ? "" : login.group(1);
            return "AUTH" + mechanism + (login.group(3) == null ? "" : " " + REMOVED);
        }
        Matcher verb = VERB.matcher(line);
        if (verb.matches()) {
            return verb.group(1) + (verb.group(2) == null ? "" : " " + REMOVED);
        }
        return REMOVED + " (" + line.getBytes(StandardCharsets.UTF_8).length + " octets that are no command)";
    }

    /** A challenge belongs to a login (RFC 4954 section 4); all other replies are for everybody to read. */
    static String reply(String line) {
        return line.startsWith("334") ? "334 " + REMOVED : limited(line);
    }

    static String limited(String line) {
        return line.length() <= LIMIT ? line : line.substring(0, LIMIT) + "...";
    }
}
