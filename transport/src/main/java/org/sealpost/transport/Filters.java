package org.sealpost.transport;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.FilterScripts;
import org.sealpost.identity.FilterScripts.Stored;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Mailboxes;
import org.sealpost.mail.Mailboxes.Place;
import org.sealpost.policy.AuditEvent;
import org.sealpost.transport.sieve.FilterResult;
import org.sealpost.transport.sieve.Script;
import org.sealpost.transport.sieve.ScriptFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs people's own filters over what comes into their mailboxes. A filter that goes wrong changes nothing: the message lies in
 * the INBOX, and its owner is told.
 */
public final class Filters {
    private static final Logger LOG = LoggerFactory.getLogger(Filters.class);

    private final FilterScripts scripts;
    private final Mailboxes mailboxes;
    private final Way way;

    /**
     * How what a filter sends gets out.
     *
     * @param acceptance knows who stands behind an address
     * @param preview says whether a message may go at all
     */
    public record Way(
            Acceptance acceptance,
            Preview preview,
            MailQueue queue,
            Supplier<String> queueIds,
            NewMail newMail,
            String hostName,
            Clock clock) {}

    public Filters(FilterScripts scripts, Mailboxes mailboxes, Way way) {
        this.scripts = scripts;
        this.mailboxes = mailboxes;
        this.way = way;
    }

    /**
     * What becomes of a message.
     *
     * @param places none if it was sent on or thrown away
     * @param change what has to happen together with it
     * @param rejection what the sender is told, if the message goes back
     */
    record Filtered(List<Place> places, Change change, Optional<String> rejection) {
        static final Filtered INBOX =
                new Filtered(List.of(new Place("INBOX", List.of())), Change.none(), Optional.empty());

        Filtered {
            places = List.copyOf(places);
        }
    }

    /** A message on its way into a mailbox, and whose filter looks at it. */
    record Arrival(MailObject mail, MailAddress recipient, Account account, Reading.Read read, boolean suspected) {}

    /** What the filter wants, and what of it is done, goes into the events. */
    Filtered apply(Arrival arrival, List<AuditEvent> events) {
        MailAddress owner = arrival.account().address();
        FilterScripts.Settings settings = scripts.settings(owner);
        Optional<Stored> active = settings.active().flatMap(name -> scripts.find(owner, name));
        if (active.isEmpty()) {
            return Filtered.INBOX;
        }
        FilterOutcome outcome = new FilterOutcome(arrival, active.get(), scripts, way);
        run(arrival, settings, outcome, active.get()).ifPresent(outcome::take);
        events.add(outcome.event());
        return outcome.filtered();
    }

    /** Empty if the script went wrong. */
    @SuppressWarnings("IllegalCatch") // No filter may keep mail from being delivered.
    private Optional<FilterResult> run(
            Arrival arrival, FilterScripts.Settings settings, FilterOutcome outcome, Stored script) {
        try {
            FilterMails mails = new FilterMails(mailboxes, way.clock().instant());
            return Optional.of(Script.of(script.text()).run(mails.of(arrival, settings.readsOpened())));
        } catch (ScriptFault e) {
            outcome.failed(String.valueOf(e.getMessage()));
        } catch (MailFailure e) {
            // The database does not answer: the message waits in the queue.
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "the filter of {} failed on {}",
                    arrival.account().address(),
                    arrival.mail().queueId(),
                    e);
            outcome.failed("an error inside the mail system");
        }
        return Optional.empty();
    }
}
