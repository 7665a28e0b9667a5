package org.sealpost.protocols.smtp;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.X509ExtendedKeyManager;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.mail.Domain;

/** What was agreed with partners about connections to their servers. */
public interface PartnerPeers {
    PartnerPeers NONE = domain -> Optional.empty();

    /** The partner to whom mail for this domain goes. */
    Optional<Peer> of(Domain domain);

    /**
     * One partner.
     *
     * @param isEnforced whether mail waits rather than go to somebody else
     * @param orEncryptedAfter when that yields to encryption of the message; empty for never
     * @param ours the certificate that is shown to the partner's servers
     * @param fault why a chain, the server's own certificate first, is not what was agreed; empty if it is
     */
    record Peer(
            String name,
            boolean isEnforced,
            Optional<EncryptedAfter> orEncryptedAfter,
            Optional<X509ExtendedKeyManager> ours,
            Function<List<X509Certificate>, Optional<String>> fault) {}
}
