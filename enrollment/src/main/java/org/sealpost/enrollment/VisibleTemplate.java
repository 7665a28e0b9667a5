package org.sealpost.enrollment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.TemplateCatalog;
import org.sealpost.identity.TemplateRight;

/** A template that somebody may see, what they may do with it, and the authorities that offer it. */
public record VisibleTemplate(CertificateTemplate template, Set<TemplateRight> rights, List<String> authorities) {
    public VisibleTemplate {
        rights = Set.copyOf(rights);
        authorities = List.copyOf(authorities);
    }

    /** Those that are offered to somebody of this kind, in order of their names. */
    static List<VisibleTemplate> of(Enrollee enrollee, TemplateCatalog catalog) {
        Map<String, Set<String>> offers = catalog.offers();
        return catalog.templates().stream()
                .filter(template -> !template.retired() && template.holder() == enrollee.holder())
                .map(template ->
                        new VisibleTemplate(template, template.rightsOf(enrollee), offering(offers, template.name())))
                .filter(visible -> visible.rights().contains(TemplateRight.READ)
                        && !visible.authorities().isEmpty())
                .toList();
    }

    private static List<String> offering(Map<String, Set<String>> offers, String template) {
        return offers.entrySet().stream()
                .filter(offer -> offer.getValue().contains(template))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
