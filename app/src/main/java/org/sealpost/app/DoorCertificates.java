package org.sealpost.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;
import org.sealpost.mail.Domain;
import org.sealpost.pki.CertificateHosts;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.smtp.ConnectorGuide;
import org.sealpost.protocols.smtp.ConnectorTerms;
import org.sealpost.protocols.smtp.DoorProbe;
import org.sealpost.protocols.smtp.DoorProbe.Seen;
import org.sealpost.protocols.smtp.SmtpListener;

/** Which certificates the doors of a house show, as their clients see them. */
public final class DoorCertificates {
    private final House house;

    public DoorCertificates(House house) {
        this.house = house;
    }

    /**
     * What one door shows.
     *
     * @param faults in words; empty if all is well
     */
    public record Checked(String door, String address, Optional<Seen> seen, List<String> faults) {
        public Checked {
            faults = List.copyOf(faults);
        }
    }

    /** The names by which the world reaches this server: its host and all of its domains. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        Stream.concat(
                        Stream.of(house.configuration().hostName()),
                        house.directory().domains().stream().map(Domain::name))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .forEach(names::add);
        return names;
    }

    /** Connects to every open door that has TLS. */
    public List<Checked> check() {
        List<Checked> all = new ArrayList<>();
        for (Map.Entry<String, String> door : house.openDoors().entrySet()) {
            String kind = kind(door.getKey());
            if (DoorProbe.knows(kind)) {
                all.add(check(door.getKey(), kind, door.getValue()));
            }
        }
        return all;
    }

    /** What is spoken at a door: of a connector that would serve this machine, what is spoken at the usual one of its kind. */
    private String kind(String door) {
        return house.configuration().connectors().stream()
                .filter(one -> one.name().equals(door))
                .findFirst()
                .map(this::kind)
                .orElse(door);
    }

    private String kind(SmtpListener connector) {
        boolean served = connector.kind() != SmtpListener.Kind.LMTP
                && connector.terms().balancers().isEmpty()
                && new ConnectorGuide(house.configuration().connectors())
                        .forClient(InetAddress.getLoopbackAddress()).stream()
                                .anyMatch(answer -> answer.connector().equals(connector));
        boolean atOnce = connector.terms().tls() == ConnectorTerms.TlsStart.AT_ONCE;
        return served ? (atOnce ? "submissions" : "smtp") : "";
    }

    private Checked check(String door, String kind, String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replace("0.0.0.0", "127.0.0.1");
        InetSocketAddress at = new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
        try {
            Seen seen = DoorProbe.look(kind, at, house.configuration().hostName());
            return new Checked(door, address, Optional.of(seen), faults(seen.chain()));
        } catch (IOException e) {
            return new Checked(door, address, Optional.empty(), List.of("no TLS: " + e.getMessage()));
        }
    }

    private List<String> faults(List<X509Certificate> chain) {
        X509Certificate certificate = chain.getFirst();
        List<String> faults = new ArrayList<>();
        Instant now = house.clock().instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            faults.add("it is not good now");
        }
        Set<String> missing = names();
        missing.removeAll(hosts(certificate));
        if (!missing.isEmpty()) {
            faults.add("it does not name " + String.join(", ", missing));
        }
        if (!isTrusted(chain)) {
            faults.add("neither our own authority nor a public one vouches for it");
        }
        return faults;
    }

    /** In lower case. */
    public static List<String> hosts(X509Certificate certificate) {
        try {
            return CertificateHosts.of(certificate.getEncoded()).stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .toList();
        } catch (CertificateException e) {
            return List.of();
        }
    }

    private boolean isTrusted(List<X509Certificate> chain) {
        List<X509Certificate> own = house.certification().roots().stream()
                .map(Certificates::pem)
                .flatMap(pem -> org.sealpost.pki.PemChain.read(pem).stream())
                .toList();
        return !own.isEmpty() && isTrusted(chain, PublicRoots.of(own)) || isTrusted(chain, PublicRoots.of(List.of()));
    }

    private static boolean isTrusted(List<X509Certificate> chain, X509TrustManager judge) {
        try {
            judge.checkServerTrusted(
                    chain.toArray(new X509Certificate[0]),
                    chain.getFirst().getPublicKey().getAlgorithm().equals("RSA") ? "ECDHE_RSA" : "ECDHE_ECDSA");
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }
}
