package org.sealpost.app;

import java.io.IOException;
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
import org.sealpost.protocols.smtp.DoorProbe;
import org.sealpost.protocols.smtp.DoorProbe.Seen;

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
            if (DoorProbe.knows(door.getKey())) {
                all.add(check(door.getKey(), door.getValue()));
            }
        }
        return all;
    }

    private Checked check(String door, String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replace("0.0.0.0", "127.0.0.1");
        InetSocketAddress at = new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
        try {
            Seen seen = DoorProbe.look(door, at, house.configuration().hostName());
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
