package org.sealpost.mail;

import java.util.regex.Pattern;

/**
 * Another host that an administrator names for mail that waits, in the place of its domain's own.
 *
 * @param by the administrator, as the audit log names them
 */
public record Redirect(String host, int port, String by) {
    private static final int LIMIT = 255;
    private static final int SMTP_PORT = 25;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1," + LIMIT + "}");

    public Redirect {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("a host is a name or an IPv4 address: " + host);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535: " + port);
        }
    }

    /** {@code host} or {@code host:port}. */
    public static Redirect parse(String text, String by) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Redirect(text, SMTP_PORT, by);
        }
        String port = text.substring(colon + 1);
        if (!port.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("expected HOST or HOST:PORT, not " + text);
        }
        return new Redirect(text.substring(0, colon), Integer.parseInt(port), by);
    }

    /** As {@link #parse} reads it. */
    public String address() {
        return host + ":" + port;
    }
}
