package org.sealpost.protocols.sender;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.james.jspf.impl.SPF;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SpfCheck;
import org.sealpost.policy.ArcFacts;
import org.sealpost.policy.DmarcFacts;
import org.sealpost.policy.DmarcLookup;
import org.sealpost.protocols.arc.ArcChains;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.transport.SenderExamination;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the DNS of the senders: SPF, DKIM and DMARC. Safe for use by many threads. */
public final class DnsSenders implements SenderExamination {
    private static final Logger LOG = LoggerFactory.getLogger(DnsSenders.class);
    private static final int UNIQUE_LOCAL_MASK = 0xFE;
    private static final int UNIQUE_LOCAL = 0xFC;

    private final SPF spf;
    private final DkimSignatures dkim;
    private final DmarcRecords dmarc;
    private final ArcChains chains;
    private final boolean enforced;
    private final Set<Domain> trustedSealers;

    /**
     * Asks this DNS.
     *
     * @param enforced whether the wishes of domains are followed, or only written down
     * @param trustedSealers domains whose word about mail that they pass on counts
     */
    public DnsSenders(Dns dns, boolean enforced, Set<Domain> trustedSealers) {
        this.spf = new SPF(new SpfQuestions(dns));
        this.dkim = new DkimSignatures(dns);
        this.dmarc = new DmarcRecords(dns);
        this.chains = new ArcChains(dns);
        this.enforced = enforced;
        this.trustedSealers = Set.copyOf(trustedSealers);
    }

    @Override
    public DmarcFacts examine(Peer peer, Optional<MailAddress> reversePath, HeaderSection header, Content content) {
        Optional<Domain> author = Author.of(header).map(MailAddress::domain);
        if (isOfOurNetwork(peer.address())) {
            SpfCheck none = new SpfCheck(AuthenticationResult.NONE, Optional.empty(), false);
            return new DmarcFacts(
                    peer.address(), true, author, none, List.of(), new DmarcLookup.Absent(), Set.of(), enforced);
        }
        SpfCheck sent = spf(peer, reversePath);
        List<DkimCheck> signed = dkim.check(header, content);
        DmarcLookup wish = author.map(dmarc::of).orElseGet(DmarcLookup.Absent::new);
        Set<Domain> related = author.filter(domain -> wish instanceof DmarcLookup.Published)
                .map(domain -> related(domain, sent, signed))
                .orElse(Set.of());
        ArcFacts arc = new ArcFacts(chains.check(header, content), author, trustedSealers);
        return new DmarcFacts(peer.address(), false, author, sent, signed, wish, related, arc, enforced);
    }

    @SuppressWarnings("IllegalCatch") // What a library throws on a hostile record says nothing about the sender.
    private SpfCheck spf(Peer peer, Optional<MailAddress> reversePath) {
        Optional<Domain> domain = reversePath.map(MailAddress::domain).or(() -> domain(peer.helo()));
        boolean ofHelo = reversePath.isEmpty();
        try {
            String from = reversePath.map(MailAddress::toString).orElse("");
            String result = spf.checkSPF(peer.address(), from, peer.helo()).getResult();
            return new SpfCheck(AuthenticationResult.valueOf(result.toUpperCase(Locale.ROOT)), domain, ofHelo);
        } catch (RuntimeException e) {
            LOG.warn("SPF of {} could not be checked: {}", peer.address(), e.toString());
            return new SpfCheck(AuthenticationResult.PERMERROR, domain, ofHelo);
        }
    }

    /** Those that were proved and belong to the author's organisation. */
    private Set<Domain> related(Domain author, SpfCheck sent, List<DkimCheck> signed) {
        Set<Domain> related = new HashSet<>();
        Stream.concat(
                        Stream.of(sent)
                                .filter(one -> one.result() == AuthenticationResult.PASS)
                                .map(SpfCheck::domain),
                        signed.stream()
                                .filter(one -> one.result() == AuthenticationResult.PASS)
                                .map(DkimCheck::domain))
                .flatMap(Optional::stream)
                .distinct()
                .filter(domain -> isRelated(author, domain))
                .forEach(related::add);
        return related;
    }

    private boolean isRelated(Domain author, Domain domain) {
        try {
            return dmarc.isSameOrganisation(author, domain);
        } catch (Dns.Unanswered e) {
            return false;
        }
    }

    private static Optional<Domain> domain(String text) {
        try {
            return Optional.of(new Domain(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Addresses that no stranger has (RFC 1918, 4193, 3927, 4291). */
    private static boolean isOfOurNetwork(String digits) {
        try {
            InetAddress address = InetAddress.getByName(digits);
            byte[] octets = address.getAddress();
            return address.isLoopbackAddress()
                    || address.isSiteLocalAddress()
                    || address.isLinkLocalAddress()
                    || octets.length == 16 && (octets[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
