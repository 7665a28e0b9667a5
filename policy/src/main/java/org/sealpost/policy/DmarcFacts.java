package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.ArcCheck;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.Domain;
import org.sealpost.mail.SpfCheck;

/**
 * What is known about who sent a message that came from outside.
 *
 * @param peer the server that brought it
 * @param local whether that is a machine of our own network, about which the DNS of the sender says nothing
 * @param author domain of the one mailbox in the one From field; empty if there is not exactly one
 * @param sameOrganisation those of the domains that were proved which belong to the organisation of the author
 * @param arc those who passed the message on
 * @param enforced whether the wishes of domains are followed, or only written down
 */
public record DmarcFacts(
        String peer,
        boolean local,
        Optional<Domain> author,
        SpfCheck spf,
        List<DkimCheck> signatures,
        DmarcLookup lookup,
        Set<Domain> sameOrganisation,
        ArcFacts arc,
        boolean enforced) {
    /** Of a message that nobody sealed. */
    @SuppressWarnings("ParameterNumber") // As many as there are facts.
    public DmarcFacts(
            String peer,
            boolean local,
            Optional<Domain> author,
            SpfCheck spf,
            List<DkimCheck> signatures,
            DmarcLookup lookup,
            Set<Domain> sameOrganisation,
            boolean enforced) {
        this(
                peer,
                local,
                author,
                spf,
                signatures,
                lookup,
                sameOrganisation,
                new ArcFacts(ArcCheck.NONE, author, Set.of()),
                enforced);
    }

    public DmarcFacts {
        signatures = List.copyOf(signatures);
        sameOrganisation = Set.copyOf(sameOrganisation);
    }
}
