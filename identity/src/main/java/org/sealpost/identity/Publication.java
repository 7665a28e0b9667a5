package org.sealpost.identity;

/**
 * What of a domain outsiders are shown, and what its people may publish; all of it is off unless an administrator says so.
 *
 * @param page whether each person has a public page with certificate and vCard
 * @param ldap whether anybody finds a person's certificate over LDAP by the exact mail address, without a login
 * @param ownCertificates whether people may publish certificates that others issued to them
 */
public record Publication(boolean page, boolean ldap, boolean ownCertificates) {
    public static final Publication NOTHING = new Publication(false, false, false);
}
