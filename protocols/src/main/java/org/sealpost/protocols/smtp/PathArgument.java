package org.sealpost.protocols.smtp;

import java.net.IDN;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * The argument of MAIL and RCPT: {@code FROM:<ann@example.org> SIZE=1000}, RFC 5321 section 4.1.2.
 *
 * @param address empty for the null path
 * @param parameters by their name in upper case; "" for a parameter without value
 */
record PathArgument(Optional<MailAddress> address, Map<String, String> parameters) {
    private static final String ATEXT = "!#$%&'*+-/=?^_`{|}~.";
    private static final int PARAMETERS_LIMIT = 16;

    PathArgument {
        parameters = Map.copyOf(parameters);
    }

    /** Why an argument cannot be read: with the reply for it. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Reply reply;

        Unreadable(int code, String status, String text) {
            super(text);
            this.reply = Reply.of(code, status, text);
        }

        Reply reply() {
            return reply;
        }
    }

    /** {@code postmasterAt}: the domain of a postmaster without one, RFC 5321 section 4.5.1. */
    static PathArgument parse(String keyword, String argument, Optional<Domain> postmasterAt) throws Unreadable {
        if (!argument.regionMatches(true, 0, keyword + ":", 0, keyword.length() + 1)) {
            throw new Unreadable(501, "5.5.4", "expected " + keyword + ":<address>");
        }
        String rest = argument.substring(keyword.length() + 1).stripLeading();
        int end = endOfPath(rest);
        String path = rest.substring(1, end);
        return new PathArgument(address(path, postmasterAt), parameters(rest.substring(end + 1)));
    }

    /** Where the closing bracket is; one inside a quoted local part does not count. */
    private static int endOfPath(String text) throws Unreadable {
        if (text.startsWith("<")) {
            boolean quoted = false;
            for (int i = 1; i < text.length(); i++) {
                char next = text.charAt(i);
                if (next == '\\' && quoted) {
                    i++;
                } else if (next == '"') {
                    quoted = !quoted;
                } else if (next == '>' && !quoted) {
                    return i;
                }
            }
        }
        throw new Unreadable(501, "5.5.4", "expected an address in angle brackets");
    }

    private static Optional<MailAddress> address(String path, Optional<Domain> postmasterAt) throws Unreadable {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        if (path.equalsIgnoreCase("postmaster") && postmasterAt.isPresent()) {
            return Optional.of(new MailAddress("postmaster", postmasterAt.get()));
        }
        // A source route is read over, RFC 5321 appendix C.
        String mailbox = path.startsWith("@") ? path.substring(path.indexOf(':') + 1) : path;
        int at = mailbox.lastIndexOf('@');
        if (at <= 0 || !isLocalPart(mailbox.substring(0, at))) {
            throw new Unreadable(501, "5.1.3", "not a mail address");
        }
        try {
            return Optional.of(new MailAddress(localPart(mailbox.substring(0, at)), domain(mailbox.substring(at + 1))));
        } catch (IllegalArgumentException e) {
            throw new Unreadable(501, "5.1.3", "not a mail address");
        }
    }

    /** RFC 6531: a domain in its own script is the same domain as its A-labels. */
    private static Domain domain(String text) {
        return new Domain(isAscii(text) ? text : IDN.toASCII(text));
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLocalPart(String text) {
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            return isQuoted(text.substring(1, text.length() - 1));
        }
        return text.chars().allMatch(PathArgument::isAtomCharacter);
    }

    private static boolean isQuoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return false;
            }
        }
        return !text.endsWith("\\") || text.endsWith("\\\\");
    }

    private static boolean isAtomCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c > 127 || ATEXT.indexOf(c) >= 0;
    }

    /** The quoted and the plain form of one local part are the same mailbox. */
    private static String localPart(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        String inner = text.substring(1, text.length() - 1);
        return !inner.isEmpty() && inner.chars().allMatch(PathArgument::isAtomCharacter) ? inner : text;
    }

    private static Map<String, String> parameters(String text) throws Unreadable {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.strip().split(" +", -1)) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (parameters.putIfAbsent(name, value) != null || parameters.size() > PARAMETERS_LIMIT) {
                throw new Unreadable(501, "5.5.4", "a parameter stands twice, or there are too many");
            }
        }
        return parameters;
    }
}
