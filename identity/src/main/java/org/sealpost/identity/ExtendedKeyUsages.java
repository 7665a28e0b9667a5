package org.sealpost.identity;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Extended key usages by the names that people type (RFC 5280 section 4.2.1.12 and Microsoft's), and what they amount to. */
public final class ExtendedKeyUsages {
    public static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    public static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    public static final String FILE_ENCRYPTION = "1.3.6.1.4.1.311.10.3.4";
    public static final String TRUST_LIST_SIGNING = "1.3.6.1.4.1.311.10.3.1";
    public static final String SMART_CARD_LOGON = "1.3.6.1.4.1.311.20.2.2";
    public static final String ENROLLMENT_AGENT = "1.3.6.1.4.1.311.20.2.1";
    public static final String KEY_RECOVERY_AGENT = "1.3.6.1.4.1.311.21.6";

    /** For whoever answers in the name of the authority (RFC 6402 section 2.10). */
    public static final String REGISTRATION_AUTHORITY = "1.3.6.1.5.5.7.3.28";

    private static final Map<String, String> NAMES = new TreeMap<>(Map.of(
            "emailProtection", EMAIL_PROTECTION,
            "serverAuth", SERVER_AUTH,
            "clientAuth", CLIENT_AUTH,
            "OCSPSigning", OCSP_SIGNING,
            "fileEncryption", FILE_ENCRYPTION,
            "trustListSigning", TRUST_LIST_SIGNING,
            "smartCardLogon", SMART_CARD_LOGON,
            "enrollmentAgent", ENROLLMENT_AGENT,
            "keyRecoveryAgent", KEY_RECOVERY_AGENT,
            "registrationAuthority", REGISTRATION_AUTHORITY));

    private ExtendedKeyUsages() {}

    /**
     * The object identifier of a name, or the identifier itself.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static String identifier(String name) {
        String known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        if (!name.matches("[0-2](\\.(0|[1-9][0-9]{0,9})){2,20}")) {
            throw new IllegalArgumentException(
                    "expected an extended key usage, one of " + NAMES.keySet() + " or an object identifier: " + name);
        }
        return name;
    }

    /** The name, or the identifier if it has none here. */
    public static String name(String identifier) {
        return NAMES.entrySet().stream()
                .filter(name -> name.getValue().equals(identifier))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(identifier);
    }

    /** What a certificate with these usages is good for. */
    static Set<CertificateUse> uses(Set<KeyPurpose> key, List<String> identifiers) {
        Set<CertificateUse> uses = EnumSet.noneOf(CertificateUse.class);
        for (String identifier : identifiers) {
            switch (identifier) {
                case EMAIL_PROTECTION -> uses.addAll(mail(key));
                case SERVER_AUTH -> uses.add(CertificateUse.TLS_SERVER);
                case CLIENT_AUTH -> uses.add(CertificateUse.TLS_CLIENT);
                case OCSP_SIGNING -> uses.add(CertificateUse.OCSP_SIGN);
                case KEY_RECOVERY_AGENT -> uses.add(CertificateUse.RECOVER_KEYS);
                case ENROLLMENT_AGENT -> uses.add(CertificateUse.ENROLL_FOR_OTHERS);
                default -> {
                    // Others mean something to programs outside, nothing to the house.
                }
            }
        }
        return uses;
    }

    private static Set<CertificateUse> mail(Set<KeyPurpose> key) {
        Set<CertificateUse> uses = EnumSet.noneOf(CertificateUse.class);
        if (key.contains(KeyPurpose.SIGNATURE)) {
            uses.add(CertificateUse.SIGN);
        }
        if (key.contains(KeyPurpose.ENCRYPTION)) {
            uses.add(CertificateUse.ENCRYPT);
        }
        return uses;
    }
}
