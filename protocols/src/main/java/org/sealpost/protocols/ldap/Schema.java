package org.sealpost.protocols.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.Arrays;
import java.util.List;

/** What kinds of entries and attributes the directory has, for clients that ask (RFC 4512 section 4.2). */
final class Schema {
    static final String CAN_RECEIVE_ENCRYPTED = "sealpostCanReceiveEncrypted";

    /** Our own arc, from a UUID (ITU-T X.667). */
    private static final String ARC = "2.25.31173195501936714783101233373273058504";

    private static final String TEXT = "1.3.6.1.4.1.1466.115.121.1.15";
    private static final String IA5 = "1.3.6.1.4.1.1466.115.121.1.26";
    private static final String BOOLEAN = "1.3.6.1.4.1.1466.115.121.1.7";
    private static final String NAME = "1.3.6.1.4.1.1466.115.121.1.12";
    private static final String OID = "1.3.6.1.4.1.1466.115.121.1.38";
    private static final String TELEPHONE = "1.3.6.1.4.1.1466.115.121.1.50";
    private static final String CERTIFICATE = "1.3.6.1.4.1.1466.115.121.1.8";
    private static final String CERTIFICATE_LIST = "1.3.6.1.4.1.1466.115.121.1.9";
    private static final String CERTIFICATE_PAIR = "1.3.6.1.4.1.1466.115.121.1.10";
    private static final String OCTETS = "1.3.6.1.4.1.1466.115.121.1.40";
    private static final String UUID = "1.3.6.1.1.16.1";

    private static final List<String> ATTRIBUTES = List.of(
            exact("2.5.4.0", "objectClass", "objectIdentifierMatch", OID),
            text("2.5.4.3", "'cn' 'commonName'"),
            text("2.5.4.4", "'sn' 'surname'"),
            text("2.5.4.42", "'givenName'"),
            text("2.5.4.10", "'o' 'organizationName'"),
            text("2.5.4.11", "'ou' 'organizationalUnitName'"),
            text("2.5.4.12", "'title'"),
            "( 2.5.4.20 NAME 'telephoneNumber' EQUALITY telephoneNumberMatch SUBSTR telephoneNumberSubstringsMatch SYNTAX "
                    + TELEPHONE + " )",
            exact("2.5.4.31", "member", "distinguishedNameMatch", NAME),
            exact("2.5.4.36", "userCertificate", "certificateExactMatch", CERTIFICATE),
            exact("2.5.4.37", "cACertificate", "certificateExactMatch", CERTIFICATE),
            exact("2.5.4.39", "certificateRevocationList", "certificateListExactMatch", CERTIFICATE_LIST),
            exact("2.5.4.40", "crossCertificatePair", "certificatePairExactMatch", CERTIFICATE_PAIR),
            text("0.9.2342.19200300.100.1.1", "'uid' 'userid'"),
            ia5("0.9.2342.19200300.100.1.3", "'mail' 'rfc822Mailbox'"),
            ia5("0.9.2342.19200300.100.1.25", "'dc' 'domainComponent'"),
            ia5("0.9.2342.19200300.100.1.37", "'associatedDomain'"),
            exact("2.16.840.1.113730.3.1.40", "userSMIMECertificate", "octetStringMatch", OCTETS),
            text("2.16.840.1.113730.3.1.241", "'displayName'"),
            text("1.2.840.113556.1.2.141", "'department'"),
            text("1.2.840.113556.1.2.210", "'proxyAddresses'"),
            text("1.2.840.113556.1.2.447", "'mailNickname'"),
            text("1.2.840.113556.1.4.619", "'dNSHostName'"),
            ia5("1.3.6.1.4.1.42.2.27.2.1.15", "'rfc822MailMember'"),
            exact(ARC + ".1", CAN_RECEIVE_ENCRYPTED, "booleanMatch", BOOLEAN),
            operational("1.3.6.1.1.16.4", "entryUUID", "uuidMatch", UUID),
            operational("1.3.6.1.1.20", "entryDN", "distinguishedNameMatch", NAME),
            operational("2.5.18.10", "subschemaSubentry", "distinguishedNameMatch", NAME),
            operational("2.5.21.9", "structuralObjectClass", "objectIdentifierMatch", OID));

