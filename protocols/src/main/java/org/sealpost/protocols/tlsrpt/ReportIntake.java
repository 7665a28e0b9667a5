package org.sealpost.protocols.tlsrpt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.TlsReport;
import org.sealpost.policy.TlsReportBook;
import org.sealpost.transport.TlsReportIntake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what other senders tell about connections to our servers, and keeps it. What it cannot read is told of in the log. */
public final class ReportIntake implements TlsReportIntake {
    private static final Logger LOG = LoggerFactory.getLogger(ReportIntake.class);
    private static final Pattern SIGNED = Pattern.compile("dkim=pass .*\\bheader\\.d=([A-Za-z0-9.-]+).*");

    private final TlsReportBook book;
    private final Predicate<Domain> isOurs;
    private final Clock clock;

    public ReportIntake(TlsReportBook book, Predicate<Domain> isOurs, Clock clock) {
        this.book = book;
        this.isOurs = isOurs;
        this.clock = clock;
    }

    @Override
    public Change taking(MailObject mail, Part part) {
        try {
            TlsReport report = read(part);
            Domain domain = domain(mail, report);
            return book.keeping(new TlsReportBook.Received(domain, signedBy(mail), clock.instant(), report));
        } catch (ReportText.Unreadable | IOException e) {
            LOG.warn(
                    "{} seems to carry a report about TLS, but {}; it is delivered as any other mail",
                    mail.queueId(),
                    e.getMessage());
            return Change.none();
        }
    }

    /** One at a time: read, a report takes many times the memory that it has as text. */
    private synchronized TlsReport read(Part part) throws IOException, ReportText.Unreadable {
        return ReportText.read(unpacked(part));
    }

    private static byte[] unpacked(Part part) throws IOException, ReportText.Unreadable {
        if (!part.isWhole()) {
            throw new ReportText.Unreadable("it has over " + part.bytes().length + " bytes");
        }
        if (!part.isPacked()) {
            return part.bytes();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(part.bytes()))) {
            byte[] text = in.readNBytes(ReportText.LIMIT_BYTES + 1);
            if (text.length > ReportText.LIMIT_BYTES) {
                throw new ReportText.Unreadable("it has over " + ReportText.LIMIT_BYTES + " bytes, unpacked");
            }
            return text;
        }
    }

    /** The field says it; some leave it out, and then one of the promises is the domain's. */
    private Domain domain(MailObject mail, TlsReport report) throws ReportText.Unreadable {
        List<String> named = Stream.concat(
                        HeaderSection.of(mail.content()).value("TLS-Report-Domain").stream(),
                        report.sections().stream().map(TlsReport.Section::of))
                .toList();
        return named.stream()
                .flatMap(name -> domain(name).stream())
                .filter(isOurs)
                .findFirst()
                .orElseThrow(() -> new ReportText.Unreadable("it is about none of our domains"));
    }

    private static Optional<Domain> domain(String name) {
        try {
            return Optional.of(new Domain(name.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** RFC 8460 section 3 demands a signature; without one anybody may have written it. */
    private static String signedBy(MailObject mail) {
        return mail.origin().arrival().results().stream()
                .map(SIGNED::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse("");
    }
}
