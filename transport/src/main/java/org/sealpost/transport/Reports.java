package org.sealpost.transport;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.protection.MailReport;
import org.sealpost.protection.TlsReportPart;

/** Writes to the record of a message of ours what other systems report about it: delivered, late, failed, displayed. */
public final class Reports {
    private static final int LINES_LIMIT = 20;

    private final Function<String, Optional<String>> queueIdOf;
    private final TlsReportIntake aboutTls;

    /** {@code queueIdOf}: under which queue id a message with this Message-ID came in. */
    public Reports(Function<String, Optional<String>> queueIdOf) {
        this(queueIdOf, TlsReportIntake.NONE);
    }

    private Reports(Function<String, Optional<String>> queueIdOf, TlsReportIntake aboutTls) {
        this.queueIdOf = queueIdOf;
        this.aboutTls = aboutTls;
    }

    /** The same, taking what is told about TLS. */
    public Reports with(TlsReportIntake intake) {
        return new Reports(queueIdOf, intake);
    }

    /** What is kept of a report about TLS. */
    Change keeping(MailObject mail, Reading.Read read) {
        return mail.origin() instanceof Origin.Received
                ? TlsReportPart.of(read.content())
                        .map(part -> aboutTls.taking(
                                mail, new TlsReportIntake.Part(part.isPacked(), part.isWhole(), part.bytes())))
                        .orElseGet(Change::none)
                : Change.none();
    }

    /** Nothing if the message is no report, or one of something that nobody here sent. */
    List<AuditEvent> told(MailObject mail, Reading.Read read, Instant now) {
        Optional<MailReport> report =
                mail.envelope().reversePath().isEmpty() ? MailReport.of(read.content()) : Optional.empty();
        Optional<String> queueId = report.flatMap(MailReport::messageId).flatMap(queueIdOf);
        if (queueId.isEmpty()) {
            return List.of();
        }
        return report.stream()
                .flatMap(one -> one.lines().stream())
                .limit(LINES_LIMIT)
                .map(line -> event(line, queueId.get(), mail.queueId(), now))
                .toList();
    }

    private static AuditEvent event(MailReport.Line line, String queueId, String reportId, Instant now) {
        AuditAction action = switch (line.action()) {
            case "failed" -> AuditAction.REFUSE;
            case "delayed" -> AuditAction.DEFER;
            default -> AuditAction.DELIVER;
        };
        return new AuditEvent(
                now,
                action,
                "transport",
                queueId,
                "a report says: " + line.action() + " for " + line.recipient(),
                List.of(Finding.of(
                        DeliveryRule.REPORTED,
                        line.recipient(),
                        (line.action() + " " + line.status()).strip(),
                        reportId)));
    }
}
