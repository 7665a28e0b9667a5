package org.sealpost.protocols.oidc;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose tokens log people in.
 *
 * @param issuer as it stands in the tokens; the keys are found from there
 * @param audience for whom a token must be meant
 * @param claim under which name it tells the address of the account
 * @param roots certificates by which the issuer's server is trusted, PEM; none for those of Java
 */
public record IssuerConfig(String issuer, String audience, String claim, Optional<Path> roots) {
    public IssuerConfig {
        URI uri = URI.create(issuer);
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null || uri.getQuery() != null) {
            throw new IllegalArgumentException("expected https://HOST or https://HOST/PATH: " + issuer);
        }
        if (audience.isBlank() || claim.isBlank()) {
            throw new IllegalArgumentException("expected the audience and the name of a claim");
        }
    }

    /** Where the issuer says what it is (OpenID Connect Discovery 1.0 section 4). */
    public URI discovery() {
        return URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration");
    }
}
