package org.sealpost.app.config;

import java.nio.file.Path;
import java.util.Optional;
import org.sealpost.app.config.Configuration.Authority;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.pkcs11.TokenConfig;

/** Reads what the configuration says of authorities: which keys they get at the first start, and the token. */
final class AuthoritySettings {
    private final TomlReader reader;
    private final Path data;

    private AuthoritySettings(TomlReader reader, Path data) {
        this.reader = reader;
        this.data = data;
    }

    static Authority read(TomlReader reader, Path data, String url) {
        AuthoritySettings settings = new AuthoritySettings(reader, data);
        AuthorityPlan plan = new AuthorityPlan(
                settings.keys("root", AuthorityPlan.USUAL.root()),
                settings.keys("issuing", AuthorityPlan.USUAL.issuing()),
                settings.reader
                        .read("authority.root", AuthoritySettings::isOutside)
                        .orElse(false));
        Optional<TokenConfig> token = settings.token();
        if (token.isEmpty() && (plan.root().inToken() || plan.issuing().inToken())) {
            reader.problem(
                    plan.issuing().inToken() ? "authority.issuing_in_token" : "authority.root_in_token",
                    "the token is missing; expected library, token and pin_file under [pkcs11]");
        }
        return new Authority(url, plan, token);
    }

    private static boolean isOutside(String text) {
        if (!text.equals("here") && !text.equals("outside")) {
            throw new IllegalArgumentException("expected here or outside: " + text);
        }
        return text.equals("outside");
    }

    private AuthorityPlan.Keys keys(String name, AuthorityPlan.Keys usual) {
        KeyKind kind = reader.read("authority." + name + "_key", KeyKind::of).orElse(usual.kind());
        boolean inToken = reader.flag("authority." + name + "_in_token").orElse(false);
        String schemeKey = "authority." + name + "_scheme";
        Optional<SignatureScheme> scheme = reader.read(schemeKey, SignatureScheme::of);
        String place = scheme.isPresent() ? schemeKey : "authority." + name + "_key";
        return reader.check(
                        place,
                        "",
                        none -> new AuthorityPlan.Keys(
                                kind, scheme.orElseGet(() -> SignatureScheme.usual(kind)), inToken))
                .orElse(usual);
    }

    private Optional<TokenConfig> token() {
        Optional<String> library = reader.text("pkcs11.library");
        Optional<String> label = reader.text("pkcs11.token");
        Optional<String> pin = reader.text("pkcs11.pin_file");
        long given =
                library.stream().count() + label.stream().count() + pin.stream().count();
        if (given == 0) {
            return Optional.empty();
        }
        if (given < 3) {
            reader.problem("pkcs11", "expected all of library, token and pin_file");
            return Optional.empty();
        }
        return reader.check(
                "pkcs11.token",
                label.orElseThrow(),
                text -> new TokenConfig(Path.of(library.orElseThrow()), text, data.resolve(pin.orElseThrow())));
    }
}
