package org.sealpost.protocols.oidc;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys with which the issuer signs, as it publishes them (RFC 7517). They are asked for again each hour, so that a key
 * which was taken away counts no more, and when a token names an unknown one, at most once a minute.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final EnhancedStatus LATER = new EnhancedStatus(4, 7, 0);

    private final IssuerConfig config;
    private final JsonFetch fetch;
    private final Clock clock;
    private List<JsonWebKey> keys = List.of();
    private Instant fetched = Instant.EPOCH;
    private Instant tried = Instant.EPOCH;

    IssuerKeys(IssuerConfig config, JsonFetch fetch, Clock clock) {
        this.config = config;
        this.fetch = fetch;
        this.clock = clock;
    }

    /**
     * The keys that this token may have been signed with; none if the issuer has none such.
     *
     * @throws MailFailure 4.7.0 if the issuer does not tell its keys
     */
    synchronized List<JsonWebKey> of(JsonWebSignature token) {
        Instant now = clock.instant();
        boolean mayAsk = tried.plus(BETWEEN).compareTo(now) <= 0;
        if (fetched.plus(KEPT).isBefore(now)) {
            if (!mayAsk) {
                throw new MailFailure(LATER, config.issuer() + " did not tell its keys a moment ago");
            }
            ask(now);
            return fitting(token);
        }
        List<JsonWebKey> fitting = fitting(token);
        if (fitting.isEmpty() && mayAsk) {
            ask(now);
            return fitting(token);
        }
        return fitting;
    }

    private List<JsonWebKey> fitting(JsonWebSignature token) {
        try {
            return new VerificationJwkSelector().selectList(token, keys);
        } catch (JoseException e) {
            return List.of();
        }
    }

    private void ask(Instant now) {
        tried = now;
        try {
            Map<String, Object> told = JsonUtil.parseJson(fetch.fetch(config.discovery()));
            if (!config.issuer().equals(told.get("issuer"))) {
                throw new IOException(config.discovery() + " tells of another issuer: " + told.get("issuer"));
            }
            URI address = URI.create(String.valueOf(told.get("jwks_uri")));
            keys = new JsonWebKeySet(fetch.fetch(address)).getJsonWebKeys();
            fetched = now;
        } catch (IOException | JoseException | IllegalArgumentException e) {
            LOG.warn("the issuer of tokens does not tell its keys: {}", e.getMessage());
            throw new MailFailure(LATER, config.issuer() + " does not tell its keys: " + e.getMessage(), e);
        }
    }
}
