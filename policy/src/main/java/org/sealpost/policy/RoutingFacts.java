package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * All that {@link RoutingPolicy} looks at.
 *
 * @param mailbox the account that takes mail for the recipient, if it is one of ours
 * @param smartHost {@code host:port} through which all mail to the outside goes, if one is set
 */
public record RoutingFacts(MailAddress recipient, Optional<MailAddress> mailbox, Optional<String> smartHost) {}
