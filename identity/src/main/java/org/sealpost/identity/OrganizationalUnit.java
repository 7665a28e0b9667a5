package org.sealpost.identity;

import org.sealpost.mail.Domain;

/**
 * A part of the organisation under a domain, to which policies are linked (X.521 organizationalUnit).
 *
 * @param path names from the domain down, separated by a slash: {@code Legal/Notaries}
 */
public record OrganizationalUnit(Domain domain, String path) {
    private static final int LIMIT = 256;

    public OrganizationalUnit {
        if (path.isBlank() || path.length() > LIMIT || path.startsWith("/") || path.endsWith("/")) {
            throw new IllegalArgumentException(
                    "an organisational unit needs a name such as Legal or Legal/Notaries: " + path);
        }
    }
}
