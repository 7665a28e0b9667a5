package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        Stream<Attribute> plain = shown.entry().getAttributes().stream().filter(attribute -> all || isNamed(attribute));
        Stream<Attribute> operational =
                shown.operational().stream().filter(attribute -> allOperational || isNamed(attribute));
        return new Entry(
                shown.entry().getDN(),
                Stream.concat(plain, operational)
                        .map(attribute -> typesOnly ? new Attribute(attribute.getName()) : attribute)
                        .toList());
    }

    private boolean isNamed(Attribute attribute) {
        return names.contains(attribute.getName().toLowerCase(Locale.ROOT))
                || names.contains(attribute.getBaseName().toLowerCase(Locale.ROOT));
    }
}
