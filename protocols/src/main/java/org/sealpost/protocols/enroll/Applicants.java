package org.sealpost.protocols.enroll;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.session.PasswordLogin;

/** Finds out who stands at an enrolment door over HTTPS. What they may have is not decided here. */
public final class Applicants {
    private final PasswordLogin passwords;
    private final OwnCertificates own;

    public Applicants(PasswordLogin passwords, OwnCertificates own) {
        this.passwords = passwords;
        this.own = own;
    }

    /**
     * Somebody who proved who they are.
     *
     * @param owner the name under which the book keeps their certificates
     * @param certificate by which they proved it; empty if it was a password
     * @param agent whether that certificate is one of an enrolment agent, who may ask for others
     */
    public record Applicant(String owner, Optional<Issued> certificate, boolean agent) {}

    /** By the certificate shown in TLS, else by name and password (RFC 7617); empty if neither is good. */
    public Optional<Applicant> of(Request request) {
        return request.certificate()
                .flatMap(certificate -> own.signer(certificate)
                        .map(issued -> new Applicant(
                                issued.owner(),
                                Optional.of(issued),
                                own.agent(certificate).isPresent())))
                .or(() -> basic(request));
    }

    private Optional<Applicant> basic(Request request) {
        if (!request.authorization().regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        CharBuffer pair;
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(request.authorization().substring(6).strip());
            pair = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(decoded));
            Arrays.fill(decoded, (byte) 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = pair.toString().indexOf(':');
        return colon < 1
                ? Optional.empty()
                : login(
                        pair.subSequence(0, colon).toString(),
                        pair.subSequence(colon + 1, pair.length()),
                        request.client());
    }

    /** An account with this password. */
    public Optional<Applicant> login(String name, CharSequence password, String client) {
        char[] secret = password.toString().toCharArray();
        try {
            return passwords
                    .login(name, secret, client)
                    .map(LoggedIn::address)
                    .map(address -> new Applicant(address.key(), Optional.empty(), false));
        } finally {
            Arrays.fill(secret, '\0');
        }
    }
}
