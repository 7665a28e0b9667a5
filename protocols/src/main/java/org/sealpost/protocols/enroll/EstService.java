package org.sealpost.protocols.enroll;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.MadeKey;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.pki.door.CertsOnly;
import org.sealpost.pki.door.CmcAnswer;
import org.sealpost.pki.door.EnrollmentMessage;
import org.sealpost.pki.door.RequestAttributes;
import org.sealpost.pki.door.SigningRequest;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.enroll.Applicants.Applicant;
import org.sealpost.protocols.enroll.Applications.Signed;

/**
 * Enrolment over Secure Transport (RFC 7030, with RFC 8951), under {@code /.well-known/est}. The label in the path names the
 * template: {@code /.well-known/est/MailSign/simpleenroll}. Without one the applicant gets the only template that is open to
 * them, and a renewal the template of the old certificate.
 */
public final class EstService implements EnrollmentService {
    public static final String PATH = "/.well-known/est";

    private static final String DOOR = "est";
    private static final String PKCS7 = "application/pkcs7-mime";
    private static final String RETRY_SECONDS = "300";
    private static final String BOUNDARY = "sealpost-est-boundary";

    private final EnrollmentDesk desk;
    private final Applicants applicants;
    private final CertificateAuthority authority;
    private final RegistrationAuthority registration;
    private final Applications applications;

    public EstService(
            EnrollmentDesk desk,
            Applicants applicants,
            OwnCertificates own,
            CertificateAuthority authority,
            RegistrationAuthority registration) {
        this.desk = desk;
        this.applicants = applicants;
        this.authority = authority;
        this.registration = registration;
        this.applications = new Applications(desk, own, DOOR);
    }

    @Override
    public Answer answer(Request request) {
        String[] parts = request.path()
                .substring(Math.min(request.path().length(), PATH.length()))
                .replaceFirst("^/", "")
                .split("/", -1);
        Optional<String> label = parts.length == 2 ? Optional.of(parts[0]) : Optional.empty();
        String operation = parts.length > 2 ? "" : parts[parts.length - 1];
        return switch (request.method() + " " + operation) {
            case "GET cacerts" -> certificates(authority.certificates());
            case "GET csrattrs" -> attributes(label);
            case "POST simpleenroll" -> with(request, label, this::enroll);
            case "POST simplereenroll" -> with(request, label, this::renew);
            case "POST serverkeygen" -> with(request, label, this::makeKey);
            case "POST fullcmc" -> with(request, label, this::full);
            default ->
                Answer.text(
                        404,
                        "Expected GET cacerts or csrattrs, POST simpleenroll, simplereenroll, serverkeygen or fullcmc, below "
                                + PATH + " or " + PATH + "/TEMPLATE.");
        };
    }

    private Answer attributes(Optional<String> label) {
        // RFC 7030 section 4.5.2: nothing is asked of a client whose template is not known yet.
        return label.flatMap(desk::template)
                .map(template -> encoded(200, "application/csrattrs", RequestAttributes.of(template.keyAlgorithm())))
                .orElseGet(() -> label.isPresent()
                        ? Answer.text(404, "There is no template " + label.get() + ".")
                        : Answer.of(204, "text/plain", new byte[0]));
    }

    /** A request with its proof, from somebody who is known, for a template that is named. */
    private record Wish(Applicant applicant, EnrollmentMessage message, String template) {
        SigningRequest request() {
            return message.request();
        }
    }

