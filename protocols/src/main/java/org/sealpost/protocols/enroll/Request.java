package org.sealpost.protocols.enroll;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a client sent to an enrolment door.
 *
 * @param path as it was sent, not decoded
 * @param query as it was sent, "" if there is none
 * @param authorization the header field of that name, "" if there is none
 * @param certificate by which the client proved in TLS who it is
 * @param host by which the client reached the door, with the port, as its Host field says; checked to be one
 * @param client address, for the record
 */
public record Request(
        String method,
        String path,
        String query,
        String authorization,
        byte[] body,
        Optional<X509Certificate> certificate,
        String host,
        String client) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Request that
                && method.equals(that.method)
                && path.equals(that.path)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(body);
    }
}
