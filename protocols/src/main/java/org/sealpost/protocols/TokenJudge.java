package org.sealpost.protocols;

import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Decision;
import org.sealpost.policy.LoginVerdict;

/** Judges tokens that are given instead of passwords. */
public interface TokenJudge {
    /**
     * Whom a token logs in.
     *
     * @param asked as whom the client wants to be logged in, or ""
     * @throws MailFailure if that cannot be said now
     */
    Decision<LoginVerdict> judge(String token, String asked);

    /** Where clients learn how to get a token, a URL. */
    String discovery();
}
