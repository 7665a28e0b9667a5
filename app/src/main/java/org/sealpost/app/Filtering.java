package org.sealpost.app;

import java.time.Clock;
import java.util.function.Supplier;
import org.sealpost.store.FilterStore;
import org.sealpost.store.SealedMailStore;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.Answers;
import org.sealpost.transport.FilterAdministration;
import org.sealpost.transport.Filters;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.Preview;

/** People's own filters: how they are changed, and how they run. */
public final class Filtering {
    private final Keeping keeping;
    private final FilterStore scripts;
    private final FilterAdministration administration;
    private final Clock clock;

    Filtering(Keeping keeping, Clock clock) {
        this.keeping = keeping;
        this.clock = clock;
        this.scripts = new FilterStore(keeping.database());
        this.administration = new FilterAdministration(scripts, keeping.auditLog(), clock);
    }

    public FilterAdministration administration() {
        return administration;
    }

    /** Which mail came encrypted. */
    static Answers answers(Keeping keeping) {
        return new Answers(new SealedMailStore(keeping.database()));
    }

    /** At delivery. */
    Filters filters(
            Acceptance acceptance, Preview preview, Supplier<String> queueIds, NewMail newMail, String hostName) {
        return new Filters(
                scripts,
                keeping.mailboxes(),
                new Filters.Way(acceptance, preview, keeping.queue(), queueIds, newMail, hostName, clock));
    }
}
