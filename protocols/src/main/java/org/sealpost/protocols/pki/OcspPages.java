package org.sealpost.protocols.pki;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.pki.OcspResponder;
import org.sealpost.protocols.enroll.Answer;
import org.sealpost.protocols.http.Asked;

/** OCSP over HTTP, RFC 6960 appendix A.1: the request is posted, or stands as base64 in the path. */
final class OcspPages {
    private static final String PATH = "/ocsp";
    private static final String PATH_WITH_REQUEST = PATH + "/";
    private static final String QUESTION = "application/ocsp-request";
    private static final String ANSWER = "application/ocsp-response";

    /** Longer than any request that is read. */
    private static final int PATH_LIMIT = 32 * 1024;

    private static final byte[] NOTHING = {};

    private final OcspResponder responder;
    private final Clock clock;

    OcspPages(OcspResponder responder, Clock clock) {
        this.responder = responder;
        this.clock = clock;
    }

    static boolean isHere(Asked asked) {
        return isPosted(asked) || isInPath(asked);
    }

    private static boolean isPosted(Asked asked) {
        return asked.path().equals(PATH) && asked.method().equals("POST");
    }

    private static boolean isInPath(Asked asked) {
        return asked.path().startsWith(PATH_WITH_REQUEST)
                && (asked.method().equals("GET") || asked.method().equals("HEAD"));
    }

    Optional<Answer> ready(Asked asked) {
        return isOfItsType(asked)
                ? responder.ready(request(asked), clock.instant()).map(OcspPages::answer)
                : Optional.empty();
    }

    Answer answer(Asked asked) {
        return isOfItsType(asked)
                ? answer(responder.answer(request(asked), clock.instant()))
                : Answer.text(415, "expected " + QUESTION);
    }

    private static Answer answer(byte[] der) {
        return Answer.of(200, ANSWER, der);
    }

    private static boolean isOfItsType(Asked asked) {
        return !isPosted(asked)
                || asked.field("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(QUESTION))
                        .isPresent();
    }

    private static byte[] request(Asked asked) {
        return isPosted(asked) ? asked.body() : decoded(asked.path().substring(PATH_WITH_REQUEST.length()));
    }

    /** What cannot be decoded is an empty request, and is answered as a malformed one. */
    private static byte[] decoded(String encoded) {
        try {
            return encoded.length() > PATH_LIMIT
                    ? NOTHING
                    : Base64.getDecoder()
                            .decode(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return NOTHING;
        }
    }
}
