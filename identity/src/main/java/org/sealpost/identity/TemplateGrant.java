package org.sealpost.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** One line of a template's access control list. */
public record TemplateGrant(Trustee trustee, Set<TemplateRight> rights) {
    public TemplateGrant {
        rights = Set.copyOf(rights);
        if (rights.isEmpty()) {
            throw new IllegalArgumentException("a grant to " + trustee + " needs a right: read, enroll or autoenroll");
        }
    }

    public static TemplateGrant all(Trustee trustee) {
        return new TemplateGrant(trustee, EnumSet.allOf(TemplateRight.class));
    }

    /**
     * Reads {@code group legal@example.org: read enroll autoenroll}.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static TemplateGrant parse(String text) {
        int colon = text.indexOf(": ");
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "expected a trustee and rights, such as 'group legal@example.org: read enroll autoenroll': "
                            + text);
        }
        return new TemplateGrant(Trustee.parse(text.substring(0, colon)), rights(text.substring(colon + 2)));
    }

    /** Reads {@code read enroll autoenroll}. */
    public static Set<TemplateRight> rights(String text) {
        Set<TemplateRight> rights = EnumSet.noneOf(TemplateRight.class);
        for (String word : text.strip().split("[ ,]+", -1)) {
            try {
                rights.add(TemplateRight.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("expected read, enroll or autoenroll: " + word);
            }
        }
        return rights;
    }

    @Override
    public String toString() {
        return trustee + ": "
                + rights.stream()
                        .sorted()
                        .map(right -> right.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
    }
}
