package org.sealpost.enrollment;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.Vouching;
import org.sealpost.identity.WebKey;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.Fetcher.Fetched;
import org.sealpost.pki.revocation.Fetcher.Wanted;
import org.sealpost.policy.Decision;
import org.sealpost.policy.OpenPgpLearningVerdict;

/**
 * Asks the domain of an address for the OpenPGP key that it publishes (Web Key Directory), and key servers. A domain answers over
 * TLS, so it is the domain that says whose key it is; a key server is only believed as long as nothing else is known. Whoever is
 * asked learns that somebody here writes to that address.
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

    /** Where a key may be found, and what it means that it is found there. */
    private record Place(URI where, Vouching vouching, String source) {}

    /**
     * Asks the domain whether or not it is wanted for mail, and then the key servers that are set; what is found is kept as the
     * learning policy says.
     */
    public Found ask(MailAddress address) {
        return ask(address, Stream.concat(domain(address), servers(address)).toList());
    }

    private Found ask(MailAddress address, List<Place> places) {
        StringBuilder told = new StringBuilder();
        for (Place place : places) {
            Fetched fetched =
                    fetcher.fetch(new Wanted(place.where, Optional.empty(), LIMIT_BYTES, content -> {}), PATIENCE);
            switch (fetched) {
                case Fetched.Got(byte[] content) -> {
                    Optional<Decision<OpenPgpLearningVerdict>> decision =
                            keyring.learn(address, content, place.vouching, place.source, true);
                    return new Found(
                            decision,
                            place.where.getHost()
                                    + (decision.isPresent() ? " has a key" : " sent something that is no key"));
                }
                case Fetched.Failed(String why) ->
                    told.append(told.isEmpty() ? "" : "; ").append(why);
            }
        }
        return new Found(Optional.empty(), told.toString());
    }

    private static Stream<Place> domain(MailAddress address) {
        return WebKey.addresses(address).stream()
                .map(where -> new Place(where, Vouching.DOMAIN, "published by " + where.getHost()));
    }

    private Stream<Place> servers(MailAddress address) {
        return keyring.settings().keyServers().stream()
                .map(server -> new Place(server.asking(address), Vouching.KEY_SERVER, "from the key server " + server));
    }

    /** For mail that is about to go: only whom it is wanted to ask, and if nothing is known yet. */
    public void forMail(MailAddress recipient) {
        List<Place> places = Stream.concat(
                        keyring.settings().askDomains() ? domain(recipient) : Stream.<Place>empty(), servers(recipient))
                .toList();
        if (!places.isEmpty()) {
            var _ = ask(recipient, places);
        }
    }
}
