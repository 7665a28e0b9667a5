package org.sealpost.protocols.enroll;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an enrolment door answers: an HTTP status, a type, a body, and header fields beside them. */
public record Answer(int status, String type, byte[] body, Map<String, String> fields) {
    private static final int UNAUTHORIZED = 401;

    public Answer {
        fields = Map.copyOf(fields);
    }

    public static Answer of(int status, String type, byte[] body) {
        return new Answer(status, type, body, Map.of());
    }

    /** A sentence for people. */
    public static Answer text(int status, String sentence) {
        return of(status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Name and password are wanted. */
    static Answer login() {
        return text(UNAUTHORIZED, "Log in with the name and password of an account, or with a certificate of it.")
                .with("WWW-Authenticate", "Basic realm=\"enrolment\", charset=\"UTF-8\"");
    }

    public Answer with(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Answer(status, type, body, more);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Answer that && status == that.status && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * status + Arrays.hashCode(body);
    }
}
