package org.sealpost.protocols.windows;

import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.Application;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.pki.door.CmcAnswer;
import org.sealpost.pki.door.EnrollmentMessage;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.enroll.Answer;
import org.sealpost.protocols.enroll.Applications;
import org.sealpost.protocols.enroll.Applications.Signed;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.enroll.Request;
import org.sealpost.protocols.windows.Callers.Caller;
import org.sealpost.protocols.windows.SoapFailure.Code;
import org.w3c.dom.Element;

/**
 * Gives Windows certificates: first ones, renewals signed by the old certificate, requests signed by enrolment agents, and news
 * of those that wait (MS-WSTEP). Experimental: built from the specification, not yet seen by a Windows client.
 */
public final class TokenService implements EnrollmentService {
    static final String PASSWORD_PATH = "/Sealpost_CES_UsernamePassword";
    static final String CERTIFICATE_PATH = "/Sealpost_CES_Certificate";
    static final String END = "/service.svc/CES";

    private static final String DOOR = "windows";

    private final EnrollmentDesk desk;
    private final Callers callers;
    private final DeviceSecrets secrets;
    private final WindowsEnrollment.House house;
    private final RegistrationAuthority registration;
    private final Applications applications;

    TokenService(EnrollmentDesk desk, Callers callers, DeviceSecrets secrets, WindowsEnrollment.House house) {
        this.desk = desk;
        this.callers = callers;
        this.secrets = secrets;
        this.house = house;
        this.registration = house.registration();
        this.applications = new Applications(desk, house.own(), DOOR);
    }

    @Override
    public Answer answer(Request request) {
        return Soap.answer(request, soap -> {
            if (!soap.action().equals(Names.REQUEST)
                    || !SoapRequest.is(soap.payload(), Names.TRUST, "RequestSecurityToken")) {
                throw new SoapFailure(
                        Code.NOT_SPOKEN,
                        "Expected RequestSecurityToken; keys are not archived from here, so that there is no key"
                                + " exchange token.");
            }
            Caller caller = callers.of(request, soap);
            String kind = part(soap.payload(), Names.TRUST, "RequestType");
            return switch (kind) {
                case Names.ISSUE -> issue(request, soap, caller, false);
                case Names.RENEW -> issue(request, soap, caller, true);
                case Names.QUERY -> query(request, soap, caller);
                default -> throw new SoapFailure(Code.NOT_SPOKEN, "Requests of the type " + kind + " are not spoken.");
            };
        });
    }

    private static String part(Element parent, String namespace, String name) {
        return SoapRequest.child(parent, namespace, name).map(SoapRequest::text).orElse("");
    }

    private Answer issue(Request request, SoapRequest soap, Caller caller, boolean renewal) throws SoapFailure {
        EnrollmentMessage message = message(soap.payload());
        String template = template(soap.payload(), caller, message);
        Optional<Finding> against = caller.secret()
                .flatMap(secret ->
                        secrets.use(secret, KeyPairs.id(message.request().key())));
        if (against.isPresent()) {
            throw refused(against.get());
        }
        Signed signed = applications.signed(caller.applicant(), message, template);
        return switch (signed) {
            case Signed.Refused refused -> throw refused(refused.because());
            case Signed.Good good -> {
                if (renewal && good.application().renews().isEmpty()) {
                    throw new SoapFailure(Code.RENEWAL_WRONG, "A renewal is signed by the certificate that it renews.");
                }
                yield answer(request, soap, good.application(), message.bodyPart());
            }
        };
    }

    private static EnrollmentMessage message(Element payload) throws SoapFailure {
        Element token = SoapRequest.child(payload, Names.SECURITY, "BinarySecurityToken")
                .orElseThrow(() -> new SoapFailure(Code.NOT_UNDERSTOOD, "The request has no BinarySecurityToken."));
        try {
            return EnrollmentMessage.read(Base64.getMimeDecoder().decode(String.valueOf(token.getTextContent())));
        } catch (IllegalArgumentException e) {
            throw new SoapFailure(Code.NOT_UNDERSTOOD, "The token is not a request of PKCS #10, PKCS #7 or CMC.");
        }
    }

