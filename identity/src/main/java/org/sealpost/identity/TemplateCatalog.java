package org.sealpost.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.mail.Change;

/** The certificate templates and which authority issues which of them. */
public interface TemplateCatalog {
    /** All templates in order of their names, retired ones included. */
    List<CertificateTemplate> templates();

    default Optional<CertificateTemplate> find(String name) {
        return templates().stream()
                .filter(template -> template.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** The names of the templates that each authority issues, by the name of the authority. */
    Map<String, Set<String>> offers();

    /** The names of the authorities that issue a template. */
    default Set<String> offering(String template) {
        return offers().entrySet().stream()
                .filter(offer -> offer.getValue().contains(template))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Adds a template or replaces the one of its name. A template is never removed: certificates refer to it. */
    Change putting(CertificateTemplate template);

    /** Lets an authority issue a template, or no longer. */
    Change offering(String authority, String template, boolean offered);
}
