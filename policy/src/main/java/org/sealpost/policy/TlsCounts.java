package org.sealpost.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;

/** What was counted of connections to other servers until it is told to their domains. */
public interface TlsCounts {
    /** Days of UTC before this one of which something is left, the oldest first. */
    List<Day> before(LocalDate today, int limit);

    List<Count> of(Day day);

    /**
     * The day of this domain is done with, to be made together with what becomes of it.
     *
     * @throws org.sealpost.mail.MailFailure when it is made, if another node was faster
     */
    Change removing(Day day);

    /** A report for a web server, to be made together with others. */
    Change posting(Posting posting);

    /** Those that are due. */
    List<Posting> postings(Instant now, int limit);

    /** It is tried again then. */
    void postpone(Posting posting, Instant until);

    /** It arrived, or was given up. */
    void remove(Posting posting);

    /** One day of one domain. */
    record Day(LocalDate day, Domain domain) {}

    /** How many connections were all alike. */
    record Count(TlsSession session, long sessions) {}

    /**
     * A report that waits for a web server.
     *
     * @param report the text, not packed
     * @param givenUpAt until when it is tried
     */
    record Posting(String reportId, String address, Domain domain, String report, Instant givenUpAt) {}
}
