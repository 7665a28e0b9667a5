package org.sealpost.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.sealpost.app.config.Configuration;
import org.sealpost.mail.Change;
import org.sealpost.policy.TlsReportBook;
import org.sealpost.policy.TlsTally;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.protocols.tlsrpt.DailyReports;
import org.sealpost.protocols.tlsrpt.HttpsPost;
import org.sealpost.store.TlsReportStore;
import org.sealpost.store.TlsTallyStore;
import org.sealpost.store.database.Database;
import org.sealpost.transport.NewMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how connections to other servers went, tells their domains if they ask for it, and keeps what others tell of ours (RFC 8460). */
public final class TlsReporting {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReporting.class);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration UNSENT_KEPT = Duration.ofDays(4);

    private final TlsTallyStore counts;
    private final TlsReportStore received;
    private final Clock clock;
    private final Optional<DailyReports> reports;

    /** By which reports go out. */
    record Way(X509TrustManager roots, Supplier<String> queueIds, NewMail newMail) {}

    TlsReporting(Configuration configuration, Keeping keeping, SecureDns dns, Way way, Clock clock) {
        Configuration.TlsReports wanted = configuration.delivery().hops().reports();
        this.counts = new TlsTallyStore(keeping.database());
        this.received = new TlsReportStore(keeping.database());
        this.clock = clock;
        this.reports = wanted.send()
                ? Optional.of(new DailyReports(
                        new DailyReports.Sender(
                                configuration.domain().name(), wanted.address(), configuration.hostName()),
                        dns,
                        counts,
                        new DailyReports.Queue(
                                keeping.queue(),
                                way.queueIds(),
                                change -> make(keeping.database(), change),
                                way.newMail()::announce),
                        new HttpsPost(Trusting.fetchConfig(configuration.fetching()), way.roots()),
                        clock))
                : Optional.empty();
    }

    private static void make(Database database, Change change) {
        var _ = database.<Boolean>write(sql -> {
            change.make();
            return true;
        });
        change.made();
    }

    /** Nothing is counted of which nobody is told. */
    TlsTally tally() {
        return reports.isPresent() ? counts : TlsTally.NONE;
    }

    /** Puts on disk what is not there yet. */
    void write() {
        counts.write();
    }

    /** Makes and sends what is due. */
    public void run() {
        reports.ifPresent(DailyReports::run);
    }

    /** What others told about connections to our servers. */
    public TlsReportBook received() {
        return received;
    }

    /** Forgets what nobody asks for any more. */
    void tidy() {
        Instant now = clock.instant();
        int forgotten = received.forget(now.minus(KEPT))
                // Also of before reports were switched off: nobody is told of them when they are switched on again.
                + counts.forget(LocalDate.ofInstant(now.minus(UNSENT_KEPT), ZoneOffset.UTC));
        LOG.debug("{} rows about TLS forgotten", forgotten);
    }
}
