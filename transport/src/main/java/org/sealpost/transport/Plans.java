package org.sealpost.transport;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.InspectionVerdict;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.transport.Preview.Plan;

/** Plans and outcomes in few words, for the audit log and for people. */
public final class Plans {
    private Plans() {}

    /** Such as {@code signed and encrypted to bob@partner.example, sent by MX}. */
    public static String outcome(Plan plan) {
        return what(plan) + " " + plan.recipient()
                + (plan.isRefused() || plan.isHeld() || !plan.goesOn() ? "" : ", " + route(plan));
    }

    private static String what(Plan plan) {
        return switch (plan.inspection().verdict()) {
            case InspectionVerdict.Deliver deliver ->
                protection(plan.protection().verdict());
            case InspectionVerdict.Quarantine quarantine -> "put into quarantine for";
            case InspectionVerdict.Refuse refuse -> "refused for";
            case InspectionVerdict.Defer() -> "waits for a scanner, for";
        };
    }

    /** Such as {@code signed and encrypted to}. */
    static String protection(ProtectionVerdict verdict) {
        return switch (verdict) {
            case ProtectionVerdict.Refuse() -> "refused for";
            case ProtectionVerdict.Hold hold -> "will wait for a certificate of";
            case ProtectionVerdict.PassThrough() -> "passed on as it is to";
            case ProtectionVerdict.Seal(var signer, var encryption)
            when signer.isPresent() && encryption.isPresent() -> "signed and encrypted to";
            case ProtectionVerdict.Seal(var signer, var encryption) ->
                encryption.isPresent() ? "encrypted to" : "signed only to";
            case ProtectionVerdict.SealOpenPgp seal -> openPgp(seal) + " with OpenPGP to";
        };
    }

    private static String openPgp(ProtectionVerdict.SealOpenPgp seal) {
        if (seal.recipient().isEmpty()) {
            return "signed only";
        }
        return seal.signer().isPresent() || seal.certificate().isPresent() ? "signed and encrypted" : "encrypted";
    }

    private static String route(Plan plan) {
        return switch (plan.routing().verdict()) {
            case RoutingVerdict.Mailbox(var account) -> "into the mailbox of " + account;
            case RoutingVerdict.OpportunisticTls(var domain) -> "to the mail exchangers of " + domain;
            case RoutingVerdict.Redirected redirected -> "to " + redirected.host() + " by an administrator's wish";
            case RoutingVerdict.Behind(var domain, var hosts) -> "to the server behind for " + domain;
            case RoutingVerdict.SmartHost(var host) -> "through " + host;
        };
    }

    static String over(Outcome.Delivered delivered) {
        Optional<DeliveryReport> report = delivered.report();
        return report.map(one -> " by " + one.host() + " [" + one.address() + "] over "
                        + switch (one.security()) {
                            case org.sealpost.mail.SessionSecurity.Plain() -> "a clear line";
                            case org.sealpost.mail.SessionSecurity.Tls(var version, var cipher) ->
                                version + " " + cipher;
                            case org.sealpost.mail.SessionSecurity.MutualTls(var version, var cipher, var peer) ->
                                version + " " + cipher + ", proved by the partner " + peer.partner();
                        })
                .orElse("");
    }

    /** What the audit log tells of the decision about one recipient. */
    static AuditEvent decision(MailObject mail, Plan plan, Instant now) {
        String actor = mail.envelope().reversePath().map(MailAddress::toString).orElse("<>");
        return new AuditEvent(now, action(plan), actor, mail.queueId(), outcome(plan), plan.because());
    }

    private static AuditAction action(Plan plan) {
        return switch (plan.inspection().verdict()) {
            case InspectionVerdict.Deliver deliver -> protection(plan);
            case InspectionVerdict.Quarantine quarantine -> AuditAction.QUARANTINE;
            case InspectionVerdict.Refuse refuse -> AuditAction.REFUSE;
            case InspectionVerdict.Defer() -> AuditAction.DEFER;
        };
    }

    private static AuditAction protection(Plan plan) {
        return switch (plan.protection().verdict()) {
            case ProtectionVerdict.Refuse() -> AuditAction.REFUSE;
            case ProtectionVerdict.Hold hold -> AuditAction.DEFER;
            case ProtectionVerdict.PassThrough() -> AuditAction.DECIDE;
            case ProtectionVerdict.Seal seal -> seal.encryption().isPresent() ? AuditAction.ENCRYPT : AuditAction.SIGN;
            case ProtectionVerdict.SealOpenPgp seal ->
                seal.recipient().isPresent() ? AuditAction.ENCRYPT : AuditAction.SIGN;
        };
    }
}
