package org.sealpost.identity;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.mail.Domain;

/**
 * A policy object: which templates are deployed where, and what happens by itself there. The part of Group Policy that
 * autoenrolment needs (MS-CAESO 4.4.5.1).
 *
 * @param domain to which it is linked; empty for the whole organisation
 * @param unit path of the organisational unit to which it is linked, "" for the domain itself
 * @param enforced whether units below can neither block nor overrule it
 * @param switches what it says about the three switches
 * @param templates names of the templates that it deploys
 * @param only to whom it applies; empty for everybody in its place
 */
public record PolicyObject(
        String name,
        Optional<Domain> domain,
        String unit,
        boolean enforced,
        Switches switches,
        List<String> templates,
        List<Trustee> only) {
    /** Stands among the templates of a policy that gives people OpenPGP keys; no template may have this name. */
    public static final String OPEN_PGP = "OpenPGP";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

    /**
     * The three switches; an empty one leaves it to the policy above.
     *
     * @param enroll enrol certificates automatically
     * @param renew renew expired, update pending, remove revoked certificates
     * @param update update certificates that use certificate templates: new versions and superseded templates
     */
    public record Switches(Optional<Boolean> enroll, Optional<Boolean> renew, Optional<Boolean> update) {
        public static final Switches ON = new Switches(Optional.of(true), Optional.of(true), Optional.of(true));
        public static final Switches OPEN = new Switches(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public PolicyObject {
        templates = List.copyOf(templates);
        only = List.copyOf(only);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a policy's name has 1 to 64 letters, digits, blanks, dots, dashes: " + name);
        }
        if (domain.isEmpty() && !unit.isEmpty()) {
            throw new IllegalArgumentException("a policy that is linked to a unit needs the unit's domain: " + unit);
        }
    }

    /** Whether somebody is in the place to which the policy is linked, and one of those to whom it applies. */
    public boolean appliesTo(Enrollee enrollee) {
        boolean inside = domain.isEmpty() || (enrollee.place() + "/").startsWith(place() + "/");
        return inside && (only.isEmpty() || only.stream().anyMatch(trustee -> trustee.includes(enrollee)));
    }

    /** {@code example.org/legal}; empty for the whole organisation. */
    public String place() {
        return domain.map(in -> unit.isEmpty() ? in.name() : in.name() + "/" + unit)
                .orElse("")
                .toLowerCase(Locale.ROOT);
    }
}
