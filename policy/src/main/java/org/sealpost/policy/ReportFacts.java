package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Wish;

/**
 * What the decision about a report is made from.
 *
 * @param event what became of the message for the recipient
 * @param wish what the sender wants to be told about this recipient
 * @param ours whether one of our people let the message go out
 * @param suspected whether it was found to be probably not from its sender
 */
public record ReportFacts(
        Event event, Wish wish, Optional<MailAddress> sender, MailAddress recipient, boolean ours, boolean suspected) {}
