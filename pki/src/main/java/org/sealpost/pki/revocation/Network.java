package org.sealpost.pki.revocation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A range of IP addresses, {@code 10.1.0.0/16}. */
public record Network(String text, byte[] address, int bits) {
    /** What no certificate of an outsider may make us ask (RFC 6890 and what is embedded in others). */
    private static final List<Network> NOT_PUBLIC = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/96",
                    "::ffff:0:0:0/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(Network::of)
            .toList();

    /**
     * Reads {@code address/bits}, or an address alone.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Network of(String text) {
        String[] parts = text.strip().split("/", 2);
        // Only digits, so that no name is looked up.
        if (!parts[0].matches("[0-9.]+|[0-9a-fA-F:]+")) {
            throw new IllegalArgumentException("expected a network such as 10.1.0.0/16: " + text);
        }
        try {
            byte[] address = InetAddress.getByName(parts[0]).getAddress();
            int bits = parts.length == 1 ? address.length * 8 : Integer.parseInt(parts[1]);
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException("expected a network such as 10.1.0.0/16: " + text);
            }
            return new Network(text.strip(), address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("expected a network such as 10.1.0.0/16: " + text, e);
        }
    }

    public static boolean isPublic(InetAddress address) {
        return NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }

    /** Whether the address lies in it; one of the other family never does. */
    public boolean contains(InetAddress other) {
        byte[] octets = other.getAddress();
        if (octets.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((octets[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && bits == that.bits && Arrays.equals(address, that.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + bits;
    }

    @Override
    public String toString() {
        return text;
    }
}
