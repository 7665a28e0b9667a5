package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes that a search asked for (RFC 4511 section 4.5.1.8). A name without options asks for all forms of the
 * attribute, so {@code userCertificate} gives {@code userCertificate;binary}.
 */
final class RequestedAttributes {
    private final Set<String> names;
    private final boolean all;
    private final boolean typesOnly;

    RequestedAttributes(List<String> names, boolean typesOnly) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.all = names.isEmpty() || names.contains("*");
        this.typesOnly = typesOnly;
    }

    Entry of(Entry entry) {
        List<Attribute> kept = entry.getAttributes().stream()
                .filter(this::isWanted)
                .map(attribute -> typesOnly ? new Attribute(attribute.getName()) : attribute)
                .toList();
        return new Entry(entry.getDN(), kept);
    }

    private boolean isWanted(Attribute attribute) {
        return all
                || names.contains(attribute.getName().toLowerCase(Locale.ROOT))
                || names.contains(attribute.getBaseName().toLowerCase(Locale.ROOT));
    }
}
