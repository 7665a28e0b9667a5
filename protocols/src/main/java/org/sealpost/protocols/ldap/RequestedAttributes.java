package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes that a search asked for (RFC 4511 section 4.5.1.8). A name without options asks for all forms of the
 * attribute, so {@code userCertificate} gives {@code userCertificate;binary}. {@code +} asks for all that is else told only
 * by name (RFC 3673).
 */
final class RequestedAttributes {
    private final Set<String> names;
    private final boolean all;
    private final boolean allOperational;
    private final boolean typesOnly;

    RequestedAttributes(List<String> names, boolean typesOnly) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.all = names.isEmpty() || names.contains("*");
        this.allOperational = names.contains("+");
        this.typesOnly = typesOnly;
    }

    Entry of(Shown shown) {
        List<Attribute> told = new ArrayList<>();
        for (Attribute attribute : shown.entry().getAttributes()) {
            if (all || isNamed(attribute)) {
                told.add(attribute);
            }
        }
        if (allOperational || shown.mayTell(names)) {
            for (Attribute attribute : shown.operational()) {
                if (allOperational || isNamed(attribute)) {
                    told.add(attribute);
                }
            }
        }
        return new Entry(
                shown.entry().getDN(),
                typesOnly
                        ? told.stream()
                                .map(attribute -> new Attribute(attribute.getName()))
                                .toList()
                        : told);
    }

    private boolean isNamed(Attribute attribute) {
        return names.contains(attribute.getName().toLowerCase(Locale.ROOT))
                || names.contains(attribute.getBaseName().toLowerCase(Locale.ROOT));
    }
}
