package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.InspectionVerdict;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.transport.Preview.Plan;

/** The recipients who share a way, and what goes into the audit log about the decisions on them. */
record Leg(Way way, List<Plan> plans, List<AuditEvent> decided) {
    Leg {
        plans = List.copyOf(plans);
        decided = List.copyOf(decided);
    }

    List<MailAddress> recipients() {
        return plans.stream().map(Plan::recipient).toList();
    }

    /** Whether it ends in a mailbox of ours or in quarantine: then all is written down in the step that puts it there. */
    boolean isWrittenWithItsEnd() {
        return way.inspection() instanceof InspectionVerdict.Quarantine
                || way.inspection() instanceof InspectionVerdict.Deliver && isInside();
    }

    private boolean isInside() {
        return goesOn()
                && way.route().filter(RoutingVerdict.Mailbox.class::isInstance).isPresent();
    }

    /** The way out of the house, if the message takes one now. */
    Optional<Courier.Route> outside() {
        return way.inspection() instanceof InspectionVerdict.Deliver && goesOn() ? way.outside() : Optional.empty();
    }

    private boolean goesOn() {
        return !(way.protection() instanceof ProtectionVerdict.Refuse)
                && !(way.protection() instanceof ProtectionVerdict.Hold);
    }
}
