package org.sealpost.mail;

import java.util.List;

/**
 * Marks that only a server of the organisation may put on a message. Whoever sees them from outside, or lets a message out,
 * takes them away; what is true stands beside the message, never in it.
 */
public final class OrganizationMarks {
    /** The names of fields begin with it. */
    public static final String PREFIX = "X-Sealpost-Organization-";

    /** The IMAP keyword of a message that a partner's server brought over mutual TLS, for an author of that partner. */
    public static final String KEYWORD = "$SealpostDomainSecured";

    /** Those of Exchange are taken for the truth by Outlook. */
    private static final List<String> PREFIXES =
            List.of(PREFIX, "X-MS-Exchange-Organization-", "X-MS-Exchange-Forest-");

    private OrganizationMarks() {}

    public static boolean isMark(HeaderField field) {
        for (String prefix : PREFIXES) {
            if (field.name().regionMatches(true, 0, prefix, 0, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    /** Case does not matter in keywords (RFC 9051 section 2.3.2). */
    public static boolean isKeyword(String keyword) {
        return keyword.equalsIgnoreCase(KEYWORD);
    }

    /** The content without such fields; all other bytes stay. */
    public static Content without(Content content) {
        return HeaderSweep.without(content, OrganizationMarks::isMark);
    }
}
