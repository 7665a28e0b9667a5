package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Redirect;

/**
 * All that {@link RoutingPolicy} looks at.
 *
 * @param mailbox the account that takes mail for the recipient, if it is one of ours
 * @param redirect the host that an administrator named for this recipient of this message
 * @param behind the domain, if its mailboxes lie on a server behind this one
 * @param smartHost {@code host:port} through which all mail to the outside goes, if one is set
 */
public record RoutingFacts(
        MailAddress recipient,
        Optional<MailAddress> mailbox,
        Optional<Redirect> redirect,
        Optional<RelayDomain> behind,
        Optional<String> smartHost) {
    public RoutingFacts(MailAddress recipient, Optional<MailAddress> mailbox, Optional<String> smartHost) {
        this(recipient, mailbox, Optional.empty(), Optional.empty(), smartHost);
    }

    /** The same with the host that an administrator named, if there is one. */
    public RoutingFacts with(Optional<Redirect> other) {
        return new RoutingFacts(recipient, mailbox, other, behind, smartHost);
    }

    /** The same for a recipient whose mailbox may lie on a server behind this one. */
    public RoutingFacts behind(Optional<RelayDomain> domain) {
        return new RoutingFacts(recipient, mailbox, redirect, domain, smartHost);
    }
}