    private static final List<String> CLASSES = List.of(
            "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
            "( 0.9.2342.19200300.100.4.13 NAME 'domain' SUP top STRUCTURAL MUST dc MAY associatedDomain )",
            "( 2.5.6.5 NAME 'organizationalUnit' SUP top STRUCTURAL MUST ou )",
            "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY telephoneNumber )",
            "( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL MAY ( title $ ou ) )",
            "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP organizationalPerson STRUCTURAL MAY"
                    + " ( displayName $ givenName $ mail $ o $ uid $ userCertificate $ userSMIMECertificate ) )",
            "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL MUST cn MAY ( member $ o $ ou ) )",
            "( 2.5.6.14 NAME 'device' SUP top STRUCTURAL MUST cn MAY ( o $ ou ) )",
            "( 2.5.6.11 NAME 'applicationProcess' SUP top STRUCTURAL MUST cn MAY ou )",
            "( 2.5.6.21 NAME 'pkiUser' SUP top AUXILIARY MAY userCertificate )",
            "( 2.5.6.22 NAME 'pkiCA' SUP top AUXILIARY MAY ( cACertificate $ certificateRevocationList $"
                    + " crossCertificatePair ) )",
            "( " + ARC
                    + ".2 NAME 'sealpostEntry' SUP top AUXILIARY MAY ( mail $ displayName $ department $ mailNickname $"
                    + " proxyAddresses $ dNSHostName $ rfc822MailMember $ " + CAN_RECEIVE_ENCRYPTED + " ) )");

    /** The kinds of which an entry has exactly one, the special before the general. */
    private static final List<String> STRUCTURAL =
            List.of("inetOrgPerson", "groupOfNames", "device", "applicationProcess", "organizationalUnit", "domain");

    /** As the library understands it, to match values by their rules. */
    static final com.unboundid.ldap.sdk.schema.Schema RULES =
            new com.unboundid.ldap.sdk.schema.Schema(subentry().plain());

    private Schema() {}

    static String structural(Entry entry) {
        return STRUCTURAL.stream().filter(entry::hasObjectClass).findFirst().orElse("top");
    }

    /** The subschema subentry; all in it is told only to those who ask for it by name. */
    static Shown subentry() {
        Entry entry = new Entry(
                LdapNames.SUBSCHEMA,
                new Attribute("objectClass", "top", "subentry", "subschema", "extensibleObject"),
                new Attribute("cn", "Subschema"));
        Entry all = entry.duplicate();
        List<Attribute> described =
                List.of(new Attribute("attributeTypes", ATTRIBUTES), new Attribute("objectClasses", CLASSES));
        described.forEach(all::addAttribute);
        return new Shown(entry, described, all);
    }

    private static String text(String oid, String names) {
        return attribute(oid, names, "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch", TEXT);
    }

    private static String ia5(String oid, String names) {
        return attribute(oid, names, "EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch", IA5);
    }

    private static String exact(String oid, String name, String match, String syntax) {
        return attribute(oid, "'" + name + "'", "EQUALITY " + match, syntax);
    }

    private static String operational(String oid, String name, String match, String syntax) {
        return attribute(oid, "'" + name + "'", "EQUALITY " + match, syntax)
                .replace(" )", " SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )");
    }

    private static String attribute(String oid, String names, String matches, String syntax) {
        boolean several = Arrays.stream(names.split(" ", -1)).count() > 1;
        return "( " + oid + " NAME " + (several ? "( " + names + " )" : names) + " " + matches + " SYNTAX " + syntax
                + " )";
    }
}
