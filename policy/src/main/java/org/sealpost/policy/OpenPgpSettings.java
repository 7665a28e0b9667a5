package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.KeyServer;
import org.sealpost.mail.Change;

/**
 * What the organisation wants of OpenPGP.
 *
 * @param first whether a recipient's OpenPGP key goes before a certificate
 * @param autocrypt whether mail to the outside tells the sender's key in its header (Autocrypt level 1)
 * @param learn whether keys that come with proven mail are used
 * @param askDomains whether the domain of a recipient is asked for a key (Web Key Directory); it learns that somebody writes
 * @param publish whether the house answers such questions about its own people
 * @param version of new keys: 4 or 6
 * @param keyServers who is asked for the key of a recipient of whom nothing is known, in this order; they learn who that is
 */
public record OpenPgpSettings(
        boolean first,
        boolean autocrypt,
        boolean learn,
        boolean askDomains,
        boolean publish,
        int version,
        List<KeyServer> keyServers) {
    /** Each may take some seconds to answer, while a message waits. */
    private static final int KEY_SERVERS_LIMIT = 3;

    /** Nothing is asked that would tell others with whom the house writes. */
    public static final OpenPgpSettings DEFAULT = new OpenPgpSettings(false, true, true, false, true, 4);

    public OpenPgpSettings {
        if (version != 4 && version != 6) {
            throw new IllegalArgumentException("the version of an OpenPGP key is 4 or 6: " + version);
        }
        if (keyServers.size() > KEY_SERVERS_LIMIT) {
            throw new IllegalArgumentException("at most " + KEY_SERVERS_LIMIT + " key servers are asked");
        }
        keyServers = List.copyOf(keyServers);
    }

    /** Asking no key server. */
    public OpenPgpSettings(
            boolean first, boolean autocrypt, boolean learn, boolean askDomains, boolean publish, int version) {
        this(first, autocrypt, learn, askDomains, publish, version, List.of());
    }

    /** Where they are kept. */
    public interface Book {
        /** Nobody has changed anything. */
        Book UNCHANGED = new Book() {
            @Override
            public OpenPgpSettings openPgp() {
                return DEFAULT;
            }

            @Override
            public Change changing(OpenPgpSettings settings) {
                throw new UnsupportedOperationException("settings cannot be kept here");
            }
        };

        OpenPgpSettings openPgp();

        Change changing(OpenPgpSettings settings);
    }
}
