package org.sealpost.identity;

import org.sealpost.mail.Change;

/** Changes of who is a partner. */
public interface PartnerChanges {
    /** A new partner. A name or a domain that is taken is refused by the database. */
    Change adding(Partner partner);

    /** The partner of that name as it is from now on. What was met before counts no more if its proofs changed. */
    Change changing(Partner partner);

    Change removing(String name);
}
