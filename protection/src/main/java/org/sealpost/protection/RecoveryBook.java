package org.sealpost.protection;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/** Who the recovery agents are, how many must agree, and which recoveries are under way. */
public interface RecoveryBook {
    /**
     * What holds for keys that are archived from now on.
     *
     * @param need how many agents must agree
     * @param auditors who hear of every recovery
     */
    record Terms(int need, List<MailAddress> auditors) {
        /** Two must agree: one alone would be a master key, whoever holds it. */
        public static final Terms STANDARD = new Terms(2, List.of());

        public Terms {
            auditors = List.copyOf(auditors);
        }
    }

    /** How a recovery stands. */
    enum State {
        OPEN,
        DONE,
        CANCELLED,
        EXPIRED
    }

    /**
     * One recovery of all archived keys of an account.
     *
     * @param id short, for people
     * @param requester who asked for it, as the audit log names them
     * @param ticket by which the organisation knows the case
     * @param certificate to which agents close their shares, DER; its key goes with the ceremony
     */
    record Ceremony(
            String id,
            String owner,
            String requester,
            String reason,
            String ticket,
            State state,
            Instant requestedAt,
            Instant expiresAt,
            byte[] certificate) {}

    /**
     * One agent's share of one key.
     *
     * @param fingerprint of the agent's certificate
     * @param closed CMS EnvelopedData to the ceremony's certificate
     */
    record Approval(String fingerprint, String keyId, byte[] closed) {}

    Terms terms();

    Change setting(Terms terms);

    /** Those who are given shares now, in the order in which they came. */
    List<AgentsLock.Agent> agents();

    Change adding(AgentsLock.Agent agent, Instant now);

    Change removing(String fingerprint);

    Change opening(Ceremony ceremony, PrivateKey key);

    /** The newest, newest first. */
    List<Ceremony> ceremonies(int limit);

    Optional<Ceremony> ceremony(String id);

    /** The private half of a ceremony's certificate as long as it is open. */
    Optional<PrivateKey> key(String id);

    Change approving(String id, List<Approval> approvals, Instant now);

    List<Approval> approvals(String id);

    /** Ends a ceremony; its key and all approvals are gone. */
    Change ending(String id, State state);
}
