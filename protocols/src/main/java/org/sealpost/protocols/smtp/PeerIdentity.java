package org.sealpost.protocols.smtp;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;
import org.sealpost.policy.HopAchieved;
import org.sealpost.policy.PeerProof;
import org.sealpost.policy.TlsResult;
import org.sealpost.protocols.dns.Tlsa;

/** What the certificates that a server showed prove about who it is. */
final class PeerIdentity {
    private static final int DNS_NAME = 2;
    /** The handshake is over; which algorithms it used does not matter for the path. */
    private static final String ANY_HANDSHAKE = "UNKNOWN";

    private static final Optional<TlsResult> NOTHING_SHOWN = Optional.of(TlsResult.CERTIFICATE_NOT_TRUSTED);

    private final X509TrustManager publicRoots;

    PeerIdentity(X509TrustManager publicRoots) {
        this.publicRoots = publicRoots;
    }

    /** What a connection has; {@code certificateShown}: whether the other side asked for ours and got it. */
    HopAchieved achieved(Hop hop, PeerConnection peer, boolean certificateShown) {
        Proofs proofs = of(hop, peer.certificates());
        return new HopAchieved(
                hop.host(),
                Tls.level(peer.security()),
                proofs.held(),
                proofs.doubt(),
                certificateShown,
                peer.offers("REQUIRETLS"));
    }

    /** What is proved, and why not more, in words. */
    record Proofs(Set<PeerProof> held, String doubt) {}

