package org.sealpost.protocols.enroll;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.Application;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.enrollment.Revocation;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.pki.door.CmpAnswers;
import org.sealpost.pki.door.CmpMessage;
import org.sealpost.pki.door.CmpWish;
import org.sealpost.pki.door.CmpWish.Certify;
import org.sealpost.pki.door.CmpWish.Kind;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.enroll.Applicants.Applicant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Certificate Management Protocol over HTTP (RFC 9810, RFC 9811) as the lightweight profile has it (RFC 9483), under {@code
 * /.well-known/cmp}. A client proves who it is by a one-use secret or by a certificate of ours; messages are protected in
 * themselves, so that plain HTTP is as good as HTTPS. {@code /.well-known/cmp/p/TEMPLATE} names the template.
 */
public final class CmpService implements EnrollmentService {
    public static final String PATH = "/.well-known/cmp";

    private static final Logger LOG = LoggerFactory.getLogger(CmpService.class);
    private static final String TYPE = "application/pkixcmp";
    private static final Pattern LABEL = Pattern.compile(PATH + "(?:/p/([A-Za-z0-9._-]{1,64}))?/?");
    private static final String DOOR = "cmp";
    private static final String SHA256_LENGTH = "[0-9a-f]{64}";

    private final EnrollmentDesk desk;
    private final DeviceSecrets secrets;
    private final OwnCertificates own;
    private final IssuedCertificates book;
    private final Authority authority;
    private final Applications applications;
    private final Transactions<Open> transactions = new Transactions<>();

    /**
     * What the service does in the authority's name.
     *
     * @param crl the current CRL of the first authority that issues, DER
     * @param crls those of all
     * @param pollSeconds after how long a client asks again
     */
    public record Authority(
            RegistrationAuthority registration,
            Revocation revocation,
            Supplier<byte[]> crl,
            Crls crls,
            int pollSeconds) {}

    public CmpService(
            EnrollmentDesk desk,
            DeviceSecrets secrets,
            OwnCertificates own,
            IssuedCertificates book,
            Authority authority) {
        this.desk = desk;
        this.secrets = secrets;
        this.own = own;
        this.book = book;
        this.authority = authority;
        this.applications = new Applications(desk, own, DOOR);
    }

