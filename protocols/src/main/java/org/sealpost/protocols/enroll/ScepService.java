package org.sealpost.protocols.enroll;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.Application;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.pki.RegistrationAuthority.Identity;
import org.sealpost.pki.door.ScepAnswers;
import org.sealpost.pki.door.ScepAnswers.Failure;
import org.sealpost.pki.door.ScepMessage;
import org.sealpost.pki.door.SigningRequest;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.enroll.Applicants.Applicant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Simple Certificate Enrolment Protocol over plain HTTP (RFC 8894), at {@code /scep}. The challenge password is a one-use
 * secret, {@code REFERENCE.SECRET}; it names owner and template. A message signed by an old certificate of ours renews it.
 */
public final class ScepService implements EnrollmentService {
    public static final String PATH = "/scep";

    private static final Logger LOG = LoggerFactory.getLogger(ScepService.class);
    private static final String DOOR = "scep";
    private static final String TYPE = "application/x-pki-message";
    private static final String CAPABILITIES = "AES\nPOSTPKIOperation\nRenewal\nSHA-256\nSHA-512\nSCEPStandard\n";

    private final EnrollmentDesk desk;
    private final DeviceSecrets secrets;
    private final OwnCertificates own;
    private final RegistrationAuthority registration;
    private final Crls crls;
    private final Applications applications;
    private final Transactions<Application> waiting = new Transactions<>();

    public ScepService(
            EnrollmentDesk desk,
            DeviceSecrets secrets,
            OwnCertificates own,
            RegistrationAuthority registration,
            Crls crls) {
        this.desk = desk;
        this.secrets = secrets;
        this.own = own;
        this.registration = registration;
        this.crls = crls;
        this.applications = new Applications(desk, own, DOOR);
    }

    @Override
    public Answer answer(Request request) {
        try {
            return switch (parameter(request.query(), "operation")) {
                case "GetCACaps" -> Answer.of(200, "text/plain", CAPABILITIES.getBytes(StandardCharsets.US_ASCII));
                case "GetCACert" ->
                    Answer.of(200, "application/x-x509-ca-ra-cert", ScepAnswers.authorities(registration.identity()));
                case "PKIOperation" -> operation(request);
                default -> Answer.text(400, "Expected operation=GetCACaps, GetCACert or PKIOperation.");
            };
        } catch (IllegalArgumentException e) {
            LOG.info("a SCEP message from {} is refused: {}", request.client(), e.getMessage());
            return Answer.text(400, "Not a SCEP message that is spoken here.");
        }
    }

    private static String parameter(String query, String name) {
        return Arrays.stream(query.split("&", -1))
                .filter(part -> part.startsWith(name + "="))
                .map(part -> URLDecoder.decode(
                        part.substring(name.length() + 1).replace("+", "%2B"), StandardCharsets.US_ASCII))
                .findFirst()
                .orElse("");
    }

    private Answer operation(Request request) {
        byte[] body = request.method().equals("POST")
                ? request.body()
                : Base64.getMimeDecoder().decode(parameter(request.query(), "message"));
        Identity identity = registration.identity();
        ScepMessage message = ScepMessage.read(body, identity);
        ScepAnswers answers = new ScepAnswers(message, identity);
        byte[] answer = switch (message.type()) {
            case ENROLL -> enroll(message, answers);
            case POLL ->
                waiting.find(message.transaction(), key(message))
                        .map(application -> apply(message, answers, application))
                        .orElseGet(() -> answers.refused(Failure.BAD_CERT_ID));
            case CRL ->
                own.signer(message.signer()).isPresent()
                        ? message.asked()
                                .flatMap(asked -> crls.of(asked.issuer(), asked.serial()))
                                .map(answers::crl)
                                .orElseGet(() -> answers.refused(Failure.BAD_CERT_ID))
                        : answers.refused(Failure.BAD_REQUEST);
        };
        return Answer.of(200, TYPE, answer);
    }

    private byte[] enroll(ScepMessage message, ScepAnswers answers) {
        SigningRequest request = SigningRequest.read(message.content());
        Optional<Issued> old = own.signer(message.signer());
        if (old.isPresent()) {
            Applicant applicant = new Applicant(old.get().owner(), old, false);
            String template = old.get().certificate().facts().template();
            return apply(message, answers, applications.renewal(applicant, old.get(), template, request.key()));
        }
        // Else the content could be somebody's request, taken from another message.
        if (!KeyPairs.id(message.signer().getPublicKey()).equals(KeyPairs.id(request.key()))) {
            return answers.refused(Failure.BAD_REQUEST);
        }
        Optional<EnrollmentSecret> secret = request.challenge().flatMap(this::secret);
        if (secret.isEmpty()) {
            LOG.info("a SCEP request has no challenge password that counts");
            return answers.refused(Failure.BAD_REQUEST);
        }
        Optional<Finding> against = secrets.use(secret.get(), KeyPairs.id(request.key()));
        if (against.isPresent()) {
            return refused(answers, against.get());
        }
        Applicant applicant = new Applicant(secret.get().owner(), Optional.empty(), false);
        return apply(
                message,
                answers,
                applications.first(applicant, secret.get().template(), request.key(), request.names()));
    }

    /** {@code REFERENCE.SECRET}. */
    private Optional<EnrollmentSecret> secret(String challenge) {
        int dot = challenge.indexOf('.');
        return dot < 1
                ? Optional.empty()
                : secrets.find(challenge.substring(0, dot))
                        .filter(known -> java.security.MessageDigest.isEqual(
                                known.secret().getBytes(StandardCharsets.UTF_8),
                                challenge.substring(dot + 1).getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] apply(ScepMessage message, ScepAnswers answers, Application application) {
        return switch (desk.apply(application)) {
            case Outcome.Granted granted -> {
                waiting.end(message.transaction());
                yield answers.granted(granted.issued().certificate().der());
            }
            case Outcome.Pending pending -> {
                waiting.put(message.transaction(), key(message), application);
                yield answers.pending();
            }
            case Outcome.Refused refused -> refused(answers, refused.because());
        };
    }

    /** The protocol has numbers for clients and no words; the words go to the log. */
    private static byte[] refused(ScepAnswers answers, Finding because) {
        String why = Explanation.sentence(because, Locale.ENGLISH);
        LOG.info("a SCEP request is refused: {}", why);
        return answers.refused(Failure.BAD_REQUEST);
    }

    private static String key(ScepMessage message) {
        return KeyPairs.id(message.signer().getPublicKey());
    }
}
