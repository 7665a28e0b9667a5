package org.sealpost.pki;

import java.util.Optional;
import java.util.Set;

/** Which authorities issue a template. */
@FunctionalInterface
public interface TemplateOffers {
    /** The first authority issues whatever is asked for. */
    TemplateOffers ALL = template -> Optional.empty();

    /** The names of the authorities that offer it; empty if offers do not matter. */
    Optional<Set<String>> of(String template);
}