    @Override
    public Answer answer(Request request) {
        Matcher path = LABEL.matcher(request.path());
        if (!path.matches()) {
            return Answer.text(404, "Expected POST to " + PATH + " or " + PATH + "/p/TEMPLATE.");
        }
        if (!request.method().equals("POST")) {
            return Answer.text(405, "CMP messages come by POST.");
        }
        try {
            CmpMessage message = CmpMessage.read(request.body());
            return Answer.of(200, TYPE, answer(message, Optional.ofNullable(path.group(1)), request.client()));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "Not a CMP message that is spoken here: " + e.getMessage() + ".");
        }
    }

    /** A transaction; {@code issued} is the certificate that was given in it. */
    private record Open(Certify wish, Application application, Optional<Issued> issued) {}

    /** A client that proved who it is. */
    private record Client(
            Applicant applicant, Optional<EnrollmentSecret> secret, CmpMessage message, CmpAnswers answers) {}

    private byte[] answer(CmpMessage message, Optional<String> label, String from) {
        Optional<EnrollmentSecret> secret =
                message.reference().flatMap(secrets::find).filter(known -> message.isMadeWith(known.secret()));
        Optional<Applicant> applicant = secret.map(known -> new Applicant(known.owner(), Optional.empty(), false))
                .or(() -> message.signer()
                        .flatMap(certificate -> own.signer(certificate)
                                .map(issued -> new Applicant(
                                        issued.owner(),
                                        Optional.of(issued),
                                        own.agent(certificate).isPresent()))));
        CmpAnswers answers =
                new CmpAnswers(message, authority.registration().identity(), secret.map(EnrollmentSecret::secret));
        if (applicant.isEmpty()) {
            LOG.info("a CMP message from {} is protected by no secret or certificate that counts", from);
            return answers.error("the protection of the message is not by a secret or certificate that counts here");
        }
        Client client = new Client(applicant.get(), secret, message, answers);
        return switch (message.wish()) {
            case Certify wish -> certify(client, wish, label);
            case CmpWish.Poll poll -> poll(client, poll);
            case CmpWish.Confirm confirm -> confirm(client, confirm);
            case CmpWish.Revoke revoke -> revoke(client, revoke);
            case CmpWish.Ask ask -> answers.told(ask.types(), list(message));
        };
    }

    /** That of the authority to which the message is sent; who names none of ours means the first. */
    private byte[] list(CmpMessage message) {
        return message.recipient()
                .flatMap(name -> authority.crls().of(name, BigInteger.ZERO))
                .orElseGet(authority.crl());
    }

    private byte[] certify(Client client, Certify wish, Optional<String> label) {
        Optional<Finding> against = client.secret().flatMap(secret -> refuse(secret, wish, label));
        if (against.isPresent()) {
            return refused(client, wish, against.get());
        }
        boolean renewal = wish.kind() == Kind.UPDATE;
        Optional<Issued> old = client.applicant().certificate();
        if (renewal && old.isEmpty()) {
            return client.answers().refused(wish, "a certificate is renewed by a message that its own key signed");
        }
        Optional<String> template = client.secret()
                .map(EnrollmentSecret::template)
                .or(() -> applications.template(client.applicant(), label, renewal));
        if (template.isEmpty()) {
            return client.answers().refused(wish, "name the template in the path: " + PATH + "/p/TEMPLATE");
        }
        Application application = renewal
                ? applications.renewal(client.applicant(), old.orElseThrow(), template.get(), wish.key())
                : applications.first(client.applicant(), template.get(), wish.key(), wish.names());
        return apply(client, wish, application);
    }

    private Optional<Finding> refuse(EnrollmentSecret secret, Certify wish, Optional<String> label) {
        return label.filter(named -> !named.equalsIgnoreCase(secret.template())).isPresent()
                ? Optional.of(Finding.of(EnrollmentRule.SECRET_IS_NOT_GOOD, secret.reference()))
                : secrets.use(secret, KeyPairs.id(wish.key()));
    }

    private byte[] apply(Client client, Certify wish, Application application) {
        String transaction = client.message().transaction();
        String applicant = client.applicant().owner();
        return switch (desk.apply(application)) {
            case Outcome.Granted granted -> {
                transactions.put(transaction, applicant, new Open(wish, application, Optional.of(granted.issued())));
                yield client.answers()
                        .granted(wish, granted.issued().certificate().der());
            }
            case Outcome.Pending pending -> {
                boolean polled = client.message().wish() instanceof CmpWish.Poll;
                transactions.put(transaction, applicant, new Open(wish, application, Optional.empty()));
                yield polled
                        ? client.answers().notYet(wish.id(), authority.pollSeconds())
                        : client.answers().waiting(wish, "the request " + pending.request() + " waits for consent");
            }
            case Outcome.Refused refused -> refused(client, wish, refused.because());
        };
    }

    private static byte[] refused(Client client, Certify wish, Finding because) {
        return client.answers().refused(wish, Explanation.sentence(because, Locale.ENGLISH));
    }

    private byte[] poll(Client client, CmpWish.Poll poll) {
        return transactions
                .find(client.message().transaction(), client.applicant().owner())
                .filter(open -> open.wish().id().equals(poll.id()))
                .map(open -> apply(client, open.wish(), open.application()))
                .orElseGet(() -> client.answers().error("no such transaction; ask anew with the same key"));
    }

    /** A certificate that its client does not want is revoked (RFC 9810 section 5.3.18). */
    private byte[] confirm(Client client, CmpWish.Confirm confirm) {
        Optional<Issued> issued = transactions
                .find(client.message().transaction(), client.applicant().owner())
                .flatMap(Open::issued);
        if (issued.isEmpty()) {
            return client.answers().error("no certificate of this transaction waits to be confirmed");
        }
        String fingerprint = issued.get().certificate().facts().fingerprint();
        boolean other = confirm.hash().matches(SHA256_LENGTH) && !confirm.hash().equals(fingerprint);
        if (other || !confirm.accepted()) {
            authority.revocation().revoke(fingerprint, RevocationReason.CESSATION_OF_OPERATION, DOOR);
        }
        transactions.end(client.message().transaction());
        return other
                ? client.answers().error("the hash is not that of the certificate; it was revoked")
                : client.answers().confirmed();
    }

    /** People revoke what is theirs, proved by a certificate of theirs. */
    private byte[] revoke(Client client, CmpWish.Revoke wish) {
        List<Issued> found = client.applicant().certificate().isEmpty()
                ? List.of()
                : book.held(client.applicant().owner()).stream()
                        .filter(issued -> issued.serial().equals(wish.serial()))
                        .toList();
        if (found.isEmpty() || wish.reason() == RevocationReason.CERTIFICATE_HOLD) {
            return client.answers().error("revoked is what belongs to the signer of the message, and for good");
        }
        String fingerprint = found.getFirst().certificate().facts().fingerprint();
        return authority
                        .revocation()
                        .revoke(fingerprint, wish.reason(), client.applicant().owner())
                ? client.answers().revoked()
                : client.answers().error("the certificate was revoked before");
    }
}
