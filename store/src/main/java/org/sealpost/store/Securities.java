package org.sealpost.store;

import java.util.Optional;
import org.sealpost.mail.SessionSecurity;

/** What a session proved, as two columns. */
record Securities(Optional<String> version, Optional<String> cipher) {
    static Securities of(SessionSecurity security) {
        return switch (security) {
            case SessionSecurity.Plain() -> new Securities(Optional.empty(), Optional.empty());
            case SessionSecurity.Tls(String version, String cipher) ->
                new Securities(Optional.of(version), Optional.of(cipher));
        };
    }

    SessionSecurity security() {
        return version.<SessionSecurity>map(known -> new SessionSecurity.Tls(known, cipher.orElseThrow()))
                .orElseGet(SessionSecurity.Plain::new);
    }
}
