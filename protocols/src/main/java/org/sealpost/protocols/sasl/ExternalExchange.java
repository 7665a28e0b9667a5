package org.sealpost.protocols.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.protocols.LoggedIn;

/** EXTERNAL (RFC 4422 appendix A): the client says at most as whom; its certificate was shown in the TLS handshake. */
final class ExternalExchange implements Exchange {
    static final String NAME = "EXTERNAL";
    private static final int LIMIT_BYTES = 1_024;

    private final Function<String, Optional<LoggedIn>> login;

    /** {@code login}: as whom the client wants to be logged in, or "". */
    ExternalExchange(Function<String, Optional<LoggedIn>> login) {
        this.login = login;
    }

    @Override
    public Step answer(byte[] word) {
        String asked = new String(word, StandardCharsets.UTF_8);
        if (word.length > LIMIT_BYTES || asked.indexOf('\0') >= 0) {
            return new Step.Malformed("not a name");
        }
        return login.apply(asked).<Step>map(Step.Done::new).orElseGet(Step.Refused::new);
    }
}
