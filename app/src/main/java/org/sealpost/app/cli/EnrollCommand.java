package org.sealpost.app.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.policy.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost enroll}. */
@Command(
        name = "enroll",
        description = "Requests for certificates: those that wait for consent, and enrolment at once.",
        synopsisSubcommandLabel = "COMMAND")
final class EnrollCommand {
    private static final int LIMIT = 1_000;
    private static final int SIGNATURE_LIMIT_BYTES = 128 * 1024;

    private final Session session;

    EnrollCommand(Session session) {
        this.session = session;
    }

    private EnrollmentDesk desk() {
        return session.house().certification().desk();
    }

    @Command(description = "Run enrolment now, for one or for all, and return when it is done.")
    void now(@Parameters(paramLabel = "WHO", arity = "0..1") @Nullable String who) {
        new AutoenrollCommand(session).now(who);
    }

    @Command(description = "List the requests that wait for consent, the oldest first.")
    void pending(@Mixin Form form) {
        List<EnrollmentRequest> waiting = desk().pending(LIMIT);
        if (form.isJson()) {
            session.json(waiting.stream().map(EnrollCommand::facts).toList());
            return;
        }
        session.table(
                List.of("REQUEST", "FOR", "TEMPLATE", "SINCE", "KEY"),
                waiting.stream()
                        .map(request -> List.of(
                                request.id(),
                                request.owner(),
                                request.template(),
                                request.requestedAt().toString(),
                                request.subjectPublicKeyInfo().isEmpty() ? "made here" : "made by the holder"))
                        .toList());
    }

    @Command(description = "Agree to a request; the certificate is issued.")
    void approve(
            @Parameters(paramLabel = "REQUEST") String id,
            @Option(names = "--reason", defaultValue = "", description = "For the record.") String reason) {
        if (!desk().approve(id, session.actor(), reason)) {
            throw new Mistake("no request " + id + " waits; see: sealpost enroll pending");
        }
        session.say("approved " + id);
    }

    @Command(description = "Deny a request.")
    void deny(
            @Parameters(paramLabel = "REQUEST") String id,
            @Option(names = "--reason", required = true, description = "What the holder is told.") String reason) {
        if (!desk().deny(id, session.actor(), reason)) {
            throw new Mistake("no request " + id + " waits; see: sealpost enroll pending");
        }
        session.say("denied " + id);
    }

    @Command(description = "Ask again for a certificate that was denied.")
    void ask(@Parameters(paramLabel = "TEMPLATE") String template, @Parameters(paramLabel = "WHO") String who) {
        String owner = AutoenrollCommand.owner(session, who);
        if (!desk().askAgain(owner, template, session.actor())) {
            throw new Mistake("no request of " + owner + " for " + template + " was denied");
        }
        session.say("asked again; see: sealpost enroll pending");
    }

    @Command(description = "Print the text that an enrolment agent signs for a request that waits.")
    void text(@Parameters(paramLabel = "REQUEST") String id) {
        session.out()
                .print(session.house().certification().signatures().text(id).orElseThrow(() -> notWaiting(id)));
    }

    private static Mistake notWaiting(String id) {
        return new Mistake("no request " + id + " with a key of its holder waits; see: sealpost enroll pending");
    }

    @Command(
            description =
                    "Bring the signature of an enrolment agent under a request. The certificate is issued if there are"
                            + " enough of them.")
    void sign(
            @Parameters(paramLabel = "REQUEST") String id,
            @Option(
                            names = "--signature",
                            paramLabel = "FILE",
                            required = true,
                            description =
                                    "CMS (DER) with the text inside: openssl cms -sign -binary -nodetach -outform DER.")
                    Path file) {
        byte[] signature = session.read(file, SIGNATURE_LIMIT_BYTES);
        session.record(id, "sign as enrolment agent, by " + file.getFileName());
        Outcome outcome;
        try {
            outcome = session.house()
                    .certification()
                    .signatures()
                    .sign(id, signature, session.actor())
                    .orElseThrow(() -> notWaiting(id));
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
        switch (outcome) {
            case Outcome.Granted granted ->
                session.say("issued " + granted.issued().certificate().facts().fingerprint());
            case Outcome.Pending pending -> session.say("signed " + id + "; more is needed");
            case Outcome.Refused refused -> throw new Mistake(Explanation.sentence(refused.because(), Locale.ENGLISH));
        }
    }

    private static Map<String, Object> facts(EnrollmentRequest request) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", request.id());
        facts.put("owner", request.owner());
        facts.put("template", request.template());
        facts.put("version", request.templateVersion());
        facts.put("requestedAt", request.requestedAt().toString());
        facts.put("keyMadeHere", request.subjectPublicKeyInfo().isEmpty());
        facts.put("agents", request.agents());
        return facts;
    }

    @Command(
            description =
                    "Make a secret with which one device asks for one certificate, over CMP or SCEP. It is shown now and"
                            + " never again.")
    void secret(
            @Parameters(paramLabel = "WHO", description = "The address of an account, or the name of a computer.")
                    String who,
            @Option(names = "--template", paramLabel = "TEMPLATE", required = true) String template,
            @Option(
                            names = "--hours",
                            paramLabel = "HOURS",
                            defaultValue = "24",
                            description = "How long it lasts, ${DEFAULT-VALUE} if not given.")
                    int hours,
            @Mixin Form form) {
        EnrollmentSecret made;
        try {
            made = session.house()
                    .certification()
                    .secrets()
                    .make(AutoenrollCommand.owner(session, who), template, Duration.ofHours(hours), session.actor());
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("owner", made.owner());
        answer.put("template", made.template());
        answer.put("reference", made.reference());
        answer.put("secret", made.secret());
        answer.put("challenge", made.reference() + "." + made.secret());
        answer.put("expires", made.expires().toString());
        if (form.isJson()) {
            session.json(answer);
        } else {
            answer.forEach((name, value) -> session.say(name + ": " + value));
        }
    }
}
