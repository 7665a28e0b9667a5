package org.sealpost.transport;

import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerWay;
import org.sealpost.policy.Decision;
import org.sealpost.policy.PartnerVerdict;

/** Is told what came of each session with a partner. */
@FunctionalInterface
public interface PartnerWatch {
    /** Nobody looks. */
    PartnerWatch NONE = (partner, way, proof) -> {};

    /** A session with a partner, or with somebody who says so. */
    void met(Partner partner, PartnerWay way, Decision<PartnerVerdict> proof);
}
