package org.sealpost.transport;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.InspectionVerdict;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.policy.RuleTls;
import org.sealpost.transport.Preview.Plan;

/**
 * What recipients share who are served by one delivery.
 *
 * @param route empty if nobody gets the message
 * @param tls what a rule demands of the connection
 * @param alone of an encrypted message each recipient gets a copy on its own way, also if several share a certificate
 */
record Way(
        ProtectionVerdict protection,
        Optional<RoutingVerdict> route,
        String refusal,
        List<String> subjectTags,
        Optional<MailAddress> alone,
        InspectionVerdict inspection,
        Optional<RuleTls> tls) {
    /** Whoever does not get the message shares one way, whatever would have been done for them. */
    static Way of(Plan plan) {
        if (!plan.goesOn()) {
            return new Way(
                    new ProtectionVerdict.PassThrough(),
                    Optional.empty(),
                    refusal(plan),
                    List.of(),
                    Optional.empty(),
                    plan.inspection().verdict(),
                    Optional.empty());
        }
        boolean encrypted = plan.protection().verdict() instanceof ProtectionVerdict.Seal seal
                && seal.encryption().isPresent();
        return new Way(
                plan.protection().verdict(),
                Optional.of(plan.routing().verdict()),
                plan.isRefused() || plan.isHeld() ? refusal(plan) : "",
                plan.subjectTags(),
                encrypted ? Optional.of(plan.recipient()) : Optional.empty(),
                plan.inspection().verdict(),
                plan.tls());
    }

    private static String refusal(Plan plan) {
        return switch (plan.inspection().verdict()) {
            case InspectionVerdict.Refuse(String words) -> words;
            case InspectionVerdict.Quarantine(String words) -> words;
            case InspectionVerdict.Defer() -> Explanation.sentences(plan.because(), Locale.ENGLISH);
            case InspectionVerdict.Deliver deliver ->
                Explanation.sentences(plan.protection().because(), Locale.ENGLISH);
        };
    }

    /** The way out of the house; empty if it ends in a mailbox, or nowhere. */
    Optional<Courier.Route> outside() {
        return route.flatMap(one -> switch (one) {
            case RoutingVerdict.Mailbox mailbox -> Optional.empty();
            case RoutingVerdict.OpportunisticTls(var domain) -> Optional.of(new Courier.Route.Exchangers(domain));
            case RoutingVerdict.Redirected(var domain, String host, int port) ->
                Optional.of(new Courier.Route.Redirected(domain, host, port));
            case RoutingVerdict.Behind(var domain, var hosts) -> Optional.of(new Courier.Route.Behind(domain, hosts));
            case RoutingVerdict.SmartHost(String hostAndPort) -> Optional.of(smartHost(hostAndPort));
        });
    }

    private static Courier.Route smartHost(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new Courier.Route.SmartHost(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    List<String> marks() {
        return inspection instanceof InspectionVerdict.Deliver(List<String> marks) ? marks : List.of();
    }
}
