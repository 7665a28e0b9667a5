package org.sealpost.app.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.app.config.Configuration.Login;
import org.sealpost.protocols.oidc.IssuerConfig;

/** Reads what the configuration says of ways to log in. */
final class LoginSettings {
    private static final String ISSUER = "oidc.issuer";

    /** Submission is a connector and says it there. */
    private static final List<String> DOORS = List.of("imap", "imaps", "pop3", "pop3s", "sieve");

    private LoginSettings() {}

    static Login read(TomlReader reader, Path data) {
        return new Login(
                issuer(reader, data),
                reader.flag("login.channel_binding").orElse(false),
                reader.read("login.client_certificates", LoginSettings::doors).orElse(Set.of()));
    }

    private static Set<String> doors(String text) {
        Set<String> doors = Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet());
        if (!DOORS.containsAll(doors)) {
            throw new IllegalArgumentException(
                    "expected some of " + String.join(", ", DOORS) + ", with commas between");
        }
        return doors;
    }

    private static Optional<IssuerConfig> issuer(TomlReader reader, Path data) {
        Optional<String> issuer = reader.text(ISSUER);
        Optional<String> audience = reader.text("oidc.audience");
        String claim = reader.text("oidc.claim").orElse("email");
        Optional<Path> roots = reader.text("oidc.roots").map(data::resolve);
        if (issuer.isEmpty() && reader.isAbsent("oidc")) {
            return Optional.empty();
        }
        if (issuer.isEmpty() || audience.isEmpty()) {
            // Without an audience each service that gets a token of this issuer could log in here as its user.
            reader.problem("oidc", "expected issuer and audience");
            return Optional.empty();
        }
        return issuer.flatMap(
                url -> reader.check(ISSUER, url, text -> new IssuerConfig(text, audience.get(), claim, roots)));
    }
}
