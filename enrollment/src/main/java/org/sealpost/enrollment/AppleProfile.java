package org.sealpost.enrollment;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.sealpost.enrollment.IdentityExport.Export;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.door.Pkcs12;

/**
 * Writes what an iPhone, iPad or Mac needs for somebody's mail into one configuration profile: the account, the roots of the
 * house, the keys, and that mail is signed and encrypted with them (Apple's device management: com.apple.mail.managed, S/MIME).
 */
public final class AppleProfile {
    private final StringBuilder text = new StringBuilder(16 * 1024);
    private final Mailbox mailbox;

    private AppleProfile(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** Whose profile it is. */
    public record Mailbox(Domain house, MailAddress address, String name, Server server) {}

    /** Where mail is read and handed in, by TLS from the first byte. */
    public record Server(String host, int imaps, int submissions) {}

    /**
     * An authority of the house, or one above it.
     *
     * @param certificate DER
     */
    public record Authority(String name, boolean root, String fingerprint, byte[] certificate) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Authority that && fingerprint.equals(that.fingerprint);
        }

        @Override
        public int hashCode() {
            return fingerprint.hashCode();
        }
    }

    /**
     * The profile as an XML property list, not signed yet.
     *
     * @param authorities those of the house and what stands above them
     * @param password of the keys. Triple DES and SHA-1, since devices of some years ago read nothing else: it must be long
     * @param told whether the password stands in the profile, so that nobody has to type it
     */
    public static byte[] write(
            Mailbox mailbox, List<Authority> authorities, Export export, String password, boolean told) {
        AppleProfile profile = new AppleProfile(mailbox);
        profile.begin();
        authorities.forEach(profile::authority);
        for (int at = 0; at < export.entries().size(); at++) {
            profile.identity(export.entries().get(at), export.certificates().get(at), password, told);
        }
        profile.mail(export);
        profile.end();
        return profile.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void begin() {
        text.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0"><dict>
                """);
        payload("Configuration", "", "Mail of " + mailbox.address());
        string("PayloadOrganization", mailbox.house().name());
        flag("PayloadRemovalDisallowed", false);
        text.append("<key>PayloadContent</key><array>\n");
    }

    private void end() {
        text.append("</array></dict></plist>\n");
    }

    /** What every part has. The same identifier each time, so that a newer profile replaces an older one. */
    private void payload(String type, String part, String title) {
        string("PayloadType", type);
        text.append("<key>PayloadVersion</key><integer>1</integer>\n");
        string("PayloadIdentifier", identifier(part));
        string("PayloadUUID", uuid(part));
        string("PayloadDisplayName", title);
    }

    private String identifier(String part) {
        String base = "org.sealpost." + mailbox.house() + "."
                + mailbox.address().key().replace('@', '.');
        return part.isEmpty() ? base : base + "." + part;
    }

    private String uuid(String part) {
        return UUID.nameUUIDFromBytes(identifier(part).getBytes(StandardCharsets.UTF_8))
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    private void authority(Authority authority) {
        String part = "authority." + authority.fingerprint().substring(0, 16);
        text.append("<dict>\n");
        payload(authority.root() ? "com.apple.security.root" : "com.apple.security.pkcs1", part, authority.name());
        string("PayloadCertificateFileName", part + ".cer");
        data(authority.certificate());
        text.append("</dict>\n");
    }

    private void identity(Pkcs12.Entry entry, CertificateFacts facts, String password, boolean told) {
        text.append("<dict>\n");
        payload("com.apple.security.pkcs12", part(facts), entry.name());
        string("PayloadCertificateFileName", part(facts) + ".p12");
        if (told) {
            string("Password", password);
        }
        data(Pkcs12.write(List.of(entry), password.toCharArray(), Pkcs12.Form.COMPATIBLE));
        text.append("</dict>\n");
    }

    private static String part(CertificateFacts facts) {
        return "key." + facts.fingerprint().substring(0, 16);
    }

    private void mail(Export export) {
        String address = mailbox.address().toString();
        text.append("<dict>\n");
        payload("com.apple.mail.managed", "mail", address);
        string("EmailAccountType", "EmailTypeIMAP");
        string("EmailAccountDescription", address);
        string("EmailAccountName", mailbox.name());
        string("EmailAddress", address);
        server("Incoming", mailbox.server().imaps());
        server("Outgoing", mailbox.server().submissions());
        flag("OutgoingPasswordSameAsIncomingPassword", true);
        use(export, CertificateUse.SIGN).ifPresent(facts -> {
            flag("SMIMESigningEnabled", true);
            string("SMIMESigningCertificateUUID", uuid(part(facts)));
        });
        use(export, CertificateUse.ENCRYPT).ifPresent(facts -> {
            flag("SMIMEEncryptionEnabled", true);
            string("SMIMEEncryptionCertificateUUID", uuid(part(facts)));
            flag("SMIMEEncryptByDefault", false);
            flag("SMIMEEnableEncryptionPerMessageSwitch", true);
        });
        text.append("</dict>\n");
    }

    /** The newest key for a use; the entries are in this order. */
    private static Optional<CertificateFacts> use(Export export, CertificateUse use) {
        return export.certificates().stream()
                .filter(facts ->
                        facts.uses().contains(use) && facts.status() == org.sealpost.identity.CertificateStatus.ACTIVE)
                .findFirst();
    }

    private void server(String direction, int port) {
        string(direction + "MailServerAuthentication", "EmailAuthPassword");
        string(direction + "MailServerHostName", mailbox.server().host());
        text.append("<key>")
                .append(direction)
                .append("MailServerPortNumber</key><integer>")
                .append(port)
                .append("</integer>\n");
        flag(direction + "MailServerUseSSL", true);
        string(direction + "MailServerUsername", mailbox.address().toString());
    }

    private void string(String key, String value) {
        String escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        text.append("<key>")
                .append(key)
                .append("</key><string>")
                .append(escaped)
                .append("</string>\n");
    }

    private void flag(String key, boolean value) {
        text.append("<key>").append(key).append("</key><").append(value).append("/>\n");
    }

    private void data(byte[] content) {
        text.append("<key>PayloadContent</key><data>")
                .append(Base64.getEncoder().encodeToString(content))
                .append("</data>\n");
    }
}
