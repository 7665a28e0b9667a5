package org.sealpost.policy;

import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;

/** Decides whether the files in a winmail.dat are put where every mail program shows them. */
public final class TnefPolicy {
    private TnefPolicy() {}

    /** Whether it may be unpacked. */
    public static Decision<Boolean> decide(MessageSecurity security) {
        if (security.secrecy() == Secrecy.ENCRYPTED_UNOPENED) {
            return Decision.of(false, TnefRule.TNEF_OF_CLOSED_MAIL_STAYS);
        }
        return security.authorship() instanceof Authorship.Unsigned
                ? Decision.of(true, TnefRule.TNEF_IS_UNPACKED)
                : Decision.of(false, TnefRule.TNEF_OF_SIGNED_MAIL_STAYS);
    }
}
