package org.sealpost.protocols.windows;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.VisibleTemplate;
import org.sealpost.mail.Domain;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.protocols.enroll.Answer;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.enroll.Request;
import org.sealpost.protocols.windows.Callers.Caller;
import org.sealpost.protocols.windows.SoapFailure.Code;

/**
 * Tells Windows which certificates its user or machine may have, and where to ask for them (MS-XCEP). Experimental: built from
 * the specification, not yet seen by a Windows client.
 */
public final class PolicyService implements EnrollmentService {
    static final String PASSWORD_PATH = "/ADPolicyProvider_CEP_UsernamePassword";
    static final String CERTIFICATE_PATH = "/ADPolicyProvider_CEP_Certificate";

    private static final int UPDATE_HOURS = 8;

    private final EnrollmentDesk desk;
    private final Callers callers;
    private final CertificateAuthority authority;
    private final Domain domain;

    PolicyService(EnrollmentDesk desk, Callers callers, CertificateAuthority authority, Domain domain) {
        this.desk = desk;
        this.callers = callers;
        this.authority = authority;
        this.domain = domain;
    }

    @Override
    public Answer answer(Request request) {
        return Soap.answer(request, soap -> {
            if (!soap.action().equals(Names.GET_POLICIES)
                    || !SoapRequest.is(soap.payload(), Names.POLICY, "GetPolicies")) {
                throw new SoapFailure(Code.NOT_SPOKEN, "Expected GetPolicies of the enrolment policy protocol.");
            }
            Caller caller = callers.of(request, soap);
            Set<String> wanted = filter(soap);
            Map<String, byte[]> authorities = authorities();
            List<VisibleTemplate> templates = desk.visible(caller.applicant().owner()).stream()
                    .filter(one -> PoliciesAnswer.isWindowsKey(one.template())
                            && one.authorities().stream().anyMatch(authorities::containsKey))
                    .filter(one -> caller.secret().stream()
                            .allMatch(secret ->
                                    secret.template().equals(one.template().name())))
                    .filter(one -> wanted.isEmpty()
                            || wanted.contains(
                                    authority.templateIdentifier(one.template().name())))
                    .toList();
            PoliciesAnswer answer = new PoliciesAnswer(identity(request, authorities), authority::templateIdentifier);
            return SoapAnswer.of(
                    Names.GET_POLICIES + "Response", soap.messageId(), xml -> answer.write(xml, templates));
        });
    }

    private static Set<String> filter(SoapRequest soap) {
        return SoapRequest.child(soap.payload(), Names.POLICY, "requestFilter")
                .flatMap(filter -> SoapRequest.child(filter, Names.POLICY, "policyOIDs"))
                .map(identifiers -> SoapRequest.children(identifiers).stream()
                        .map(SoapRequest::text)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Certificates of those that issue now, DER, by the names that templates know them by. */
    private Map<String, byte[]> authorities() {
        Map<String, byte[]> authorities = new LinkedHashMap<>();
        for (AuthorityRecord one : authority.records()) {
            if (one.issues()) {
                one.certificate().ifPresent(certificate -> authorities.putIfAbsent(one.line(), certificate));
            }
        }
        return authorities;
    }

    private PoliciesAnswer.Identity identity(Request request, Map<String, byte[]> authorities) {
        String base = "https://" + request.host();
        UUID id = UUID.nameUUIDFromBytes(("enrolment policy of " + domain).getBytes(StandardCharsets.UTF_8));
        return new PoliciesAnswer.Identity(
                "{" + id.toString().toUpperCase(Locale.ROOT) + "}",
                "Sealpost, " + domain,
                UPDATE_HOURS,
                authorities,
                base + TokenService.PASSWORD_PATH + TokenService.END,
                base + TokenService.CERTIFICATE_PATH + TokenService.END);
    }
}
