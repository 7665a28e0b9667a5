package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.Person;
import org.sealpost.mail.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost contact}. */
@Command(
        name = "contact",
        description = "People outside, and their certificates, known to all users.",
        synopsisSubcommandLabel = "COMMAND")
final class ContactCommand {
    private final Session session;

    ContactCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Add a person outside, with a certificate if there is one.")
    void add(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(names = "--name", paramLabel = "NAME", description = "The name as others see it.") @Nullable String name,
            @Mixin PersonOptions person,
            @Option(names = "--certificate", paramLabel = "FILE", description = "The certificate: PEM, DER or PKCS #7.")
                    @Nullable Path file) {
        List<Certificate> certificates = file == null ? List.of() : certificates(file, address);
        session.directory()
                .addContact(
                        new Contact(address, name == null ? address.localPart() : name, person.over(Person.UNKNOWN)));
        publish(certificates, address);
        session.say("added " + address
                + (certificates.isEmpty()
                        ? "; mail to this address is signed, not encrypted, until a certificate is known"
                        : ""));
    }

    @Command(
            name = "import",
            description =
                    "Add or renew contacts from files: certificates (.cer, .p7b), vCards, or signed messages (.eml).")
    void importFiles(@Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files) {
        for (Path file : files) {
            CertificateFiles.Contact found = new CertificateFiles(session).contact(file);
            List<Certificate> usable = usable(found.certificates(), found.address());
            if (usable.isEmpty()) {
                throw new Mistake(
                        "no certificate in " + file + " names " + found.address() + " and can be encrypted to now");
            }
            if (session.house().directory().find(found.address()).isEmpty()) {
                session.directory()
                        .addContact(new Contact(found.address(), found.name(), Person.of(found.organisation())));
                session.say("added " + found.address() + " (" + found.name() + ")");
            } else {
                contact(found.address());
            }
            publish(usable, found.address());
        }
    }

    private List<Certificate> usable(List<Certificate> certificates, MailAddress address) {
        return certificates.stream()
                .filter(certificate -> certificate.facts().addresses().stream().anyMatch(address::isSameMailbox))
                .filter(certificate -> certificate
                        .facts()
                        .isUsableFor(
                                CertificateUse.ENCRYPT, session.house().clock().instant()))
                .toList();
    }

    @Command(description = "Give a contact a certificate. Older ones stay known; the newest valid one is used.")
    void certify(
            @Parameters(index = "0", paramLabel = "ADDRESS") MailAddress address,
            @Parameters(index = "1", paramLabel = "FILE") Path file) {
        publish(certificates(file, contact(address).address()), address);
    }

    @Command(description = "Change the name of a contact, or what address books tell of the person.")
    void change(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(names = "--name", paramLabel = "NAME", description = "The name as others see it.") @Nullable String name,
            @Mixin PersonOptions person) {
        Contact before = contact(address);
        session.directory()
                .changeContact(new Contact(
                        before.address(), name == null ? before.displayName() : name, person.over(before.person())));
        session.say("changed " + before.address());
    }

    @Command(description = "List the contacts.")
    void list(@Mixin Form form) {
        List<Contact> contacts = session.all(Contact.class);
        if (form.isJson()) {
            session.json(contacts.stream().map(this::facts).toList());
            return;
        }
        session.table(
                List.of("ADDRESS", "NAME", "ORGANISATION", "CERTIFICATES"),
                contacts.stream()
                        .map(contact -> List.of(
                                contact.address().toString(),
                                contact.displayName(),
                                contact.person().organisation().orElse("-"),
                                String.valueOf(published(contact).size())))
                        .toList());
    }

    @Command(description = "Show a contact with its certificates.")
    void show(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        Contact contact = contact(address);
        if (form.isJson()) {
            session.json(facts(contact));
            return;
        }
        session.say(contact.address() + " (" + contact.displayName() + ")");
        published(contact).forEach(certificate -> session.say("  " + Certificates.line(certificate)));
    }

    @Command(description = "Remove a contact, and use its certificates no longer.")
    void remove(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        session.directory().remove(contact(address).address());
        active(address).forEach(certificate -> withdraw(certificate, address));
        session.say("removed " + address);
    }

    @Command(
            description =
                    "Use a certificate of somebody outside no longer: it was wrong, or is not trusted any more. Works for removed contacts, too.")
    void withdraw(
            @Parameters(index = "0", paramLabel = "ADDRESS") MailAddress address,
            @Parameters(index = "1", paramLabel = "FINGERPRINT") String fingerprint) {
        Certificate found = FingerprintStart.of(fingerprint)
                .only("certificates", active(address), one -> one.facts().fingerprint())
                .orElseThrow(() -> new Mistake("no certificate of somebody outside with the fingerprint " + fingerprint
                        + " is in use for " + address + "; see sealpost cert list " + address));
        withdraw(found, address);
    }

    /** Certificates from outside in any date; our own are for enrolment and revocation to take away. */
    private List<Certificate> active(MailAddress address) {
        return session.house().certificates().find(address).stream()
                .filter(certificate -> certificate.facts().template().isEmpty()
                        && certificate.facts().status() == CertificateStatus.ACTIVE)
                .toList();
    }

    private void withdraw(Certificate certificate, MailAddress address) {
        String fingerprint = certificate.facts().fingerprint();
        session.record(
                address.toString(),
                "withdraw certificate " + fingerprint,
                session.house().certificates().changingStatus(fingerprint, CertificateStatus.WITHDRAWN));
        session.say("withdrawn: certificate " + fingerprint);
    }

    private void publish(List<Certificate> certificates, MailAddress address) {
        for (Certificate certificate : certificates) {
            session.record(
                    address.toString(),
                    "publish certificate " + certificate.facts().fingerprint(),
                    () -> session.house().certificates().publish(certificate, address));
            session.say("certificate: " + Certificates.line(certificate));
        }
    }

    private List<Certificate> certificates(Path file, MailAddress address) {
        List<Certificate> found = new CertificateFiles(session)
                .read(file).stream()
                        .filter(certificate ->
                                certificate.facts().addresses().stream().anyMatch(address::isSameMailbox))
                        .toList();
        if (found.isEmpty()) {
            throw new Mistake("no certificate in " + file + " names " + address + " (in its subject alternative name)");
        }
        if (found.stream()
                .noneMatch(certificate -> certificate
                        .facts()
                        .isUsableFor(
                                CertificateUse.ENCRYPT, session.house().clock().instant()))) {
            throw new Mistake("no certificate in " + file + " can be encrypted to now; see its dates and key usage");
        }
        return found;
    }

    private List<Certificate> published(Contact contact) {
        return session.house()
                .certificates()
                .published(contact.address(), session.house().clock().instant());
    }

    private Contact contact(MailAddress address) {
        return session.house()
                .directory()
                .find(address)
                .filter(Contact.class::isInstance)
                .map(Contact.class::cast)
                .orElseThrow(() -> new Mistake(session.unknown("contact", address)));
    }

    private Map<String, Object> facts(Contact contact) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", contact.address().toString());
        facts.put("name", contact.displayName());
        facts.putAll(PersonOptions.facts(contact.person()));
        facts.put(
                "certificates",
                published(contact).stream().map(Certificates::facts).toList());
        return facts;
    }
}
