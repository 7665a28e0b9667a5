package org.sealpost.pki;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateTemplate.AlternativeName;
import org.sealpost.identity.CertificateTemplate.Issuance;
import org.sealpost.identity.CertificateTemplate.KeySpec;
import org.sealpost.identity.CertificateTemplate.Lifetime;
import org.sealpost.identity.CertificateTemplate.Naming;
import org.sealpost.identity.CertificateTemplate.Revision;
import org.sealpost.identity.CertificateTemplate.Subject;
import org.sealpost.identity.CertificateTemplate.Uses;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.Holder;
import org.sealpost.identity.KeyPurpose;
import org.sealpost.identity.TemplateGrant;
import org.sealpost.identity.Trustee;

/**
 * The templates that every house starts with. Their grants may be changed; whoever wants to change more copies them. Why the
 * mail templates are as they are: docs/adr/0005.
 */
public final class Templates {
    private static final Lifetime MAIL_LIFE = days(730, 60);
    private static final Lifetime TLS_LIFE = days(365, 30);
    private static final Lifetime AGENT_LIFE = days(730, 60);
    private static final Lifetime OCSP_LIFE = days(60, 30);

    private static final KeySpec RSA = new KeySpec("RSA-3072", false, true, false);
    private static final KeySpec RSA_ARCHIVED = new KeySpec("RSA-3072", true, true, false);
    /** Goes into the hands of its holder, and is then given up here. */
    private static final KeySpec RSA_HANDED_OUT = new KeySpec("RSA-3072", false, true, false);

    private static final KeySpec RSA_FIXED = new KeySpec("RSA-3072", false, false, false);
    private static final KeySpec EC = new KeySpec("EC-P256", false, true, false);
    private static final KeySpec EC_FIXED = new KeySpec("EC-P256", false, false, false);

    private static final Uses BOTH_MAIL =
            new Uses(Set.of(KeyPurpose.SIGNATURE, KeyPurpose.ENCRYPTION), List.of(ExtendedKeyUsages.EMAIL_PROTECTION));

    private static final Naming PERSON = new Naming(Subject.COMMON_NAME, true, Set.of(AlternativeName.EMAIL));
    private static final Naming LOGON =
            new Naming(Subject.COMMON_NAME, true, Set.of(AlternativeName.EMAIL, AlternativeName.UPN));
    private static final Naming HOST = new Naming(Subject.COMMON_NAME, false, Set.of(AlternativeName.DNS));

    private static final Issuance PUBLISHED = new Issuance(true, true, false, 0);
    private static final Issuance QUIET = new Issuance(false, true, false, 0);
    private static final Issuance FOR_EACH_DEVICE = new Issuance(false, false, false, 0);
    private static final Issuance WITH_CONSENT = new Issuance(false, true, true, 0);

    private static final List<TemplateGrant> USERS = List.of(TemplateGrant.all(Trustee.USERS));
    private static final List<TemplateGrant> USERS_ASK =
            List.of(new TemplateGrant(Trustee.USERS, TemplateGrant.rights("read enroll")));
    private static final List<TemplateGrant> COMPUTERS = List.of(TemplateGrant.all(Trustee.COMPUTERS));

    /** Signature and encryption in one, which the simplest of mail programs understand. */
    public static final CertificateTemplate MAIL_USER =
            user("MailUser", BOTH_MAIL, RSA_ARCHIVED, MAIL_LIFE, PERSON, PUBLISHED, USERS);

    /** One half of a dual pair; each device may have its own. */
    public static final CertificateTemplate MAIL_SIGN = user(
            "MailSign",
            uses(KeyPurpose.SIGNATURE, ExtendedKeyUsages.EMAIL_PROTECTION),
            EC,
            MAIL_LIFE,
            PERSON,
            FOR_EACH_DEVICE,
            USERS);

    /** The other half: one for a mailbox, on all its devices. */
    public static final CertificateTemplate MAIL_ENCRYPT = user(
            "MailEncrypt",
            uses(KeyPurpose.ENCRYPTION, ExtendedKeyUsages.EMAIL_PROTECTION),
            RSA_ARCHIVED,
            MAIL_LIFE,
            PERSON,
            PUBLISHED,
            USERS);

    /** For mail among ourselves that is to stay closed to a quantum computer, too. Not offered until somebody wants it. */
    public static final CertificateTemplate MAIL_SIGN_POST_QUANTUM = user(
            "MailSignPostQuantum",
            uses(KeyPurpose.SIGNATURE, ExtendedKeyUsages.EMAIL_PROTECTION),
            new KeySpec("ML-DSA-65", false, true, false),
            MAIL_LIFE,
            PERSON,
            FOR_EACH_DEVICE,
            USERS);

    /** The same for encryption: what is recorded today may be opened in twenty years. Not offered until somebody wants it. */
    public static final CertificateTemplate MAIL_ENCRYPT_POST_QUANTUM = user(
            "MailEncryptPostQuantum",
            uses(KeyPurpose.ENCRYPTION, ExtendedKeyUsages.EMAIL_PROTECTION),
            new KeySpec("ML-KEM-768", true, true, false),
            MAIL_LIFE,
            PERSON,
            PUBLISHED,
            USERS);

    public static final CertificateTemplate ADMINISTRATOR = user(
            "Administrator",
            both(
                    ExtendedKeyUsages.TRUST_LIST_SIGNING,
                    ExtendedKeyUsages.FILE_ENCRYPTION,
                    ExtendedKeyUsages.EMAIL_PROTECTION,
                    ExtendedKeyUsages.CLIENT_AUTH),
            RSA,
            MAIL_LIFE,
            LOGON,
            PUBLISHED,
            List.of());

