package org.sealpost.app;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sealpost.mail.Domain;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.protocols.acme.AcmeChallenges;
import org.sealpost.protocols.enroll.Applicants;
import org.sealpost.protocols.enroll.CmpService;
import org.sealpost.protocols.enroll.Crls;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.enroll.EstService;
import org.sealpost.protocols.enroll.ScepService;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.protocols.windows.WindowsEnrollment;

/** The enrolment protocols of a house, by the paths at which they answer. */
final class EnrollmentServices {
    private static final int POLL_SECONDS = 60;

    private final EstService est;
    private final CmpService cmp;
    private final ScepService scep;
    private final WindowsEnrollment windows;
    private final AcmeChallenges challenges;

    EnrollmentServices(
            Certification certification, IssuedCertificates book, PasswordLogin login, Domain domain, Clock clock) {
        this.challenges = certification.publicTls().challenges();
        Applicants applicants = new Applicants(login, certification.own());
        this.est = new EstService(
                certification.desk(),
                applicants,
                certification.own(),
                certification.authority(),
                certification.registration());
        this.windows = new WindowsEnrollment(
                certification.desk(),
                certification.secrets(),
                applicants,
                new WindowsEnrollment.House(
                        domain, certification.authority(), certification.registration(), certification.own()),
                clock);
        Crls crls = (issuer, serial) ->
                certification.crls().of(issuer, serial, clock.instant()).map(IssuedCertificates.Crl::der);
        this.cmp = new CmpService(
                certification.desk(),
                certification.secrets(),
                certification.own(),
                book,
                new CmpService.Authority(
                        certification.registration(),
                        certification.revocation(),
                        certification::crl,
                        crls,
                        POLL_SECONDS));
        this.scep = new ScepService(
                certification.desk(), certification.secrets(), certification.own(), certification.registration(), crls);
    }

    /** Those over HTTPS. */
    Map<String, EnrollmentService> secure() {
        Map<String, EnrollmentService> services = new LinkedHashMap<>();
        services.put(CmpService.PATH, cmp);
        services.put(ScepService.PATH, scep);
        services.put(EstService.PATH, est);
        services.putAll(windows.services());
        return services;
    }

    /** Those that protect their messages themselves and need no TLS. */
    Map<String, EnrollmentService> plain() {
        return Map.of(CmpService.PATH, cmp, ScepService.PATH, scep, AcmeChallenges.PATH, challenges);
    }
}
