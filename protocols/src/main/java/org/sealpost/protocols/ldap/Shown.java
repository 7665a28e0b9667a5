package org.sealpost.protocols.ldap;

import com.unboundid.ldap.matchingrules.DistinguishedNameMatchingRule;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry, what is told of it only on demand (RFC 4512 section 3.4), and what filters are matched with: clients ask for
 * userCertificate with and without {@code ;binary} and mean the same, RFC 4523 section 2.1. Most searches ask for neither, so
 * both are made when they are needed.
 */
final class Shown {
    /** What is told of every entry only on demand; in lower case, as it is compared. */
    private static final Set<String> OPERATIONAL =
            Set.of("entrydn", "entryuuid", "structuralobjectclass", "subschemasubentry");

    private static final Set<String> BY_NAME = Set.of("mail", "proxyaddresses", "uid");

    private final Entry entry;
    private volatile @Nullable List<Attribute> operational;
    private volatile @Nullable Entry plain;

    Shown(Entry entry, List<Attribute> operational, Entry plain) {
        this.entry = entry;
        this.operational = operational;
        this.plain = plain;
    }

    private Shown(Entry entry) {
        this.entry = entry;
    }

    static Shown of(Entry entry) {
        return new Shown(entry);
    }

    Entry entry() {
        return entry;
    }

    /** False if none of these names, in lower case, is one that is told only on demand. */
    boolean mayTell(Set<String> names) {
        return operational != null || !Collections.disjoint(names, OPERATIONAL);
    }

    List<Attribute> operational() {
        List<Attribute> known = operational;
        if (known == null) {
            known = operational(entry);
            operational = known;
        }
        return known;
    }

    Entry plain() {
        Entry known = plain;
        if (known == null) {
            known = both();
            plain = known;
        }
        return known;
    }

    private Entry both() {
        Entry both = entry.duplicate();
        operational().forEach(both::addAttribute);
        for (Attribute attribute : entry.getAttributes()) {
            if (attribute.hasOptions()) {
                both.addAttribute(
                        new Attribute(attribute.getBaseName(), attribute.getMatchingRule(), attribute.getRawValues()));
            }
        }
        return both;
    }

    /** The identifier is made from the name: the same on every node and after every start. */
    private static List<Attribute> operational(Entry entry) {
        String name = entry.getDN().toLowerCase(Locale.ROOT);
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
        // What all people are looked up by stands in the entry itself.
        return filter.matchesEntry(isByName(filter) ? entry : plain(), Schema.RULES);
    }

    private static boolean isByName(Filter filter) {
        return filter.getFilterType() == Filter.FILTER_TYPE_EQUALITY
                && BY_NAME.contains(String.valueOf(filter.getAttributeName()).toLowerCase(Locale.ROOT));
    }
}
