package org.sealpost.protocols.tlsrpt;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.TlsCounts;
import org.sealpost.policy.TlsReport;
import org.sealpost.protocols.dns.SecureDns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After each day of UTC, tells each domain that asks for it how connections to its servers went (RFC 8460): one report for a domain and a day. What is counted
 * leaves the books in the same step in which the report enters the queue.
 */
public final class DailyReports {
    private static final Logger LOG = LoggerFactory.getLogger(DailyReports.class);
    /** Until then all nodes have written down what they counted before midnight. */
    private static final Duration SETTLED = Duration.ofMinutes(15);
    /** Not everybody's at once (RFC 8460 section 4.1). */
    private static final Duration SPREAD = Duration.ofHours(4);
    /** So long is somebody asked who does not answer. */
    private static final Duration PATIENCE = Duration.ofDays(2);

    private static final Duration POST_AGAIN = Duration.ofHours(1);
    private static final int AT_ONCE = 500;

    private final Sender sender;
    private final SecureDns dns;
    private final TlsCounts counts;
    private final Queue queue;
    private final ReportPost post;
    private final Clock clock;

    /** {@code organization}: in whose name; {@code contact}: who sends the reports, and may be asked about them. */
    public record Sender(String organization, MailAddress contact, String hostName) {}

    /** {@code change}: makes several changes at once; {@code announce}: called when something has entered. */
    public record Queue(MailQueue mail, Supplier<String> ids, Transaction transaction, Runnable announce) {}

    /** Makes changes, all or none. */
    public interface Transaction {
        void make(Change change);
    }

    public DailyReports(Sender sender, SecureDns dns, TlsCounts counts, Queue queue, ReportPost post, Clock clock) {
        this.sender = sender;
        this.dns = dns;
        this.counts = counts;
        this.queue = queue;
        this.post = post;
        this.clock = clock;
    }

    /** To be called from time to time. */
    public void run() {
        Instant now = clock.instant();
        for (TlsCounts.Day day : counts.before(LocalDate.ofInstant(now, ZoneOffset.UTC), AT_ONCE)) {
            if (!due(day).isAfter(now)) {
                try {
                    report(day, now);
                } catch (MailFailure e) {
                    LOG.info("the report about TLS to {} is not made now: {}", day.domain(), e.getMessage());
                }
            }
        }
        counts.postings(now, AT_ONCE).forEach(posting -> post(posting, now));
    }

    private Instant due(TlsCounts.Day day) {
        long seconds = Math.floorMod((sender.organization() + day.domain()).hashCode(), SPREAD.toSeconds());
        return end(day).plus(SETTLED).plusSeconds(seconds);
    }

    private static Instant end(TlsCounts.Day day) {
        return day.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private void report(TlsCounts.Day day, Instant now) {
        ReportAddresses wanted = ReportAddresses.of(dns, day.domain());
        if (!wanted.answered() && end(day).plus(PATIENCE).isAfter(now)) {
            return;
        }
        Change change = counts.removing(day);
        if (wanted.mail().isEmpty() && wanted.web().isEmpty()) {
            queue.transaction().make(change);
            return;
        }
        String id = day.day() + "." + day.domain() + "@" + sender.hostName();
        TlsReport report = DayReport.of(day, counts.of(day), sender.organization(), sender.contact(), id);
        ReportMessage message = new ReportMessage(report, day.domain(), sender.contact(), sender.hostName());
        for (MailAddress to : wanted.mail()) {
            change = change.and(
                    queue.mail().entering(message.mail(to, queue.ids().get(), now)));
        }
        for (URI to : wanted.web()) {
            change = change.and(counts.posting(new TlsCounts.Posting(
                    id, to.toString(), day.domain(), ReportText.write(report), now.plus(PATIENCE))));
        }
        queue.transaction().make(change);
        queue.announce().run();
        LOG.info(
                "{} is told of its connections of {}: {} as promised, {} not",
                day.domain(),
                day.day(),
                report.successes(),
                report.failures());
    }

    private void post(TlsCounts.Posting posting, Instant now) {
        Domain domain = posting.domain();
        try {
            post.post(URI.create(posting.address()), ReportMessage.packed(posting.report()));
            counts.remove(posting);
        } catch (IOException e) {
            if (posting.givenUpAt().isAfter(now.plus(POST_AGAIN))) {
                counts.postpone(posting, now.plus(POST_AGAIN));
            } else {
                counts.remove(posting);
            }
            LOG.info("the report about TLS to {} did not reach {}: {}", domain, posting.address(), e.getMessage());
        }
    }
}