    public static final CertificateTemplate USER = user(
            "User",
            both(ExtendedKeyUsages.FILE_ENCRYPTION, ExtendedKeyUsages.EMAIL_PROTECTION, ExtendedKeyUsages.CLIENT_AUTH),
            RSA_ARCHIVED,
            MAIL_LIFE,
            LOGON,
            PUBLISHED,
            USERS_ASK);

    /** The key is made on the card and does not leave it. */
    public static final CertificateTemplate SMART_CARD_USER = user(
            "SmartCardUser",
            uses(
                    KeyPurpose.SIGNATURE,
                    ExtendedKeyUsages.SMART_CARD_LOGON,
                    ExtendedKeyUsages.EMAIL_PROTECTION,
                    ExtendedKeyUsages.CLIENT_AUTH),
            EC_FIXED,
            MAIL_LIFE,
            LOGON,
            QUIET,
            USERS_ASK);

    public static final CertificateTemplate COMPUTER =
            host("Computer", List.of(ExtendedKeyUsages.CLIENT_AUTH, ExtendedKeyUsages.SERVER_AUTH), COMPUTERS);

    public static final CertificateTemplate TLS_SERVER =
            host("TlsServer", List.of(ExtendedKeyUsages.SERVER_AUTH), COMPUTERS);

    /** For the mail servers of partners, which are clients at one time and servers at another. */
    public static final CertificateTemplate PARTNER_TLS =
            host("PartnerTls", List.of(ExtendedKeyUsages.CLIENT_AUTH, ExtendedKeyUsages.SERVER_AUTH), List.of());

    static final CertificateTemplate OCSP_SIGNER = new CertificateTemplate(
            "OcspSigner",
            "OCSP Responder",
            new Revision(3, 1, 0),
            Holder.SERVICE,
            uses(KeyPurpose.SIGNATURE, ExtendedKeyUsages.OCSP_SIGNING),
            EC_FIXED,
            OCSP_LIFE,
            new Naming(Subject.COMMON_NAME, false, Set.of()),
            FOR_EACH_DEVICE,
            List.of(),
            List.of(),
            false);

    /** With it the house answers at enrolment doors; RSA, since SCEP clients encrypt to it. */
    static final CertificateTemplate REGISTRATION_AUTHORITY = new CertificateTemplate(
            "RegistrationAuthority",
            "Registration Authority",
            new Revision(3, 1, 0),
            Holder.SERVICE,
            both(ExtendedKeyUsages.REGISTRATION_AUTHORITY),
            RSA_FIXED,
            TLS_LIFE,
            new Naming(Subject.COMMON_NAME, false, Set.of()),
            FOR_EACH_DEVICE,
            List.of(),
            List.of(),
            false);

    public static final CertificateTemplate KEY_RECOVERY_AGENT = user(
            "KeyRecoveryAgent",
            uses(KeyPurpose.ENCRYPTION, ExtendedKeyUsages.KEY_RECOVERY_AGENT),
            RSA_HANDED_OUT,
            AGENT_LIFE,
            PERSON,
            WITH_CONSENT,
            List.of());

    public static final CertificateTemplate ENROLLMENT_AGENT = user(
            "EnrollmentAgent",
            uses(KeyPurpose.SIGNATURE, ExtendedKeyUsages.ENROLLMENT_AGENT),
            EC_FIXED,
            AGENT_LIFE,
            PERSON,
            WITH_CONSENT,
            List.of());

    public static final List<CertificateTemplate> ALL = List.of(
            ADMINISTRATOR,
            COMPUTER,
            ENROLLMENT_AGENT,
            KEY_RECOVERY_AGENT,
            MAIL_ENCRYPT,
            MAIL_ENCRYPT_POST_QUANTUM,
            MAIL_SIGN,
            MAIL_SIGN_POST_QUANTUM,
            MAIL_USER,
            OCSP_SIGNER,
            PARTNER_TLS,
            REGISTRATION_AUTHORITY,
            SMART_CARD_USER,
            TLS_SERVER,
            USER);

    private Templates() {}

    /** Whether the issuing authority offers it from the start; the others an administrator offers ({@code ca offer}). */
    public static boolean isOfferedAtFirst(CertificateTemplate template) {
        return !template.key().kind().isPostQuantum();
    }

    public static Optional<CertificateTemplate> find(String name) {
        return ALL.stream()
                .filter(template -> template.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** {@code Mail User} for {@code MailUser}. */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    private static Lifetime days(int validity, int renewal) {
        return new Lifetime(Duration.ofDays(validity), Duration.ofDays(renewal));
    }

    private static Uses uses(KeyPurpose purpose, String... extended) {
        return new Uses(Set.of(purpose), List.of(extended));
    }

    private static Uses both(String... extended) {
        return new Uses(Set.of(KeyPurpose.values()), List.of(extended));
    }

    private static CertificateTemplate user(
            String name,
            Uses uses,
            KeySpec key,
            Lifetime life,
            Naming naming,
            Issuance issuance,
            List<TemplateGrant> grants) {
        return new CertificateTemplate(
                name,
                words(name),
                new Revision(3, 1, 0),
                Holder.USER,
                uses,
                key,
                life,
                naming,
                issuance,
                List.of(),
                grants,
                false);
    }

    private static CertificateTemplate host(String name, List<String> extended, List<TemplateGrant> grants) {
        return new CertificateTemplate(
                name,
                words(name),
                new Revision(3, 1, 0),
                Holder.COMPUTER,
                new Uses(Set.of(KeyPurpose.SIGNATURE), extended),
                EC,
                TLS_LIFE,
                HOST,
                QUIET,
                List.of(),
                grants,
                false);
    }
}
