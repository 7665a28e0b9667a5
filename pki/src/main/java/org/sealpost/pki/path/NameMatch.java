package org.sealpost.pki.path;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;
import org.sealpost.mail.MailAddress;

/** Names that a certificate proves: those of its subject alternative name, and no others. */
public final class NameMatch {
    private NameMatch() {}

    /** Why the certificate does not prove this mail address, DNS name or IP address. */
    static Optional<String> fault(PathCertificate certificate, String wanted) {
        List<GeneralName> names = certificate.alternativeNames().orElse(List.of());
        boolean found = wanted.contains("@")
                ? mailboxes(certificate).anyMatch(own -> isSameMailbox(own, wanted))
                : isIp(wanted)
                        ? names.stream().anyMatch(name -> isIp(name, wanted))
                        : names.stream().anyMatch(name -> isHost(name, wanted));
        return found ? Optional.empty() : Optional.of("it does not name " + wanted);
    }

    /** Mail addresses, those that can be read. */
    public static List<MailAddress> addresses(PathCertificate certificate) {
        return mailboxes(certificate).flatMap(text -> address(text).stream()).toList();
    }

    @SuppressWarnings("IllegalCatch") // A name that cannot be read proves nothing.
    private static Stream<String> mailboxes(PathCertificate certificate) {
        return certificate.alternativeNames().orElse(List.of()).stream().flatMap(name -> {
            try {
                return name.getTagNo() == GeneralName.rfc822Name
                        ? Stream.of(NameSyntax.text(name)).filter(NameSyntax::isMailbox)
                        : NameSyntax.utf8Mailbox(name).stream().filter(NameSyntax::isUtf8Mailbox);
            } catch (RuntimeException e) {
                return Stream.empty();
            }
        });
    }

    private static Optional<MailAddress> address(String text) {
        try {
            int at = text.lastIndexOf('@');
            String host = NameSyntax.mailHost(text).orElse("");
            return Optional.of(MailAddress.parse(text.substring(0, at + 1) + host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The local part exactly, the domain without case and in A-labels (RFC 9598 section 5). */
    private static boolean isSameMailbox(String own, String wanted) {
        int ownAt = own.lastIndexOf('@');
        int wantedAt = wanted.lastIndexOf('@');
        Optional<String> host = NameSyntax.mailHost(own);
        return host.isPresent()
                && host.equals(NameSyntax.mailHost(wanted))
                && own.substring(0, ownAt).equals(wanted.substring(0, wantedAt));
    }

    private static boolean isIp(String text) {
        return IPAddress.isValid(text);
    }

    private static boolean isIp(GeneralName name, String wanted) {
        return name.getTagNo() == GeneralName.iPAddress
                && java.util.Arrays.equals(
                        NameSyntax.octets(name), NameSyntax.octets(new GeneralName(GeneralName.iPAddress, wanted)));
    }

    /** A wildcard stands for exactly one label (RFC 9525 section 6.3). */
    @SuppressWarnings("IllegalCatch") // A name that cannot be read proves nothing.
    private static boolean isHost(GeneralName name, String wanted) {
        try {
            if (name.getTagNo() != GeneralName.dNSName || NameSyntax.fault(name).isPresent()) {
                return false;
            }
            String own = NameSyntax.text(name).toLowerCase(Locale.ROOT);
            String host = NameSyntax.aLabels(wanted.replaceFirst("\\.$", "")).orElse("");
            int dot = host.indexOf('.');
            return own.equals(host)
                    || own.startsWith("*.") && dot > 0 && own.substring(1).equals(host.substring(dot));
        } catch (RuntimeException e) {
            return false;
        }
    }
}
