package org.sealpost.protection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/**
 * The lids of members: the data key of each key of a shared mailbox, closed to each member's certificate (CMS EnvelopedData,
 * DER), so that a member's own key opens it.
 */
public interface MemberKeys {
    /**
     * One lid.
     *
     * @param member the address, in lower case
     * @param fingerprint of the certificate to which it is closed
     * @param takenAt when the member was given the key to take along
     */
    record MemberLid(String keyId, String member, String fingerprint, Optional<Instant> takenAt) {}

    /** Of all keys of a mailbox, oldest key first. */
    List<MemberLid> lids(MailAddress mailbox);

    /** The closed data key. */
    Optional<byte[]> closed(String keyId, String member);

    /** Puts a lid on, in the place of the member's one before; that the key was taken along stays known. */
    Change closing(String keyId, MailAddress member, String fingerprint, byte[] closed);

    Change removing(String keyId, String member);

    /** Notes that a member was given all keys of a mailbox that are closed to them. */
    Change taking(MailAddress mailbox, MailAddress member, Instant now);
}
