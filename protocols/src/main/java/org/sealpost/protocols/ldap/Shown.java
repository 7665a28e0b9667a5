package org.sealpost.protocols.ldap;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * An entry, what is told of it only on demand (RFC 4512 section 3.4), and what filters are matched with: clients ask for
 * userCertificate with and without {@code ;binary} and mean the same, RFC 4523 section 2.1.
 */
record Shown(Entry entry, List<Attribute> operational, Entry plain) {
    static Shown of(Entry entry) {
        List<Attribute> operational = operational(entry);
        Entry both = entry.duplicate();
        operational.forEach(both::addAttribute);
        for (Attribute attribute : entry.getAttributes()) {
            if (attribute.hasOptions()) {
                both.addAttribute(
                        new Attribute(attribute.getBaseName(), attribute.getMatchingRule(), attribute.getRawValues()));
            }
        }
        return new Shown(entry, operational, both);
    }

    /** The identifier is made from the name: the same on every node and after every start. */
    private static List<Attribute> operational(Entry entry) {
        String name = entry.getDN().toLowerCase(java.util.Locale.ROOT);
        return List.of(
                new Attribute("entryDN", DistinguishedNameMatchingRule.getInstance(), entry.getDN()),
                new Attribute(
                        "entryUUID",
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                                .toString()),
                new Attribute("structuralObjectClass", Schema.structural(entry)),
                new Attribute(
                        "subschemaSubentry",
                        DistinguishedNameMatchingRule.getInstance(),
                        LdapNames.SUBSCHEMA.toString()));
    }

    boolean matches(DN base, SearchScope scope, Filter filter) throws LDAPException {
        return entry.matchesBaseAndScope(base, scope) && matches(filter);
    }

    /** By the matching rule of each attribute, RFC 4517 section 4.2. */
    boolean matches(Filter filter) throws LDAPException {
        return filter.matchesEntry(plain, Schema.RULES);
    }
}
