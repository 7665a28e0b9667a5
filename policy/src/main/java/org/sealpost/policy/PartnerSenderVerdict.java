package org.sealpost.policy;

import org.sealpost.mail.PartnerProof;

/** What becomes of mail from a partner's domain. */
public sealed interface PartnerSenderVerdict {
    /** The session is the partner's. */
    record Proved(PartnerProof proof) implements PartnerSenderVerdict {}

    /** It is not, and nothing is demanded yet. */
    record Observed() implements PartnerSenderVerdict {}

    record Refused(AcceptanceVerdict.Refuse refusal) implements PartnerSenderVerdict {}
}
