package org.sealpost.protocols.scan;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a scanner listens that speaks ICAP (RFC 3507), and by which name it is called there.
 *
 * @param uri as it is told to it
 */
public record IcapPlace(Peer peer, String uri, String host) {
    /** RFC 3507 section 4.2. */
    private static final int PORT = 1344;

    private static final String EXPECTED = "expected a place such as icap://127.0.0.1:1344/avscan: ";

    /**
     * {@code icap://127.0.0.1:1344/avscan}; it must be on this machine, as for {@link Peer}.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static IcapPlace parse(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            if (!"icap".equals(uri.getScheme())
                    || uri.getHost() == null
                    || !plain
                    || uri.getPort() > Peer.LARGEST_PORT
                    || uri.getRawPath().length() < 2) {
                throw new IllegalArgumentException(EXPECTED + text);
            }
            int port = uri.getPort() < 0 ? PORT : uri.getPort();
            return new IcapPlace(
                    Peer.parse(uri.getHost() + ":" + port), uri.toASCIIString(), uri.getHost() + ":" + port);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(EXPECTED + text, e);
        }
    }
}
