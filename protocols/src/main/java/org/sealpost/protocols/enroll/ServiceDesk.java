package org.sealpost.protocols.enroll;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.sealpost.mail.MailFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a limited number of requests of limited size at a time come to an enrolment service, whichever way they came. */
public final class ServiceDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceDesk.class);
    static final int BODY_LIMIT_BYTES = 256 * 1024;
    private static final int AT_ONCE = 64;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,255}");
    private static final String RETRY_SECONDS = "30";

    private final EnrollmentService service;
    private final Semaphore room = new Semaphore(AT_ONCE);

    public ServiceDesk(EnrollmentService service) {
        this.service = service;
    }

    /**
     * The answer of the service, or why there is none; never to be kept by anybody on its way.
     *
     * @param path for the log
     */
    public Answer answer(String path, int bodyBytes, Supplier<Request> request) {
        Answer answer = admitted(path, bodyBytes, request);
        return answer.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    }

    private Answer admitted(String path, int bodyBytes, Supplier<Request> request) {
        if (bodyBytes > BODY_LIMIT_BYTES) {
            return Answer.text(413, "A request has at most " + BODY_LIMIT_BYTES + " bytes.");
        }
        if (!room.tryAcquire()) {
            return Answer.text(503, "Too many at once.").with("Retry-After", RETRY_SECONDS);
        }
        try {
            return served(path, request);
        } finally {
            room.release();
        }
    }

    @SuppressWarnings("IllegalCatch") // The door: whatever fails inside becomes an HTTP status without details.
    private Answer served(String path, Supplier<Request> request) {
        try {
            return service.answer(request.get());
        } catch (MailFailure e) {
            LOG.info("{} put off: {}", path, e.getMessage());
            return Answer.text(503, "Not now: " + e.getMessage()).with("Retry-After", RETRY_SECONDS);
        } catch (RuntimeException e) {
            LOG.error("{} failed", path, e);
            return Answer.text(500, "The request could not be answered; the log of the server tells more.");
        }
    }

    /** What a client says of the host comes back to itself in links, so that it has to look like one. */
    public static String host(Optional<String> said) {
        return said.filter(host -> HOST.matcher(host).matches()).orElse("localhost");
    }
}
