package org.sealpost.protocols.session;

import java.util.List;
import java.util.Optional;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Channel;
import org.sealpost.protocols.sasl.Exchange;
import org.sealpost.protocols.sasl.PlainExchange;

/** Checks a name and a password, writes the try to the audit log, and tells the account. */
public interface PasswordLogin {
    /** Empty for a wrong name or password. */
    Optional<LoggedIn> login(String name, char[] password, String clientAddress);

    /** The mechanisms of SASL by which one can log in here, the best first. */
    default List<String> mechanisms(Channel channel) {
        return List.of("PLAIN");
    }

    /** A login by one of them, whatever the case of its letters; empty for one that is not offered. */
    default Optional<Exchange> begin(String mechanism, Channel channel, String clientAddress) {
        return mechanism.equalsIgnoreCase("PLAIN")
                ? Optional.of(new PlainExchange(this, clientAddress))
                : Optional.empty();
    }
}
