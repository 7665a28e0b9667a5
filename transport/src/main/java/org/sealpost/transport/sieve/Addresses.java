package org.sealpost.transport.sieve;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailboxList;

/** The addresses in a field, and the parts of one (RFC 5228 section 2.7.4, RFC 5233). */
final class Addresses {
    private static final int LIMIT = 1_000;
    private static final Pattern ROUGHLY = Pattern.compile("[^\\s<>,;:\"()\\[\\]@]+@[^\\s<>,;:\"()@]+");

    private Addresses() {}

    /** What part of an address is compared. */
    enum Part {
        ALL,
        LOCALPART,
        DOMAIN,
        USER,
        DETAIL;

        static Part taken(Arguments arguments) {
            String tag = arguments
                    .oneOf(":all", ":localpart", ":domain", ":user", ":detail")
                    .orElse(":all");
            Part part = switch (tag) {
                case ":localpart" -> LOCALPART;
                case ":domain" -> DOMAIN;
                case ":user" -> USER;
                case ":detail" -> DETAIL;
                default -> ALL;
            };
            if (part == USER || part == DETAIL) {
                arguments.language().need("subaddress", tag, arguments.line());
            }
            return part;
        }

        /** Nothing if the address has no such part. */
        List<Value> of(Value address) {
            String text = address.text();
            int at = text.lastIndexOf('@');
            if (this == ALL) {
                return List.of(address);
            }
            if (at < 0) {
                return List.of();
            }
            String local = text.substring(0, at);
            int plus = local.indexOf('+');
            return switch (this) {
                case LOCALPART -> List.of(new Value(local, address.secret()));
                case DOMAIN -> List.of(new Value(text.substring(at + 1), address.secret()));
                case USER -> List.of(new Value(plus < 0 ? local : local.substring(0, plus), address.secret()));
                case DETAIL -> plus < 0 ? List.of() : List.of(new Value(local.substring(plus + 1), address.secret()));
                case ALL -> List.of(address);
            };
        }
    }

    /** Those that can be found in a field, whatever else is in it. */
    static List<String> in(String field) {
        try {
            return MailboxList.parse(field).stream().map(MailAddress::toString).toList();
        } catch (IllegalArgumentException e) {
            // A group, or not well written; what looks like an address is taken for one.
            List<String> found = new ArrayList<>();
            Matcher matcher = ROUGHLY.matcher(field);
            while (found.size() < LIMIT && matcher.find()) {
                found.add(matcher.group());
            }
            return found;
        }
    }
}
