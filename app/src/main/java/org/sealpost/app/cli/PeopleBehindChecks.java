package org.sealpost.app.cli;

import java.util.Optional;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.InnerAnswer;

/** What holds for people whose mailboxes lie on a server behind: their keys are kept here, and nothing else. */
final class PeopleBehindChecks {
    private PeopleBehindChecks() {}

    /** The domain of the address, if its mailboxes lie behind. */
    static Optional<RelayDomain> domainOf(Session session, MailAddress address) {
        return session.house().registry().relayDomains().of(address.domain());
    }

    /** Nobody gets a certificate whom the server behind does not know. */
    static void requireKnown(Session session, MailAddress address) {
        InnerAnswer answer = session.house().outbound().serversBehind().ask(address);
        switch (answer) {
            case TAKES, NOT_ASKED -> {}
            case REFUSES -> throw new Mistake("the server behind has no mailbox " + address);
            case SILENT ->
                throw new Mistake("the server behind cannot be asked for " + address + " now; come again later");
        }
    }

    /** People stay where their mailboxes are. */
    static void requireNobody(Session session, Domain domain) {
        long people = session.house().directory().accounts().stream()
                .filter(account -> account.address().domain().equals(domain))
                .count();
        if (people > 0) {
            throw new Mistake("keys of " + people + " people of " + domain
                    + " are kept here; first remove them: sealpost user remove ADDRESS");
        }
    }
}
