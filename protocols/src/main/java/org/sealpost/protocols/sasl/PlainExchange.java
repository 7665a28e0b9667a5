package org.sealpost.protocols.sasl;

import java.util.Arrays;
import java.util.Optional;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.protocols.session.Plain;

/** PLAIN (RFC 4616): name and password in one word, protected by TLS alone. */
public final class PlainExchange implements Exchange {
    private final PasswordLogin login;
    private final String clientAddress;

    public PlainExchange(PasswordLogin login, String clientAddress) {
        this.login = login;
        this.clientAddress = clientAddress;
    }

    @Override
    public Step answer(byte[] word) {
        Optional<Plain> given = Plain.of(word);
        if (given.isEmpty()) {
            return new Step.Malformed("not a PLAIN response");
        }
        Plain plain = given.get();
        try {
            Optional<LoggedIn> account = login.login(plain.name(), plain.password(), clientAddress);
            return account.<Step>map(Step.Done::new).orElseGet(Step.Refused::new);
        } finally {
            Arrays.fill(plain.password(), '\0');
            Arrays.fill(word, (byte) 0);
        }
    }
}
