package org.sealpost.identity;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sealpost.mail.Domain;

/**
 * A domain whose mailboxes lie on a server behind this one: mail for it is taken here and handed on.
 *
 * @param hosts of that server, in the order in which they are tried
 * @param verified whether that server is asked for each recipient before a message is taken
 * @param senders addresses of machines that may send mail of this domain to the outside through this server
 */
public record RelayDomain(Domain domain, List<Host> hosts, boolean verified, List<String> senders) {
    private static final int HOSTS_LIMIT = 10;
    private static final int SENDERS_LIMIT = 100;

    public RelayDomain {
        hosts = List.copyOf(hosts);
        senders = List.copyOf(senders);
        if (hosts.isEmpty() || hosts.size() > HOSTS_LIMIT) {
            throw new IllegalArgumentException("a domain has 1 to " + HOSTS_LIMIT + " hosts behind");
        }
        if (senders.size() > SENDERS_LIMIT) {
            throw new IllegalArgumentException("a domain has at most " + SENDERS_LIMIT + " machines that send");
        }
    }

    /** A host by name, or by its IPv4 address. */
    public record Host(String name, int port) {
        private static final int SMTP_PORT = 25;
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

        public Host {
            name = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("expected the name or IPv4 address of a host: " + name);
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is a number from 1 to 65535: " + port);
            }
        }

        /** {@code host} or {@code host:port}. */
        public static Host parse(String text) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                return new Host(text, SMTP_PORT);
            }
            String port = text.substring(colon + 1);
            if (!port.matches("\\d{1,5}")) {
                throw new IllegalArgumentException("expected HOST or HOST:PORT, not " + text);
            }
            return new Host(text.substring(0, colon), Integer.parseInt(port));
        }

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }
}
