package org.sealpost.protocols.oidc;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Decision;
import org.sealpost.policy.LoginVerdict;
import org.sealpost.policy.TokenLoginFacts;
import org.sealpost.policy.TokenLoginFacts.Said;
import org.sealpost.policy.TokenLoginFacts.Signature;
import org.sealpost.policy.TokenLoginPolicy;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.TokenJudge;

/** Reads signed tokens (RFC 7519, RFC 7515) of one issuer, and has them judged. */
public final class IssuedTokens implements TokenJudge {
    private static final int LIMIT = 16 * 1024;
    /** Asymmetric ones only: with a shared key, or none, anybody could be the issuer (RFC 8725 section 3.1). */
    private static final AlgorithmConstraints TAKEN = new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.EDDSA);

    private final IssuerConfig config;
    private final IssuerKeys keys;
    private final Directory directory;
    private final Clock clock;

    /** {@code roots}: by whom the issuer's server is trusted; none for those whom Java trusts. */
    public IssuedTokens(IssuerConfig config, List<X509Certificate> roots, Directory directory, Clock clock) {
        this.config = config;
        this.keys = new IssuerKeys(config, new JsonFetch(PublicRoots.of(roots)), clock);
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public String discovery() {
        return config.discovery().toString();
    }

    @Override
    public Decision<LoginVerdict> judge(String token, String asked) {
        JsonWebSignature signed = new JsonWebSignature();
        signed.setAlgorithmConstraints(TAKEN);
        try {
            if (token.length() > LIMIT) {
                return decide(Signature.UNREADABLE, Optional.empty(), asked);
            }
            signed.setCompactSerialization(token);
            JwtClaims.parse(signed.getUnverifiedPayload());
        } catch (JoseException | InvalidJwtException e) {
            return decide(Signature.UNREADABLE, Optional.empty(), asked);
        }
        return isTaken(signed) && keys.of(signed).stream().anyMatch(key -> signed(signed, key))
                ? decide(Signature.GOOD, said(signed), asked)
                : decide(Signature.NOT_OF_ISSUER, Optional.empty(), asked);
    }

    /** Looked at first, so that the issuer is not asked for keys that no key of its could have. */
    private static boolean isTaken(JsonWebSignature signed) {
        try {
            TAKEN.checkConstraint(signed.getAlgorithmHeaderValue());
            return true;
        } catch (JoseException e) {
            return false;
        }
    }

    private static boolean signed(JsonWebSignature signed, JsonWebKey key) {
        try {
            signed.setKey(key.getKey());
            return signed.verifySignature();
        } catch (JoseException e) {
            // Another algorithm than the key is for, or a key that is too short.
            return false;
        }
    }

    private Optional<Said> said(JsonWebSignature signed) {
        try {
            JwtClaims claims = JwtClaims.parse(signed.getPayload());
            return Optional.of(new Said(
                    text(claims.getIssuer()),
                    claims.getAudience(),
                    instant(claims.getNotBefore()),
                    instant(claims.getExpirationTime()),
                    Optional.ofNullable(claims.getStringClaimValue(config.claim())),
                    isVerified(claims)));
        } catch (JoseException | InvalidJwtException | MalformedClaimException e) {
            return Optional.empty();
        }
    }

    /** OpenID Connect Core 1.0 section 5.1; some issuers write it as a text. */
    private Optional<Boolean> isVerified(JwtClaims claims) {
        return config.claim().equals("email")
                ? Optional.ofNullable(claims.getClaimValue("email_verified"))
                        .map(value -> "true".equals(value.toString()))
                : Optional.empty();
    }

    private static String text(@Nullable String claim) {
        return claim == null ? "" : claim;
    }

    private static Optional<Instant> instant(@Nullable NumericDate date) {
        return Optional.ofNullable(date).map(known -> Instant.ofEpochMilli(known.getValueInMillis()));
    }

    private Decision<LoginVerdict> decide(Signature signature, Optional<Said> said, String asked) {
        return TokenLoginPolicy.decide(new TokenLoginFacts(
                signature,
                new TokenLoginFacts.Expected(config.issuer(), config.audience(), config.claim()),
                said,
                asked,
                said.flatMap(Said::address).flatMap(this::account),
                clock.instant()));
    }

    private Optional<DirectoryEntry.Account> account(String address) {
        try {
            return directory.account(MailAddress.parse(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
