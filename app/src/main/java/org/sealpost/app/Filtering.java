package org.sealpost.app;

import java.time.Clock;
import java.util.function.Supplier;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.FilterStore;
import org.sealpost.store.SealedMailStore;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.Answers;
import org.sealpost.transport.FilterAdministration;
import org.sealpost.transport.Filters;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.Preview;
import org.sealpost.transport.sieve.FilterResult;

/** People's own filters: how they are changed, and how they run. */
public final class Filtering {
    private final Keeping keeping;
    private final FilterStore scripts;
    private final FilterAdministration administration;
    private final NewMail newMail;
    private final Clock clock;

    Filtering(Keeping keeping, NewMail newMail, Clock clock) {
        this.keeping = keeping;
        this.newMail = newMail;
        this.clock = clock;
        this.scripts = new FilterStore(keeping.database());
        this.administration = new FilterAdministration(scripts, keeping.auditLog(), clock);
    }

    public FilterAdministration administration() {
        return administration;
    }

    /** What a filter would want done with a message that comes in clear. */
    public FilterResult tryOut(MailAddress owner, String name, Content message) {
        return administration.tryOut(
                owner, name, message, folder -> keeping.mailboxes().has(owner, folder));
    }

    /** Which mail came encrypted. */
    static Answers answers(Keeping keeping) {
        return new Answers(new SealedMailStore(keeping.database()));
    }

    /** At delivery. */
    Filters filters(String hostName, Acceptance acceptance, Preview preview, Supplier<String> queueIds) {
        return new Filters(
                scripts,
                keeping.mailboxes(),
                new Filters.Way(acceptance, preview, keeping.queue(), queueIds, newMail, hostName, clock));
    }
}
