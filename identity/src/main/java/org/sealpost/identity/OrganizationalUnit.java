package org.sealpost.identity;

import java.util.List;
import java.util.stream.IntStream;
import org.sealpost.mail.Domain;

/**
 * A part of the organisation under a domain, to which policies are linked (X.521 organizationalUnit).
 *
 * @param path names from the domain down, separated by a slash: {@code Legal/Notaries}
 */
public record OrganizationalUnit(Domain domain, String path) {
    private static final int LIMIT = 256;

    public OrganizationalUnit {
        if (path.isBlank()
                || path.length() > LIMIT
                || path.startsWith("/")
                || path.endsWith("/")
                || path.contains("//")) {
            throw new IllegalArgumentException(
                    "an organisational unit needs a name such as Legal or Legal/Notaries: " + path);
        }
    }

    /** The paths of the units in which this one lies, from the domain down: {@code Legal} for {@code Legal/Notaries}. */
    public List<String> above() {
        return IntStream.range(0, path.length())
                .filter(index -> path.charAt(index) == '/')
                .mapToObj(index -> path.substring(0, index))
                .toList();
    }

    /** Its own name, without those above. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
