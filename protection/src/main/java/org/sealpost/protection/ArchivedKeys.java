package org.sealpost.protection;

import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.Change;

/**
 * The private keys of people, each closed under a data key of its own, and the lids under which that data key lies: the service's
 * own, one of the person's passphrase, one of the recovery agents. Without any lid of the service the server cannot open it.
 */
public interface ArchivedKeys {
    /**
     * How one key is closed.
     *
     * @param keyId SHA-256 of the public key, lower-case hex
     * @param owner the account's address
     * @param service whether the server opens it by itself
     * @param user whether a passphrase of the person opens it
     * @param agents the recovery agents who open it together
     */
    record ArchivedKey(String keyId, String owner, boolean service, boolean user, Optional<AgentsLock> agents) {}

    /** All keys that an owner ever had, oldest first. */
    List<ArchivedKey> of(String owner);

    /**
     * A page of the keys for encryption, those behind this one in the order of their names.
     *
     * @param templates only keys that a certificate of one of these has
     */
    List<ArchivedKey> after(String keyId, int limit, Set<String> templates);

    /** The data key by the service's own lid; 32 bytes, which the caller wipes. Empty if there is no such lid. */
    Optional<byte[]> dataKey(String keyId);

    /**
     * The data key by the person's passphrase.
     *
     * @throws VaultFailure if it is another one, or there is no such lid
     */
    byte[] dataKey(String keyId, char[] passphrase);

    /** The key itself. */
    PrivateKey open(String keyId, byte[] dataKey);

    /** Puts these agents in the place of those before. */
    Change sharing(String keyId, AgentsLock agents);

    /** Adds, or replaces, the lid of the person's passphrase. The data key is used at once. */
    Change closingForUser(String keyId, byte[] dataKey, char[] passphrase);

    /** Adds the service's own lid, or leaves the one that is there. The data key is used at once. */
    Change closingForService(String keyId, byte[] dataKey);

    /** Takes the service's own lid away: from then on the server cannot open the key. */
    Change releasing(String keyId);
}
