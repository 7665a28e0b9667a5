package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Partner;
import org.sealpost.mail.Domain;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;

/** Says in one of four ways how a message came from outside, and which of them bears the mark of Domain Security. */
public final class ArrivalPolicy {
    private ArrivalPolicy() {}

    /**
     * The security of the session together with who wrote the message: a partner's certificate says nothing about anybody
     * else's people.
     *
     * @param partner whom the session proved to be, as it is agreed now; empty if nobody, or a partner no more
     * @param author the domain of the one author; empty if there is not exactly one
     */
    public static Decision<SessionSecurity> decide(
            SessionSecurity session, Optional<Partner> partner, Optional<Domain> author) {
        return switch (session) {
            case SessionSecurity.Plain() -> Decision.of(session, PartnerRule.ARRIVED_IN_CLEAR);
            case SessionSecurity.Tls(String version, String cipher) ->
                Decision.of(session, PartnerRule.ARRIVED_ENCRYPTED, version, cipher);
            case SessionSecurity.MutualTls mutual ->
                partner.map(one -> proved(mutual, one, author))
                        .orElseGet(() -> Decision.of(
                                new SessionSecurity.Tls(mutual.version(), mutual.cipherSuite()),
                                PartnerRule.ARRIVED_ENCRYPTED,
                                mutual.version(),
                                mutual.cipherSuite()));
        };
    }

    private static Decision<SessionSecurity> proved(
            SessionSecurity.MutualTls session, Partner partner, Optional<Domain> author) {
        boolean same = author.filter(partner::has).isPresent();
        PartnerProof proof = session.peer().withAuthor(same);
        SessionSecurity verdict = new SessionSecurity.MutualTls(session.version(), session.cipherSuite(), proof);
        Finding how = Finding.of(
                same ? PartnerRule.DOMAIN_SECURED : PartnerRule.ARRIVED_VERIFIED,
                proof.domain(),
                proof.certificate(),
                proof.anchor(),
                session.version(),
                session.cipherSuite());
        return new Decision<>(
                verdict,
                same
                        ? List.of(how)
                        : List.of(
                                how,
                                Finding.of(
                                        PartnerRule.PARTNER_AUTHOR_IS_ELSEWHERE,
                                        partner.name(),
                                        author.map(Domain::name).orElse("nobody in particular"))));
    }
}