    Proofs of(Hop hop, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            // Who shows nothing is told to those who watch over partners, too.
            return new Proofs(
                    Set.of(),
                    hop.partner()
                            .flatMap(partner -> partner.fault().apply(chain))
                            .orElse("it showed no certificate"));
        }
        Set<PeerProof> held = EnumSet.noneOf(PeerProof.class);
        List<String> doubts = new ArrayList<>();
        hop.partner().ifPresent(partner -> hold(held, doubts, partner.fault().apply(chain), PeerProof.PARTNER));
        if (!hop.knowledge().tlsa().isEmpty()) {
            hold(held, doubts, daneFault(hop, chain).map(Fault::words), PeerProof.DANE);
        }
        Optional<String> fault = publicFault(hop.host(), chain).map(Fault::words);
        hold(held, doubts, fault, PeerProof.NAME);
        if (fault.isEmpty() && hop.knowledge().sureName()) {
            held.add(PeerProof.SURE_NAME);
        }
        if (fault.isEmpty() && hop.knowledge().listed()) {
            held.add(PeerProof.MTA_STS);
        }
        return new Proofs(held, inOneSentence(doubts));
    }

    private static void hold(Set<PeerProof> held, List<String> doubts, Optional<String> fault, PeerProof proof) {
        if (fault.isEmpty()) {
            held.add(proof);
        } else {
            doubts.add(fault.get());
        }
    }

    /** The names in certificates are whatever the other side likes. */
    private static String inOneSentence(List<String> doubts) {
        return doubts.stream()
                .map(doubt -> doubt.replaceAll("\\p{Cntrl}+", " ").replaceFirst("\\.$", ""))
                .collect(Collectors.joining("; "));
    }

    /** Why a certificate does not prove something, for reports and in words. */
    private record Fault(TlsResult result, String words) {
        /** RFC 8460 section 4.3.1 tells expired ones from all others that nobody vouches for. */
        static Fault of(List<X509Certificate> chain, String words) {
            return new Fault(
                    chain.stream().anyMatch(PeerIdentity::isExpired)
                            ? TlsResult.CERTIFICATE_EXPIRED
                            : TlsResult.CERTIFICATE_NOT_TRUSTED,
                    words);
        }

        static Fault name(X509Certificate certificate, String host) {
            return new Fault(TlsResult.CERTIFICATE_HOST_MISMATCH, wrongName(certificate, host));
        }
    }

    private static boolean isExpired(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return false;
        } catch (CertificateExpiredException e) {
            return true;
        } catch (CertificateNotYetValidException e) {
            return false;
        }
    }

    /** Why the certificates are not those of the TLSA records, as reports tell it. */
    Optional<TlsResult> daneResult(Hop hop, List<X509Certificate> chain) {
        return chain.isEmpty() ? NOTHING_SHOWN : daneFault(hop, chain).map(Fault::result);
    }

    /** Why they do not prove the name of the host to everybody. */
    Optional<TlsResult> nameResult(Hop hop, List<X509Certificate> chain) {
        return chain.isEmpty() ? NOTHING_SHOWN : publicFault(hop.host(), chain).map(Fault::result);
    }

    private Optional<Fault> publicFault(String host, List<X509Certificate> chain) {
        try {
            publicRoots.checkServerTrusted(chain.toArray(X509Certificate[]::new), ANY_HANDSHAKE);
        } catch (CertificateException e) {
            return Optional.of(Fault.of(chain, "no public authority vouches for its certificate, " + origin(chain)));
        }
        return isFor(chain.getFirst(), host) ? Optional.empty() : Optional.of(Fault.name(chain.getFirst(), host));
    }

    /** RFC 7672 section 3.1: an own certificate counts whatever else it says; one of an authority must also name the host. */
    private static Optional<Fault> daneFault(Hop hop, List<X509Certificate> chain) {
        for (Tlsa tlsa : hop.knowledge().tlsa()) {
            if (tlsa.isOwn() && tlsa.matches(chain.getFirst())) {
                return Optional.empty();
            }
        }
        Optional<Fault> fault = Optional.of(new Fault(
                TlsResult.CERTIFICATE_NOT_TRUSTED, "none of its certificates is the one that the DNS names (DANE)"));
        for (Tlsa tlsa : hop.knowledge().tlsa()) {
            for (int i = 1; !tlsa.isOwn() && i < chain.size(); i++) {
                if (tlsa.matches(chain.get(i))) {
                    fault = authorityFault(hop, chain, i);
                    if (fault.isEmpty()) {
                        return fault;
                    }
                }
            }
        }
        return fault;
    }

    private static Optional<Fault> authorityFault(Hop hop, List<X509Certificate> chain, int anchor) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain.get(anchor), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(chain.subList(0, anchor)),
                            parameters);
        } catch (GeneralSecurityException e) {
            return Optional.of(Fault.of(
                    chain.subList(0, anchor + 1),
                    "its certificate, " + origin(chain)
                            + ", does not come from the authority that the DNS names (DANE)"));
        }
        boolean named = isFor(chain.getFirst(), hop.host())
                || hop.knowledge()
                        .domain()
                        .filter(domain -> isFor(chain.getFirst(), domain.name()))
                        .isPresent();
        return named ? Optional.empty() : Optional.of(Fault.name(chain.getFirst(), hop.host()));
    }

    /** What people can do something with; the words of the JDK are not. */
    private static String origin(List<X509Certificate> chain) {
        return chain.stream()
                .filter(PeerIdentity::isExpired)
                .findFirst()
                .map(ended -> "which has ended: "
                        + ended.getSubjectX500Principal().getName() + " on "
                        + ended.getNotAfter().toInstant())
                .orElseGet(() ->
                        "issued by " + chain.getLast().getIssuerX500Principal().getName());
    }

    private static String wrongName(X509Certificate certificate, String host) {
        List<String> names = names(certificate);
        String those = names.isEmpty() ? "no host" : String.join(", ", names.subList(0, Math.min(names.size(), 5)));
        return "its certificate is for " + those + ", not for " + host;
    }

    /** RFC 9525: only names of the subjectAltName count, and {@code *} stands for one whole label in front. */
    static boolean isFor(X509Certificate certificate, String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        String wild = dot > 0 && name.indexOf('.', dot + 1) > 0 ? "*" + name.substring(dot) : name;
        return names(certificate).stream().anyMatch(one -> one.equals(name) || one.equals(wild));
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(one -> one.getFirst() instanceof Integer kind && kind == DNS_NAME)
                            .map(one -> String.valueOf(one.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateException e) {
            return List.of();
        }
    }
}
