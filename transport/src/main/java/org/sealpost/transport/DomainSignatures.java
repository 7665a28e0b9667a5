package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.DomainKeys;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.policy.ArcSealFacts;
import org.sealpost.policy.ArcSealPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.policy.DomainSignatureFacts;
import org.sealpost.policy.DomainSignatureFacts.InDns;
import org.sealpost.policy.DomainSignaturePolicy;
import org.sealpost.policy.DomainSignatureVerdict;
import org.sealpost.policy.Finding;

/**
 * Signs what leaves: in the name of its author's domain (DKIM) what our people wrote, and of mail of others what was found when it came
 * (ARC). It is the last that is done to a message: it covers its final bytes.
 */
public final class DomainSignatures {
    private final DomainKeys keys;
    private final Directory directory;
    private final RelayDomains behind;
    private final Craft craft;
    private final boolean wanted;
    private final String hostName;

    /**
     * What signs.
     *
     * @param wanted whether the installation signs for its domains at all
     * @param hostName under which the house says what it found
     */
    public DomainSignatures(DomainKeys keys, Directory directory, Craft craft, boolean wanted, String hostName) {
        this.keys = keys;
        this.directory = directory;
        this.behind = RelayDomains.NONE;
        this.craft = craft;
        this.wanted = wanted;
        this.hostName = hostName;
    }

    private DomainSignatures(DomainSignatures other, RelayDomains behind) {
        this.keys = other.keys;
        this.directory = other.directory;
        this.behind = behind;
        this.craft = other.craft;
        this.wanted = other.wanted;
        this.hostName = other.hostName;
    }

    /** The same, that signs for domains behind this server, too. */
    public DomainSignatures with(RelayDomains domains) {
        return new DomainSignatures(this, domains);
    }

    /** What signing takes of the world. */
    public interface Craft {
        /** Whether receivers of our mail find this key. */
        InDns inDns(DomainKey key);

        /**
         * The header field with the signature over the content, lines with CRLF between them and none at the end (RFC 6376 section 3.5).
         *
         * @throws org.sealpost.mail.MailFailure temporary, if the key is not at hand
         */
        String sign(Content content, DomainKey key);

        /**
         * The three header fields of one more link of the chain, newest first, in the same form (RFC 8617 section 5.1).
         *
         * @param authority who found the results
         * @throws org.sealpost.mail.MailFailure temporary, if the key is not at hand
         */
        String seal(Content content, DomainKey key, String authority, AuthenticationResults arrival);

        /** How many links the chain has that the fields show, whole or not. */
        int seals(HeaderSection header);
    }

    /** A message as it leaves, and why it is signed or not. */
    public record Stamped(MailObject mail, List<Finding> because) {
        public Stamped {
            because = List.copyOf(because);
        }
    }

    public Stamped stamp(MailObject mail) {
        return isOfOthers(mail) ? sealed(mail) : signed(mail);
    }

    /** The domain that passes it on: of the person whose filter does, or the first of the house. */
    private Stamped sealed(MailObject mail) {
        Domain domain = mail.origin()
                .ours()
                .map(MailAddress::domain)
                .orElseGet(() -> directory.domains().getFirst());
        AuthenticationResults arrival = mail.origin().arrival();
        // Nobody asks the DNS about a message that is not sealed anyway.
        boolean asked = wanted && !arrival.results().isEmpty();
        List<DomainKey> known = asked ? keys.of(domain) : List.of();
        Decision<DomainSignatureVerdict> decision = ArcSealPolicy.decide(
                new ArcSealFacts(wanted, arrival, craft.seals(HeaderSection.of(mail.content())), domain, seen(known)));
        return switch (decision.verdict()) {
            case DomainSignatureVerdict.Leave() -> new Stamped(mail, decision.because());
            case DomainSignatureVerdict.Sign(Domain of, String selector) -> {
                String fields = craft.seal(mail.content(), key(known, selector), hostName, arrival);
                yield new Stamped(
                        mail.withContent(HeaderSection.prepend(mail.content(), List.of(fields))), decision.because());
            }
        };
    }

    private List<DomainSignatureFacts.Key> seen(List<DomainKey> known) {
        return known.stream()
                .map(key -> new DomainSignatureFacts.Key(key.selector(), craft.inDns(key)))
                .toList();
    }

    private Stamped signed(MailObject mail) {
        Optional<Domain> author = Author.of(HeaderSection.of(mail.content())).map(MailAddress::domain);
        boolean ours = author.filter(this::isOurs).isPresent();
        // Nobody asks the DNS about a message that is not signed anyway.
        boolean asked = wanted && ours;
        List<DomainKey> known = asked ? keys.of(author.orElseThrow()) : List.of();
        Decision<DomainSignatureVerdict> decision =
                DomainSignaturePolicy.decide(new DomainSignatureFacts(wanted, author, ours, seen(known)));
        return switch (decision.verdict()) {
            case DomainSignatureVerdict.Leave() -> new Stamped(mail, decision.because());
            case DomainSignatureVerdict.Sign(Domain domain, String selector) ->
                new Stamped(mail.withContent(signed(mail.content(), known, selector)), decision.because());
        };
    }

    private Content signed(Content content, List<DomainKey> known, String selector) {
        return HeaderSection.prepend(content, List.of(craft.sign(content, key(known, selector))));
    }

    private static DomainKey key(List<DomainKey> known, String selector) {
        return known.stream()
                .filter(one -> one.selector().equals(selector))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Somebody else wrote it, and the signature of that domain goes along. Whoever is believed to write in the name of a domain of
     * ours without a login is none of them.
     */
    private boolean isOfOthers(MailObject mail) {
        return switch (mail.origin()) {
            case Origin.Forwarded forwarded -> true;
            case Origin.Received received ->
                received.author().filter(author -> isOurs(author.domain())).isEmpty();
            case Origin.Submitted submitted -> false;
            case Origin.Internal internal -> false;
        };
    }

    private boolean isOurs(Domain domain) {
        return directory.isAccepted(domain) || behind.of(domain).isPresent();
    }
}
