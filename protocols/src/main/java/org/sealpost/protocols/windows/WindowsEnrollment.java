package org.sealpost.protocols.windows;

import java.time.Clock;
import java.util.Map;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.mail.Domain;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.protocols.enroll.Applicants;
import org.sealpost.protocols.enroll.EnrollmentService;

/** Windows' own enrolment, policies and certificates, at the addresses that AD CS gives them. Experimental. */
public final class WindowsEnrollment {
    private final PolicyService policies;
    private final TokenService tokens;

    /**
     * What the authority gives to it.
     *
     * @param domain of the house; the policy is named after it
     */
    public record House(
            Domain domain, CertificateAuthority authority, RegistrationAuthority registration, OwnCertificates own) {}

    public WindowsEnrollment(
            EnrollmentDesk desk, DeviceSecrets secrets, Applicants applicants, House house, Clock clock) {
        Callers callers = new Callers(applicants, house.own(), secrets, new MessageSignature(clock));
        this.policies = new PolicyService(desk, callers, house.authority(), house.domain());
        this.tokens = new TokenService(desk, callers, secrets, house);
    }

    /** By the path below which each answers; TLS only, since passwords travel in the clear inside. */
    public Map<String, EnrollmentService> services() {
        return Map.of(
                PolicyService.PASSWORD_PATH, policies,
                PolicyService.CERTIFICATE_PATH, policies,
                TokenService.PASSWORD_PATH, tokens,
                TokenService.CERTIFICATE_PATH, tokens);
    }
}
