package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;

/** Decides whether a client's certificate logs its owner in without a password (SASL EXTERNAL, RFC 4422 appendix A). */
public final class CertificateLoginPolicy {
    private CertificateLoginPolicy() {}

    public static Decision<LoginVerdict> decide(CertificateLoginFacts facts) {
        if (facts.issued().isEmpty()) {
            return refuse(LoginRule.LOGIN_CERTIFICATE_NOT_OURS, facts.fingerprint());
        }
        return judge(facts.issued().get(), facts)
                .orElseGet(() -> judgeAccount(facts.issued().get(), facts));
    }

    private static Optional<Decision<LoginVerdict>> judge(CertificateFacts certificate, CertificateLoginFacts facts) {
        // One that has a successor stays its owner's until it ends; a client takes up the new one in its own time.
        if (certificate.status() != CertificateStatus.ACTIVE && certificate.status() != CertificateStatus.SUPERSEDED) {
            return Optional.of(
                    refuse(LoginRule.LOGIN_CERTIFICATE_NOT_ACTIVE, facts.fingerprint(), certificate.status()));
        }
        if (!certificate.isValidAt(facts.now())) {
            return Optional.of(refuse(
                    LoginRule.LOGIN_CERTIFICATE_OUTSIDE_DATES,
                    facts.fingerprint(),
                    certificate.notBefore(),
                    certificate.notAfter()));
        }
        return certificate.uses().contains(CertificateUse.TLS_CLIENT)
                ? Optional.empty()
                : Optional.of(refuse(
                        LoginRule.LOGIN_CERTIFICATE_NOT_FOR_CLIENTS, facts.fingerprint(), certificate.template()));
    }

    private static Decision<LoginVerdict> judgeAccount(CertificateFacts certificate, CertificateLoginFacts facts) {
        Optional<Account> account = facts.account()
                .filter(Account::enabled)
                .filter(known -> known.address().key().equals(facts.owner()))
                .filter(known -> certificate.addresses().stream().anyMatch(known::owns));
        if (account.isEmpty()) {
            return refuse(LoginRule.LOGIN_CERTIFICATE_NAMES_NO_ACCOUNT, facts.fingerprint(), facts.owner());
        }
        if (!isSelf(facts.asked(), account.get())) {
            return refuse(LoginRule.LOGIN_NAMES_SOMEBODY_ELSE, facts.asked(), facts.owner());
        }
        return Decision.of(
                new LoginVerdict.LogIn(account.get()),
                LoginRule.LOGIN_CERTIFICATE_GOOD,
                facts.fingerprint(),
                facts.owner());
    }

    /** Nobody may act as somebody else, whatever was shown. */
    static boolean isSelf(String asked, Account account) {
        try {
            return asked.isEmpty() || account.owns(MailAddress.parse(asked));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Decision<LoginVerdict> refuse(LoginRule rule, Object... facts) {
        return Decision.of(new LoginVerdict.Refuse(), rule, facts);
    }
}
