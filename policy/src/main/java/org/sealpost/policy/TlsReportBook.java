package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;

/** What other senders tell about connections to our servers. */
public interface TlsReportBook {
    /** One that is there already is not counted twice. */
    Change keeping(Received received);

    /** Those whose time ended then or later, the newest first; of one domain if it is named. */
    List<Received> since(Instant then, Optional<Domain> domain, int limit);

    /** Forgets those that came before. Returns how many. */
    int forget(Instant before);

    /**
     * A report that came.
     *
     * @param domain of ours, which it is about
     * @param signedBy the domain whose signature it bears (DKIM); empty if nobody proves it
     */
    record Received(Domain domain, String signedBy, Instant at, TlsReport report) {}
}
