package org.sealpost.transport;

import java.util.Locale;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSweep;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.OrganizationMarks;
import org.sealpost.mail.Origin;

/**
 * Takes out of the header section what nobody outside may say in our name, and what must not leave: our own marks on mail
 * from wherever it comes, verdicts that claim to be ours (RFC 8601 section 5), and the Bcc field of submitted mail.
 */
final class HeaderFirewall {
    private static final String OURS = "x-sealpost-";

    private HeaderFirewall() {}

    static Content clean(MailObject mail) {
        boolean submitted = mail.origin() instanceof Origin.Submitted;
        return HeaderSweep.without(
                mail.content(),
                field -> isOurMark(field)
                        || OrganizationMarks.isMark(field)
                        || isVerdict(field)
                        || submitted && (field.is("Bcc") || field.is("Resent-Bcc")));
    }

    private static boolean isOurMark(HeaderField field) {
        return field.name().toLowerCase(Locale.ROOT).startsWith(OURS);
    }

    /** Verdicts of other servers about mail on its way to us say nothing that we would believe. */
    private static boolean isVerdict(HeaderField field) {
        return field.is("Authentication-Results");
    }
}
