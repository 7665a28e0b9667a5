package org.sealpost.enrollment;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.sealpost.identity.Vouching;
import org.sealpost.identity.WebKey;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.Fetcher.Fetched;
import org.sealpost.pki.revocation.Fetcher.Wanted;
import org.sealpost.policy.Decision;
import org.sealpost.policy.OpenPgpLearningVerdict;

/**
 * Asks the domain of an address for the OpenPGP key that it publishes (Web Key Directory). The domain answers over TLS, so it is
 * the domain that says whose key it is; it learns that somebody here writes to that address.
 */
public final class OpenPgpLookUp {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LIMIT_BYTES = 256 * 1024;

    private final OpenPgpKeyring keyring;
    private final Fetcher fetcher;

    /** {@code fetcher}: one that fetches over https. */
    public OpenPgpLookUp(OpenPgpKeyring keyring, Fetcher fetcher) {
        this.keyring = keyring;
        this.fetcher = fetcher;
    }

    /**
     * What was found and what became of it.
     *
     * @param told where was asked and with what result, for people
     */
    public record Found(Optional<Decision<OpenPgpLearningVerdict>> decision, String told) {}

    /** Asks whether or not it is wanted for mail; what is found is kept as the learning policy says. */
    public Found ask(MailAddress address) {
        StringBuilder told = new StringBuilder();
        for (URI where : WebKey.addresses(address)) {
            Fetched fetched = fetcher.fetch(new Wanted(where, Optional.empty(), LIMIT_BYTES, content -> {}), PATIENCE);
            switch (fetched) {
                case Fetched.Got(byte[] content) -> {
                    Optional<Decision<OpenPgpLearningVerdict>> decision =
                            keyring.learn(address, content, Vouching.DOMAIN, "published by " + where.getHost(), true);
                    return new Found(
                            decision,
                            where.getHost() + (decision.isPresent() ? " has a key" : " sent something that is no key"));
                }
                case Fetched.Failed(String why) ->
                    told.append(told.isEmpty() ? "" : "; ").append(why);
            }
        }
        return new Found(Optional.empty(), told.toString());
    }

    /** For mail that is about to go: only if it is wanted, and nothing is known yet. */
    public void forMail(MailAddress recipient) {
        if (keyring.settings().askDomains()) {
            var _ = ask(recipient);
        }
    }
}
