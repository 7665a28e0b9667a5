package org.sealpost.app.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.AuthorityPlan;
import picocli.CommandLine.Option;

/** Which key an authority gets, and how it signs. */
final class KeyOptions {
    static final AuthorityPlan.Keys USUAL = AuthorityPlan.USUAL.issuing();

    @Option(
            names = "--key",
            paramLabel = "KIND",
            description = "The kind of the key: EC-P256, EC-P384, EC-P521, RSA-3072, RSA-4096, Ed25519, ML-DSA-65 ...")
    private @Nullable String kind;

    @Option(
            names = "--scheme",
            paramLabel = "SCHEME",
            description = "How it signs, such as RSASSA-PSS-SHA256; the usual way of the key if not given.")
    private @Nullable String scheme;

    @Option(names = "--in-token", description = "Make the key in the token of [pkcs11], which it never leaves.")
    private boolean inToken;

    /** Empty if nothing was given. */
    Optional<AuthorityPlan.Keys> plan() {
        if (kind == null) {
            if (scheme != null) {
                throw new Mistake("--scheme goes with --key");
            }
            return inToken ? Optional.of(new AuthorityPlan.Keys(USUAL.kind(), USUAL.scheme(), true)) : Optional.empty();
        }
        String word = kind;
        return Optional.of(Mistake.told(() -> {
            KeyKind key = KeyKind.of(word);
            return new AuthorityPlan.Keys(
                    key, scheme == null ? SignatureScheme.usual(key) : SignatureScheme.of(scheme), inToken);
        }));
    }
}
