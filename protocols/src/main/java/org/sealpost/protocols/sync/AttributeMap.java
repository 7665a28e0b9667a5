package org.sealpost.protocols.sync;

import com.unboundid.ldap.sdk.Entry;
import java.util.HexFormat;
import java.util.List;
import org.sealpost.identity.SyncSource;

/**
 * How another directory calls what we know.
 *
 * @param id never changes, whatever happens to the entry
 * @param changed grows with each change
 * @param aliases further mail addresses, with or without {@code smtp:} before them
 * @param department the first of these that is there
 * @param certificate and {@code smimeCertificate}, with the options that the server wants
 */
record AttributeMap(
        String id,
        String changed,
        List<String> aliases,
        List<String> department,
        List<String> organisation,
        List<String> groupClasses,
        String certificate,
        String smimeCertificate) {
    private static final int DISABLED = 0x2;
    private static final int GUID_BYTES = 16;

    static AttributeMap of(SyncSource.Preset preset) {
        return switch (preset) {
            case OPENLDAP ->
                new AttributeMap(
                        "entryUUID",
                        "modifyTimestamp",
                        List.of("mailLocalAddress", "mailAlternateAddress", "proxyAddresses"),
                        List.of("department", "departmentNumber"),
                        List.of("o"),
                        List.of("groupOfNames", "groupOfUniqueNames", "mailGroup"),
                        "userCertificate;binary",
                        "userSMIMECertificate");
            case AD ->
                new AttributeMap(
                        "objectGUID",
                        "uSNChanged",
                        List.of("proxyAddresses"),
                        List.of("department"),
                        List.of("company", "o"),
                        List.of("group"),
                        "userCertificate",
                        "userSMIMECertificate");
        };
    }

    /** All that is asked for. */
    String[] wanted() {
        java.util.Set<String> names = new java.util.LinkedHashSet<>(List.of(
                "objectClass",
                "mail",
                "cn",
                "displayName",
                "givenName",
                "sn",
                "title",
                "telephoneNumber",
                "member",
                "uniqueMember",
                "rfc822MailMember",
                "userAccountControl",
                "pwdAccountLockedTime",
                id,
                changed));
        names.addAll(aliases);
        names.addAll(department);
        names.addAll(organisation);
        return names.toArray(String[]::new);
    }

    /** "" if the entry has none, as in a file. */
    String idOf(Entry entry) {
        byte[] value = entry.getAttributeValueBytes(id);
        if (value == null) {
            return "";
        }
        return "objectGUID".equals(id) && value.length == GUID_BYTES
                ? HexFormat.of().formatHex(value)
                : String.valueOf(entry.getAttributeValue(id));
    }

    boolean isGroup(Entry entry) {
        return groupClasses.stream().anyMatch(entry::hasObjectClass);
    }

    /** MS-ADTS userAccountControl ACCOUNTDISABLE, or a lock for ever (draft-behera-ldap-password-policy). */
    static boolean isEnabled(Entry entry) {
        Integer control = entry.getAttributeValueAsInteger("userAccountControl");
        boolean locked = "000001010000Z".equals(entry.getAttributeValue("pwdAccountLockedTime"));
        return !locked && (control == null || (control & DISABLED) == 0);
    }
}
