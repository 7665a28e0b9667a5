package org.sealpost.app.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.VCard;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.CertificateReader;
import org.sealpost.protection.Verification;
import org.sealpost.transport.Signatures;

/** Files that an administrator got from outside and that hold certificates. */
final class CertificateFiles {
    private static final int LIMIT_BYTES = 64 * 1024 * 1024;

    private final Session session;

    CertificateFiles(Session session) {
        this.session = session;
    }

    /** Somebody outside, as a file tells. */
    record Contact(MailAddress address, String name, Optional<String> organisation, List<Certificate> certificates) {}

    /** All certificates of people in a file: PEM, DER or PKCS #7. */
    List<Certificate> read(Path file) {
        return parsed(file, bytes(file));
    }

    byte[] bytes(Path file) {
        return session.read(file, LIMIT_BYTES);
    }

    private List<Certificate> parsed(Path file, byte[] bytes) {
        try {
            return CertificateReader.read(bytes, "imported by " + session.actor());
        } catch (IllegalArgumentException e) {
            throw new Mistake(file + ": " + e.getMessage());
        }
    }

    /** The one person a certificate file, a vCard or a signed message is about. */
    Contact contact(Path file) {
        byte[] bytes = bytes(file);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (VCard.isVCard(text)) {
            return ofCard(file, text);
        }
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".eml")
                ? ofMessage(file, bytes)
                : ofCertificates(file, parsed(file, bytes));
    }

    private Contact ofCard(Path file, String text) {
        try {
            VCard card = VCard.parse(text);
            List<Certificate> certificates = new ArrayList<>();
            card.certificates().forEach(der -> certificates.addAll(parsed(file, der)));
            MailAddress address = card.addresses().stream()
                    .filter(one -> certificates.stream()
                            .anyMatch(certificate ->
                                    certificate.facts().addresses().stream().anyMatch(one::isSameMailbox)))
                    .findFirst()
                    .orElse(card.addresses().getFirst());
            return new Contact(address, card.name(), card.organisation(), certificates);
        } catch (IllegalArgumentException e) {
            throw new Mistake(file + ": " + e.getMessage());
        }
    }

    private Contact ofCertificates(Path file, List<Certificate> certificates) {
        List<MailAddress> names = certificates.getFirst().facts().addresses();
        if (names.isEmpty()) {
            throw new Mistake(
                    "the certificate in " + file + " names no mail address (in its subject alternative name)");
        }
        return new Contact(names.getFirst(), names.getFirst().localPart(), Optional.empty(), certificates);
    }

    /** Only a signature that is good by every measure tells whose certificate it is. */
    private Contact ofMessage(Path file, byte[] bytes) {
        Instant now = session.house().clock().instant();
        Verification found = session.house().smime().verify(Content.of(bytes), now);
        MailAddress signer = switch (found.check()) {
            case SignatureCheck.Valid valid -> valid.signer();
            case SignatureCheck.RevocationUnknown unknown -> unknown.signer();
            default ->
                throw new Mistake("the signature of " + file + " is not good: " + Signatures.words(found.check())
                        + "; if its authority is only unknown here, look at sealpost trust add");
        };
        List<Certificate> certificates = found.certificates().stream()
                .flatMap(der -> ofPerson(der).stream())
                .toList();
        return new Contact(signer, signer.localPart(), Optional.empty(), certificates);
    }

    /** Authorities come along with the signer's certificate; they are nobody's contact. */
    private List<Certificate> ofPerson(byte[] der) {
        try {
            return CertificateReader.read(der, "taken from a signed message by " + session.actor());
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
