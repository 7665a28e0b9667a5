package org.sealpost.protection;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.sealpost.mail.MailAddress;

/** The mail addresses that a certificate proves (RFC 8398, RFC 8550 section 3). */
final class SignerNames {
    private static final int RFC822_NAME = 1;
    private static final int OTHER_NAME = 0;
    private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");

    private SignerNames() {}

    /** Those of the subject alternative name; only without any, those of the subject. */
    static List<MailAddress> of(X509Certificate certificate) {
        List<MailAddress> names = new ArrayList<>();
        for (List<?> name : alternatives(certificate)) {
            text(name).flatMap(SignerNames::address).ifPresent(names::add);
        }
        return names.isEmpty() ? fromSubject(certificate) : names;
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static Optional<String> text(List<?> name) {
        if (name.getFirst() instanceof Integer type && type == RFC822_NAME && name.get(1) instanceof String text) {
            return Optional.of(text);
        }
        if (name.getFirst() instanceof Integer type && type == OTHER_NAME && name.get(1) instanceof byte[] der) {
            return utf8Mailbox(der);
        }
        return Optional.empty();
    }

    private static Optional<String> utf8Mailbox(byte[] der) {
        try {
            ASN1Sequence other = ASN1Sequence.getInstance(der);
            if (!SMTP_UTF8_MAILBOX.equals(other.getObjectAt(0))) {
                return Optional.empty();
            }
            ASN1Encodable value =
                    ASN1TaggedObject.getInstance(other.getObjectAt(1)).getExplicitBaseObject();
            return Optional.of(ASN1UTF8String.getInstance(value).getString());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static List<MailAddress> fromSubject(X509Certificate certificate) {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        List<MailAddress> names = new ArrayList<>();
        for (RDN rdn : subject.getRDNs(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
            address(rdn.getFirst().getValue().toString()).ifPresent(names::add);
        }
        return names;
    }

    private static Optional<MailAddress> address(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
