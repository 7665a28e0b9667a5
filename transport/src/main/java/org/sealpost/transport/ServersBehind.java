package org.sealpost.transport;

import java.util.Optional;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.InnerAnswer;

/** The mail servers behind this one: for which recipients they answer, and who of them may send to the outside. */
public final class ServersBehind {
    /** There are none. */
    public static final ServersBehind NONE =
            new ServersBehind(RelayDomains.NONE, (domain, recipient) -> InnerAnswer.SILENT);

    private final RelayDomains domains;
    private final Callout callout;

    public ServersBehind(RelayDomains domains, Callout callout) {
        this.domains = domains;
        this.callout = callout;
    }

    /** Asks the server behind whether it takes mail for somebody. */
    public interface Callout {
        InnerAnswer ask(RelayDomain domain, MailAddress recipient);
    }

    /** The domain of this recipient, if its mailboxes lie behind. */
    Optional<RelayDomain> of(MailAddress recipient) {
        return domains.of(recipient.domain());
    }

    boolean has(Domain domain) {
        return domains.of(domain).isPresent();
    }

    /** Empty if the mailbox, if there is one, does not lie behind. */
    Optional<InnerAnswer> answer(MailAddress recipient) {
        return of(recipient).map(domain -> domain.verified() ? callout.ask(domain, recipient) : InnerAnswer.NOT_ASKED);
    }

    /** Whether the server behind knows somebody of its domain; silent for everybody else. */
    public InnerAnswer ask(MailAddress person) {
        return answer(person).orElse(InnerAnswer.SILENT);
    }

    /** Whether the machine with this address may send for the sender; without a sender, for any of its domains. */
    boolean sends(String address, Optional<MailAddress> reversePath) {
        return domains.all().stream()
                .filter(domain -> reversePath
                        .map(sender -> sender.domain().equals(domain.domain()))
                        .orElse(true))
                .anyMatch(domain -> domain.senders().contains(address));
    }
}
