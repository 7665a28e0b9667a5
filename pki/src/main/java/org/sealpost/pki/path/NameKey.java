package org.sealpost.pki.path;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * A distinguished name in the form in which names are compared (RFC 5280 section 7.1): without case and with single spaces,
 * whatever kind of string holds it, but in the order in which it is written. Bouncy Castle takes two names for equal whose parts
 * stand in another order.
 *
 * @param parts one text for each relative distinguished name
 */
public record NameKey(List<String> parts) {
    public NameKey {
        parts = List.copyOf(parts);
    }

    public static NameKey of(X500Name name) {
        return new NameKey(Arrays.stream(name.getRDNs()).map(NameKey::part).toList());
    }

    /** The values of a part that has several stand in no order. */
    private static String part(RDN rdn) {
        return Arrays.stream(rdn.getTypesAndValues())
                .map(NameKey::value)
                .sorted()
                .collect(Collectors.joining("+"));
    }

    private static String value(AttributeTypeAndValue attribute) {
        String text = IETFUtils.canonicalString(attribute.getValue());
        return attribute.getType().getId() + "=" + text.length() + ":" + text;
    }

    /** Whether this is the other, or a name below it. */
    boolean isBelow(NameKey other) {
        return parts.size() >= other.parts.size()
                && parts.subList(0, other.parts.size()).equals(other.parts);
    }

    /** One text for all of it, for tables. */
    public String text() {
        return String.join(",", parts);
    }
}
