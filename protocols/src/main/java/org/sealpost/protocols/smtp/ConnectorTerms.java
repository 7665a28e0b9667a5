package org.sealpost.protocols.smtp;

import java.util.List;
import java.util.Optional;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.MachineRights;
import org.sealpost.protocols.tunnel.Tunnel;

/**
 * On which terms a receive connector takes mail.
 *
 * @param clients networks whose clients it is for; empty for all
 * @param tls how TLS begins
 * @param tls13 whether clients must speak TLS 1.3; else 1.2 will do (RFC 8996)
 * @param asksForCertificates whether clients are asked for a certificate; they may have none
 * @param balancers from which connections begin with a PROXY header, and from nowhere else
 * @param limits in the place of those of the door
 * @param messagesPerMinute of one account or client network; 0 for no limit
 * @param rights of clients that do not log in
 * @param tunnel through which a client must have come to have them
 */
public record ConnectorTerms(
        List<Network> clients,
        TlsStart tls,
        boolean tls13,
        boolean asksForCertificates,
        List<Network> balancers,
        Optional<SmtpLimits> limits,
        int messagesPerMinute,
        MachineRights rights,
        Optional<Tunnel> tunnel) {
    public ConnectorTerms {
        clients = List.copyOf(clients);
        balancers = List.copyOf(balancers);
    }

    /** How TLS begins. */
    public enum TlsStart {
        /** By STARTTLS, if the client likes. */
        OFFERED,
        /** By STARTTLS, before any mail. */
        REQUIRED,
        AT_ONCE
    }

    static ConnectorTerms of(SmtpListener.Kind kind) {
        TlsStart tls = switch (kind) {
            case INTERNET, LMTP -> TlsStart.OFFERED;
            case PARTNER, INTERNAL, SUBMISSION -> TlsStart.REQUIRED;
            case SUBMISSIONS -> TlsStart.AT_ONCE;
        };
        return new ConnectorTerms(
                List.of(), tls, false, false, List.of(), Optional.empty(), 0, MachineRights.NONE, Optional.empty());
    }
}
