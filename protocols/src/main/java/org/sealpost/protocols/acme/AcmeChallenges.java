package org.sealpost.protocols.acme;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sealpost.protocols.enroll.Answer;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.enroll.Request;

/** Answers a public authority that looks whether the server is reached by its names (HTTP-01, RFC 8555 section 8.3). */
public final class AcmeChallenges implements EnrollmentService {
    public static final String PATH = "/.well-known/acme-challenge";

    private final Map<String, String> open = new ConcurrentHashMap<>();

    /** Until {@link #end} a request for the token is answered by the authorization. */
    void begin(String token, String authorization) {
        open.put(token, authorization);
    }

    void end(String token) {
        open.remove(token);
    }

    @Override
    public Answer answer(Request request) {
        String token = request.path().substring(request.path().lastIndexOf('/') + 1);
        return Optional.ofNullable(open.get(token))
                .map(text -> Answer.of(200, "application/octet-stream", text.getBytes(StandardCharsets.US_ASCII)))
                .orElseGet(() -> Answer.text(404, "No such challenge is open."));
    }
}
