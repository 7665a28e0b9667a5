package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.DomainKeys;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.policy.Decision;
import org.sealpost.policy.DomainSignatureFacts;
import org.sealpost.policy.DomainSignatureFacts.InDns;
import org.sealpost.policy.DomainSignaturePolicy;
import org.sealpost.policy.DomainSignatureVerdict;
import org.sealpost.policy.Finding;

/** Signs what leaves in the name of its author's domain (DKIM). It is the last that is done to a message: it covers its final bytes. */
public final class DomainSignatures {
    private final DomainKeys keys;
    private final Directory directory;
    private final Craft craft;
    private final boolean wanted;

    /** {@code wanted}: whether the installation signs for its domains at all. */
    public DomainSignatures(DomainKeys keys, Directory directory, Craft craft, boolean wanted) {
        this.keys = keys;
        this.directory = directory;
        this.craft = craft;
        this.wanted = wanted;
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
    }

    /** A message as it leaves, and why it is signed or not. */
    public record Stamped(MailObject mail, List<Finding> because) {
        public Stamped {
            because = List.copyOf(because);
        }
    }

    public Stamped stamp(MailObject mail) {
        Optional<Domain> author = Author.of(HeaderSection.of(mail.content())).map(MailAddress::domain);
        boolean ours = author.filter(directory::isAccepted).isPresent();
        // Nobody asks the DNS about a message that is not signed anyway.
        boolean asked = wanted && ours && isWrittenHere(mail);
        List<DomainKey> known = asked ? keys.of(author.orElseThrow()) : List.of();
        Decision<DomainSignatureVerdict> decision = DomainSignaturePolicy.decide(new DomainSignatureFacts(
                wanted,
                isWrittenHere(mail),
                author,
                ours,
                known.stream()
                        .map(key -> new DomainSignatureFacts.Key(key.selector(), craft.inDns(key)))
                        .toList()));
        return switch (decision.verdict()) {
            case DomainSignatureVerdict.Leave() -> new Stamped(mail, decision.because());
            case DomainSignatureVerdict.Sign(Domain domain, String selector) ->
                new Stamped(mail.withContent(signed(mail.content(), known, selector)), decision.because());
        };
    }

    private Content signed(Content content, List<DomainKey> known, String selector) {
        DomainKey key = known.stream()
                .filter(one -> one.selector().equals(selector))
                .findFirst()
                .orElseThrow();
        return HeaderSection.prepend(content, List.of(craft.sign(content, key)));
    }

    private static boolean isWrittenHere(MailObject mail) {
        return switch (mail.origin()) {
            case Origin.Submitted submitted -> true;
            case Origin.Internal() -> true;
            // Somebody else wrote it, and the signature of that domain goes along.
            case Origin.Forwarded forwarded -> false;
            case Origin.Received received -> false;
        };
    }
}
