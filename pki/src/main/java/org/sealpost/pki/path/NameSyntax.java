package org.sealpost.pki.path;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/** How the names in certificates are written (RFC 5280 section 4.2.1.6, RFC 9598, RFC 9549); what is not so is refused. */
final class NameSyntax {
    static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int HOST_LIMIT = 253;
    private static final int LOCAL_PART_LIMIT = 64;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DIGITS = Pattern.compile("\\d+|0x[0-9a-f]*");

    /** An atom of RFC 5321 with dots, or a quoted string. */
    private static final Pattern LOCAL_PART = Pattern.compile(
            "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*|\"([ !#-\\[\\]-~]|\\\\[ -~])*\"");

    private NameSyntax() {}

    /** Why the name cannot be what its kind says, in words. */
    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes one kind of fault.
    static Optional<String> fault(GeneralName name) {
        try {
            return switch (name.getTagNo()) {
                case GeneralName.dNSName -> dns(text(name));
                case GeneralName.rfc822Name -> isMailbox(text(name)) ? Optional.empty() : bad("mail address", name);
                case GeneralName.iPAddress -> ip(octets(name));
                case GeneralName.uniformResourceIdentifier -> uri(text(name));
                case GeneralName.directoryName ->
                    X500Name.getInstance(name.getName()).getRDNs().length == 0
                            ? Optional.of("an empty directory name")
                            : Optional.empty();
                case GeneralName.otherName -> other(name);
                default -> Optional.empty();
            };
        } catch (RuntimeException e) {
            return Optional.of("a name that cannot be read");
        }
    }

    private static Optional<String> bad(String kind, GeneralName name) {
        String text = name.getName().toString().replaceAll("[^ -~]", "?");
        return Optional.of("not a " + kind + ": " + text.substring(0, Math.min(100, text.length())));
    }

    static String text(GeneralName name) {
        return ASN1IA5String.getInstance(name.getName()).getString();
    }

    static byte[] octets(GeneralName name) {
        return ASN1OctetString.getInstance(name.getName()).getOctets();
    }

    /** The address of a SmtpUTF8Mailbox, if the other name is one. */
    static Optional<String> utf8Mailbox(GeneralName name) {
        if (name.getTagNo() != GeneralName.otherName) {
            return Optional.empty();
        }
        OtherName other = OtherName.getInstance(name.getName());
        return other.getTypeID().equals(SMTP_UTF8_MAILBOX)
                ? Optional.of(ASN1UTF8String.getInstance(other.getValue()).getString())
                : Optional.empty();
    }

    private static Optional<String> dns(String name) {
        String host = name.startsWith("*.") ? name.substring(2) : name;
        if (!isHost(host)) {
            return Optional.of("not a DNS name: " + name.replaceAll("[^ -~]", "?"));
        }
        // *.org would stand for everybody.
        return name.startsWith("*.") && host.indexOf('.') < 0
                ? Optional.of("a wildcard over a whole top-level domain: " + name)
                : Optional.empty();
    }

    /** Letters, digits and hyphens in labels; not the digits of an IP address (RFC 1123 section 2.1). */
    static boolean isHost(String name) {
        String host = name.toLowerCase(Locale.ROOT);
        if (host.isEmpty() || host.length() > HOST_LIMIT) {
            return false;
        }
        String[] labels = host.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return !DIGITS.matcher(labels[labels.length - 1]).matches();
    }

    static boolean isMailbox(String address) {
        int at = address.lastIndexOf('@');
        return at > 0
                && at <= LOCAL_PART_LIMIT
                && LOCAL_PART.matcher(address.substring(0, at)).matches()
                && isHost(address.substring(at + 1));
    }

    private static Optional<String> ip(byte[] octets) {
        return octets.length == IPV4_BYTES || octets.length == IPV6_BYTES
                ? Optional.empty()
                : Optional.of("an IP address has 4 or 16 octets: " + octets.length);
    }

    private static Optional<String> uri(String text) {
        try {
            return new URI(text).isAbsolute() ? Optional.empty() : Optional.of("not an absolute URI: " + text);
        } catch (URISyntaxException e) {
            return Optional.of("not a URI");
        }
    }

    /** Of other names only the mailbox is known here; an ASCII local part belongs into rfc822Name (RFC 9598 section 3). */
    private static Optional<String> other(GeneralName name) {
        return utf8Mailbox(name).filter(address -> !isUtf8Mailbox(address)).map(address -> "not a SmtpUTF8Mailbox");
    }

    /** The host of a mail address in A-labels and lower case; empty if there is none. */
    static Optional<String> mailHost(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? Optional.empty() : aLabels(address.substring(at + 1));
    }

    /** A host in A-labels and lower case (RFC 9549 section 4); empty if it cannot be written so. */
    static Optional<String> aLabels(String host) {
        try {
            String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return isHost(ascii) ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isUtf8Mailbox(String address) {
        int at = address.lastIndexOf('@');
        boolean foreign = address.substring(0, Math.max(0, at)).chars().anyMatch(letter -> letter > 127);
        return at > 0
                && foreign
                && address.substring(0, at).getBytes(StandardCharsets.UTF_8).length <= LOCAL_PART_LIMIT
                && address.chars().noneMatch(Character::isISOControl)
                && mailHost(address).isPresent();
    }
}
