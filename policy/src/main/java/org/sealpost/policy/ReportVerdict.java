package org.sealpost.policy;

import org.sealpost.mail.MailAddress;

/** Whether the sender is told what became of a message for one recipient. */
public sealed interface ReportVerdict {
    /**
     * By a report.
     *
     * @param as the name by which the report calls the recipient: strangers learn no address that they did not write
     */
    record Tell(MailAddress as) implements ReportVerdict {}

    record KeepSilent() implements ReportVerdict {}
}
