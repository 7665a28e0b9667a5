package org.sealpost.pki;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;
import org.sealpost.mail.MailAddress;

/** What alternative names and addresses of services may be, and what is well-formed. */
final class LintNames {
    private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");
    private static final ASN1ObjectIdentifier USER_PRINCIPAL_NAME = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3");

    /** RFC 1035 section 2.3.4, as text. Longer ones would also cost a stack frame for each label. */
    private static final int HOST_LIMIT = 253;

    private LintNames() {}

    static boolean isAddress(GeneralName name) {
        return name.getTagNo() == GeneralName.rfc822Name || isOther(name, SMTP_UTF8_MAILBOX);
    }

    /** The text of an address of either kind. */
    static String address(GeneralName name) {
        return name.getTagNo() == GeneralName.rfc822Name
                ? name.getName().toString()
                : other(name)
                        .filter(one -> one.getValue() instanceof ASN1String)
                        .map(one -> ((ASN1String) one.getValue()).getString())
                        .orElse("");
    }

    /** An address that can be read, in the form that RFC 9598 gives it; or the name with which Windows logs on. */
    static boolean isFitForMail(GeneralName name) {
        if (name.getTagNo() == GeneralName.directoryName || isOther(name, USER_PRINCIPAL_NAME)) {
            return true;
        }
        String address = address(name);
        boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(address);
        return isAddress(name)
                && ascii == (name.getTagNo() == GeneralName.rfc822Name)
                && parsed(address).isPresent();
    }

    private static Optional<MailAddress> parsed(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isHost(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName ->
                name.getName().toString().length() <= HOST_LIMIT
                        && name.getName()
                                .toString()
                                .matches("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*");
            case GeneralName.iPAddress -> {
                int bytes = ASN1OctetString.getInstance(name.getName()).getOctets().length;
                yield bytes == 4 || bytes == 16;
            }
            default -> false;
        };
    }

    static boolean isHttp(GeneralName name) {
        return name.getTagNo() == GeneralName.uniformResourceIdentifier
                && name.getName().toString().startsWith("http://");
    }

    static String words(GeneralName name) {
        String text = name.toString();
        return text.substring(0, Math.min(text.length(), 200));
    }

    private static boolean isOther(GeneralName name, ASN1ObjectIdentifier type) {
        return other(name).filter(one -> one.getTypeID().equals(type)).isPresent();
    }

    private static Optional<OtherName> other(GeneralName name) {
        return name.getTagNo() == GeneralName.otherName
                ? Optional.of(OtherName.getInstance(name.getName()))
                : Optional.empty();
    }
}
