package org.sealpost.protocols.windows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.protocols.enroll.Applicants;
import org.sealpost.protocols.enroll.Applicants.Applicant;
import org.sealpost.protocols.enroll.Request;
import org.sealpost.protocols.windows.SoapFailure.Code;

/**
 * Finds out which user or machine of Windows calls: by a certificate in TLS or a signature in the message, by name and password,
 * or, for machines that have neither, by a one-use secret in place of them.
 */
final class Callers {
    private final Applicants applicants;
    private final OwnCertificates own;
    private final DeviceSecrets secrets;
    private final MessageSignature signature;

    Callers(Applicants applicants, OwnCertificates own, DeviceSecrets secrets, MessageSignature signature) {
        this.applicants = applicants;
        this.own = own;
        this.secrets = secrets;
        this.signature = signature;
    }

    /** {@code secret}: the one-use secret by which the caller proved itself; with it come owner and template. */
    record Caller(Applicant applicant, Optional<EnrollmentSecret> secret) {}

    /** Who calls, or a failure. */
    Caller of(Request request, SoapRequest soap) throws SoapFailure {
        var signer =
                signature.signer(soap, certificate -> own.signer(certificate).isPresent());
        if (signer.isPresent()) {
            return own.signer(signer.get())
                    .map(issued -> new Applicant(
                            issued.owner(),
                            Optional.of(issued),
                            own.agent(signer.get()).isPresent()))
                    .map(applicant -> new Caller(applicant, Optional.empty()))
                    .orElseThrow(Callers::unknown);
        }
        Optional<Applicant> known = applicants.of(request);
        return known.isPresent()
                ? new Caller(known.get(), Optional.empty())
                : byName(soap, request.client()).orElseThrow(Callers::unknown);
    }

    private static SoapFailure unknown() {
        return new SoapFailure(
                Code.NOT_AUTHENTICATED,
                "Log in with the address and password of an account, with a certificate of it, or with the reference and"
                        + " secret of: sealpost enroll secret.");
    }

    /** WS-Security UsernameToken profile; the password in the clear, since it travels inside TLS. */
    private Optional<Caller> byName(SoapRequest soap, String client) {
        return soap.header()
                .flatMap(header -> SoapRequest.child(header, Names.SECURITY, "Security"))
                .flatMap(security -> SoapRequest.child(security, Names.SECURITY, "UsernameToken"))
                .flatMap(token -> {
                    String name = part(token, "Username");
                    String password = part(token, "Password");
                    return name.contains("@")
                            ? applicants
                                    .login(name, password, client)
                                    .map(applicant -> new Caller(applicant, Optional.empty()))
                            : bySecret(name, password);
                });
    }

    private static String part(org.w3c.dom.Element token, String name) {
        return SoapRequest.child(token, Names.SECURITY, name)
                .map(SoapRequest::text)
                .orElse("");
    }

    private Optional<Caller> bySecret(String reference, String secret) {
        return secrets.find(reference)
                .filter(known -> MessageDigest.isEqual(
                        known.secret().getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8)))
                .map(known -> new Caller(new Applicant(known.owner(), Optional.empty(), false), Optional.of(known)));
    }
}
