package org.sealpost.protocols;

import org.sealpost.policy.Decision;
import org.sealpost.policy.LoginVerdict;

/** Judges certificates whose keys clients proved to hold in the TLS handshake. */
public interface CertificateJudge {
    /**
     * Whom a certificate logs in.
     *
     * @param shown the client's own certificate, DER
     * @param asked as whom the client wants to be logged in, or ""
     */
    Decision<LoginVerdict> judge(byte[] shown, String asked);
}