    /** What the request names; else what is said beside it; else what the applicant has or may have. */
    private String template(Element payload, Caller caller, EnrollmentMessage message) throws SoapFailure {
        Optional<String> named = message.template().or(() -> context(payload));
        Optional<String> known = named.flatMap(desk::template).map(CertificateTemplate::name);
        if (named.isPresent() && known.isEmpty()) {
            throw new SoapFailure(
                    Code.TEMPLATE_UNKNOWN,
                    Explanation.sentence(Finding.of(EnrollmentRule.TEMPLATE_UNKNOWN, named.get()), Locale.ENGLISH));
        }
        if (caller.secret().isPresent()) {
            String only = caller.secret().get().template();
            if (known.isPresent() && !known.get().equals(only)) {
                throw refused(Finding.of(
                        EnrollmentRule.SECRET_IS_NOT_GOOD, caller.secret().get().reference()));
            }
            return only;
        }
        return applications
                .template(caller.applicant(), known, !message.signatures().isEmpty())
                .orElseThrow(() -> new SoapFailure(Code.TEMPLATE_UNKNOWN, "The request names no template."));
    }

    /** The template in the context beside the request, where certreq puts its attributes (MS-WSTEP 3.1.4.1.3.3). */
    private static Optional<String> context(Element payload) {
        return SoapRequest.child(payload, Names.AUTHORIZATION, "AdditionalContext").stream()
                .flatMap(context -> SoapRequest.children(context).stream())
                .filter(item ->
                        item.getAttribute("Name").toLowerCase(Locale.ROOT).endsWith("certificatetemplate"))
                .map(item -> part(item, Names.AUTHORIZATION, "Value"))
                .findFirst();
    }

    private Answer query(Request request, SoapRequest soap, Caller caller) throws SoapFailure {
        String id = part(soap.payload(), Names.ENROLLMENT, "RequestID");
        String asker = caller.applicant().owner();
        EnrollmentRequest known = desk.request(id)
                .filter(one -> one.owner().equals(asker) || one.agents().contains(asker))
                .filter(one -> one.subjectPublicKeyInfo().isPresent())
                .orElseThrow(
                        () -> new SoapFailure(Code.NOT_UNDERSTOOD, "There is no request of yours with this number."));
        PublicKey key = KeyPairs.publicKey(known.subjectPublicKeyInfo().orElseThrow());
        Application application =
                new Application(known.owner(), known.template(), key, known.replaces(), known.agents(), DOOR);
        return answer(request, soap, application, 1);
    }

    private Answer answer(Request request, SoapRequest soap, Application application, long bodyPart)
            throws SoapFailure {
        return switch (desk.apply(application)) {
            case Outcome.Granted granted -> {
                byte[] der = granted.issued().certificate().der();
                List<byte[]> above = house.authority().helpers(granted.issued().issuer());
                yield SoapAnswer.of(
                        Names.RESPONSE,
                        soap.messageId(),
                        xml -> new TokenAnswer(
                                        "Issued", granted.issued().serial().toString(16))
                                .granted(xml, der, CmcAnswer.granted(der, above, bodyPart, registration.identity())));
            }
            case Outcome.Pending pending -> {
                String sentence = "The request " + pending.request() + " waits for consent.";
                yield SoapAnswer.of(
                        Names.RESPONSE,
                        soap.messageId(),
                        xml -> new TokenAnswer(sentence, pending.request())
                                .pending(
                                        xml,
                                        "https://" + request.host() + request.path(),
                                        CmcAnswer.pending(sentence, bodyPart, registration.identity())));
            }
            case Outcome.Refused refused -> throw refused(refused.because());
        };
    }

    private static SoapFailure refused(Finding because) {
        return new SoapFailure(code(because), Explanation.sentence(because, Locale.ENGLISH));
    }

    private static final List<EnrollmentRule> RENEWAL =
            List.of(EnrollmentRule.CERTIFICATE_EXPIRED, EnrollmentRule.CERTIFICATE_WAS_REVOKED);

    private static Code code(Finding because) {
        if (!(because.rule() instanceof EnrollmentRule rule)) {
            return Code.REFUSED;
        }
        if (RENEWAL.contains(rule)) {
            return Code.RENEWAL_WRONG;
        }
        return switch (rule) {
            case TEMPLATE_UNKNOWN, TEMPLATE_NOT_OFFERED, TEMPLATE_IS_RETIRED -> Code.TEMPLATE_UNKNOWN;
            case TEMPLATE_RIGHT_MISSING, TEMPLATE_FOR_OTHERS -> Code.TEMPLATE_DENIED;
            case REQUEST_WAS_DENIED -> Code.DENIED_BY_ADMINISTRATOR;
            case AGENT_NOT_WANTED, AGENT_SPEAKS_OF_ANOTHER, SIGNATURE_DOES_NOT_COUNT -> Code.SIGNATURES_MISSING;
            case DIRECTORY_VALUE_MISSING -> Code.EMAIL_MISSING;
            case KEY_NO_LONGER_FITS -> Code.KEY_TOO_SHORT;
            default -> Code.REFUSED;
        };
    }
}
