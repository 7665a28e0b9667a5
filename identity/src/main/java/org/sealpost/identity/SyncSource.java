package org.sealpost.identity;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * Another directory from which people, groups and contacts are taken.
 *
 * @param name by which administrators call it
 * @param url {@code ldaps://host} or {@code ldap://host}; the latter with StartTLS, unless the host is this machine
 * @param trustFile PEM with the authority of its TLS certificate; that of the platform if none
 * @param bindDn who asks, with the password in the first line of {@code passwordFile}; anonymously if empty
 * @param base under which everything lies; units are the {@code ou}s below it
 * @param filter which entries count, RFC 4515
 * @param preset how its attributes are called
 * @param vanishPercent the most people that may vanish in one go
 * @param login whether people who came from there log in with the password they have there
 * @param writeBack whether published certificates are written there
 */
public record SyncSource(
        String name,
        URI url,
        Optional<String> trustFile,
        String bindDn,
        String passwordFile,
        String base,
        String filter,
        Preset preset,
        int vanishPercent,
        boolean login,
        boolean writeBack) {
    /** Whose names of attributes. */
    public enum Preset {
        OPENLDAP,
        AD
    }

    public SyncSource {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException("a source has a name of small letters, digits and hyphens: " + name);
        }
        boolean secure = "ldaps".equals(url.getScheme());
        if (!(secure || "ldap".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("expected ldaps://host or ldap://host: " + url);
        }
        if (base.isBlank()) {
            throw new IllegalArgumentException("a source needs a base, such as dc=example,dc=org");
        }
        if (vanishPercent < 0 || vanishPercent > 100) {
            throw new IllegalArgumentException("a share is from 0 to 100 percent: " + vanishPercent);
        }
    }

    /**
     * How far it is.
     *
     * @param watermark the newest change that was seen, as the source writes it; "" before the first full run
     * @param outcome of the last run, for people
     */
    public record State(String watermark, Optional<Instant> lastRun, Optional<Instant> lastFull, String outcome) {
        public static final State NEW = new State("", Optional.empty(), Optional.empty(), "never run");
    }

    /** Where somebody who came from a source proves a password. */
    public record Origin(SyncSource source, String dn, MailAddress account) {}
}
