package org.sealpost.protocols.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.protocols.LoggedIn;

/** OAUTHBEARER (RFC 7628): the client brings a token of the organisation's issuer. */
final class BearerExchange implements Exchange {
    static final String NAME = "OAUTHBEARER";

    /** {@code gs2-header kvsep *(key=value kvsep) kvsep}, section 3.1. */
    private static final Pattern FORM = Pattern.compile(
            "[ny],(?:a=(?<asked>[^,\\x00\\x01]{1,1024}))?,\\x01(?<pairs>(?:[A-Za-z]+=[\\x09\\x0a\\x0d\\x20-\\x7e]*\\x01)*)\\x01");

    private static final Pattern TOKEN =
            Pattern.compile("(?:^|\\x01)auth=(?i:Bearer) +(?<token>[A-Za-z0-9._~+/-]+=*)\\x01");

    private final Login login;
    private final String discovery;
    private boolean refused;

    /** Has a token judged. */
    interface Login {
        Optional<LoggedIn> by(String token, String asked);
    }

    /** {@code discovery}: where clients learn how to get a token. */
    BearerExchange(Login login, String discovery) {
        this.login = login;
        this.discovery = discovery;
    }

    @Override
    public Step answer(byte[] word) {
        if (refused) {
            // Whatever the client says to the challenge of section 3.2.2.
            return new Step.Refused();
        }
        Matcher parts = FORM.matcher(new String(word, StandardCharsets.UTF_8));
        if (!parts.matches()) {
            return new Step.Malformed("not a message of " + NAME);
        }
        Matcher token = TOKEN.matcher(parts.group("pairs"));
        if (!token.find()) {
            return new Step.Malformed("no bearer token");
        }
        String asked = Optional.ofNullable(parts.group("asked"))
                .orElse("")
                .replace("=2C", ",")
                .replace("=3D", "=");
        return login.by(token.group("token"), asked).<Step>map(Step.Done::new).orElseGet(this::refuse);
    }

    private Step refuse() {
        refused = true;
        String words = "{\"status\":\"invalid_token\",\"scope\":\"openid email\",\"openid-configuration\":\""
                + discovery + "\"}";
        return new Step.Challenge(words.getBytes(StandardCharsets.UTF_8));
    }
}