    private Answer with(Request request, Optional<String> label, Function<Wish, Answer> act) {
        Optional<Applicant> applicant = applicants.of(request);
        if (applicant.isEmpty()) {
            return Answer.login();
        }
        EnrollmentMessage message;
        try {
            message = EnrollmentMessage.read(der(request.body()));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "Expected a PKCS #10 request in base64: " + e.getMessage() + ".");
        }
        if (!message.signatures().isEmpty() && !request.path().endsWith("/fullcmc")) {
            return Answer.text(400, "Signed requests go to fullcmc.");
        }
        boolean renewal = request.path().endsWith("/simplereenroll");
        Optional<String> named =
                label.or(() -> message.template().flatMap(desk::template).map(CertificateTemplate::name));
        return applications
                .template(applicant.get(), named, renewal)
                .map(template -> act.apply(new Wish(applicant.get(), message, template)))
                .orElseGet(() -> nameOne(applicant.get()));
    }

    private Answer nameOne(Applicant applicant) {
        String open = desk.open(applicant.owner()).stream()
                .map(CertificateTemplate::name)
                .collect(Collectors.joining(", "));
        return Answer.text(
                400,
                "Name the template in the path, " + PATH + "/TEMPLATE/simpleenroll; open to you: "
                        + (open.isEmpty() ? "none" : open) + ".");
    }

    private Answer enroll(Wish wish) {
        return answer(desk.apply(applications.first(
                wish.applicant(),
                wish.template(),
                wish.request().key(),
                wish.request().names())));
    }

    /** RFC 7030 section 4.3: a CMC request, or PKCS #10 in CMS, signed by the old certificate or by enrolment agents. */
    private Answer full(Wish wish) {
        return switch (applications.signed(wish.applicant(), wish.message(), wish.template())) {
            case Signed.Refused refused -> refused(refused.because());
            case Signed.Good good ->
                switch (desk.apply(good.application())) {
                    case Outcome.Granted granted ->
                        encoded(
                                200,
                                PKCS7 + "; smime-type=CMC-response",
                                CmcAnswer.granted(
                                        granted.issued().certificate().der(),
                                        authority.helpers(granted.issued().issuer()),
                                        wish.message().bodyPart(),
                                        registration.identity()));
                    case Outcome.Pending pending -> answer(pending);
                    case Outcome.Refused refused -> answer(refused);
                };
        };
    }

    private Answer renew(Wish wish) {
        Optional<Issued> old = wish.applicant().certificate();
        return old.isEmpty()
                ? Answer.text(403, "Only who shows the old certificate in TLS can renew it; else ask by simpleenroll.")
                : answer(desk.apply(applications.renewal(
                        wish.applicant(),
                        old.get(),
                        wish.template(),
                        wish.request().key())));
    }

    private Answer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Granted granted ->
                certificates(List.of(granted.issued().certificate().der()));
            case Outcome.Pending pending ->
                Answer.text(202, "The request " + pending.request() + " waits for consent. Send it again later.")
                        .with("Retry-After", RETRY_SECONDS);
            case Outcome.Refused refused -> refused(refused.because());
        };
    }

    private static Answer refused(Finding because) {
        return Answer.text(403, Explanation.sentence(because, Locale.ENGLISH));
    }

    /** RFC 7030 section 4.4.2: the key, then the certificate. */
    private Answer makeKey(Wish wish) {
        MadeKey made = desk.applyForKey(wish.applicant().owner(), wish.template(), DOOR);
        if (made.key().isEmpty() || !(made.outcome() instanceof Outcome.Granted granted)) {
            return answer(made.outcome());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "application/pkcs8", made.key().get().getEncoded());
        part(
                body,
                PKCS7 + "; smime-type=certs-only",
                CertsOnly.of(List.of(granted.issued().certificate().der())));
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return Answer.of(200, "multipart/mixed; boundary=" + BOUNDARY, body.toByteArray());
    }

    private static void part(ByteArrayOutputStream body, String type, byte[] content) {
        body.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(Base64.getMimeEncoder().encode(content));
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static Answer certificates(List<byte[]> certificates) {
        return encoded(200, PKCS7 + "; smime-type=certs-only", CertsOnly.of(certificates));
    }

    private static Answer encoded(int status, String type, byte[] content) {
        return Answer.of(status, type, Base64.getMimeEncoder().encode(content))
                .with("Content-Transfer-Encoding", "base64");
    }

    /** Base64 with or without lines and with or without the lines around it that PEM has, or DER as it is. */
    private static byte[] der(byte[] body) {
        if (body.length > 1 && body[0] == 0x30 && body[1] < 0) {
            return body;
        }
        String text = new String(body, StandardCharsets.ISO_8859_1).replaceAll("-----[^-]*-----", "");
        return Base64.getMimeDecoder().decode(text);
    }
}
