package org.sealpost.identity;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sealpost.mail.Domain;

/**
 * An organisation with which mail goes over mutual TLS (Domain Security): each side proves to the other who it is. Nobody
 * else's authorities count for it, neither those of the system nor those that the house trusts otherwise.
 *
 * @param name by which administrators know it
 * @param domains its mail domains, each exactly as it stands behind the {@code @}
 * @param anchors authorities under which its certificates stand
 * @param pins SHA-256 of public keys (SubjectPublicKeyInfo) of its servers, lower-case hex; a new one can stand beside the old
 * @param servers names that its certificates may bear instead of the domain's
 * @param send how far it is for mail to it
 * @param receive how far it is for mail from it
 */
public record Partner(
        String name,
        List<Domain> domains,
        List<PartnerAnchor> anchors,
        List<String> pins,
        List<Domain> servers,
        PartnerTerms terms,
        PartnerState send,
        PartnerState receive) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern PIN = Pattern.compile("[0-9a-f]{64}");
    private static final int DOMAINS_LIMIT = 100;
    private static final int PROOFS_LIMIT = 20;

    public Partner {
        domains = distinct(domains, DOMAINS_LIMIT, "domains");
        anchors = distinct(anchors, PROOFS_LIMIT, "authorities");
        pins = distinct(pins, PROOFS_LIMIT, "pinned keys");
        servers = distinct(servers, DOMAINS_LIMIT, "names of servers");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("expected a name of small letters, digits, dots and hyphens: " + name);
        }
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("a partner has at least one domain");
        }
        if (pins.stream().anyMatch(pin -> !PIN.matcher(pin).matches())) {
            throw new IllegalArgumentException("expected the SHA-256 of a public key, 64 hexadecimal digits");
        }
        if ((send.isEnforced() || receive.isEnforced()) && anchors.isEmpty() && pins.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing could prove that it is " + name + ": add an authority or pin a key first");
        }
    }

    private static <T> List<T> distinct(List<T> all, int limit, String what) {
        List<T> kept = all.stream().distinct().toList();
        if (kept.size() > limit) {
            throw new IllegalArgumentException("a partner has at most " + limit + " " + what + ": " + kept.size());
        }
        return kept;
    }

    public boolean has(Domain domain) {
        return domains.contains(domain);
    }

    public PartnerState state(PartnerWay way) {
        return switch (way) {
            case SEND -> send;
            case RECEIVE -> receive;
        };
    }

    /** The names of which its certificates must bear one when it is about this domain of it, this one first. */
    public List<String> names(Domain domain) {
        return Stream.concat(Stream.of(domain), servers.stream())
                .map(Domain::name)
                .distinct()
                .toList();
    }

    public Partner with(PartnerWay way, PartnerState state) {
        return switch (way) {
            case SEND -> new Partner(name, domains, anchors, pins, servers, terms, state, receive);
            case RECEIVE -> new Partner(name, domains, anchors, pins, servers, terms, send, state);
        };
    }

    public Partner withDomains(List<Domain> others) {
        return new Partner(name, others, anchors, pins, servers, terms, send, receive);
    }

    /** The same partner, who proves itself otherwise. */
    public Partner withProofs(List<PartnerAnchor> otherAnchors, List<String> otherPins, List<Domain> otherServers) {
        return new Partner(name, domains, otherAnchors, otherPins, otherServers, terms, send, receive);
    }

    public Partner withTerms(PartnerTerms others) {
        return new Partner(name, domains, anchors, pins, servers, others, send, receive);
    }
}
