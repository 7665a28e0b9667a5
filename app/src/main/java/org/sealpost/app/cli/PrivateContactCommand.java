package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.enrollment.PrivateAddressBook;
import org.sealpost.identity.PrivateContacts.PrivateContact;
import org.sealpost.mail.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost contact private}. */
@Command(
        name = "private",
        description = "Contacts that one person keeps: used for that person's own mail only, and shown to nobody else.",
        synopsisSubcommandLabel = "COMMAND")
final class PrivateContactCommand {
    private final Session session;

    PrivateContactCommand(Session session) {
        this.session = session;
    }

    private PrivateAddressBook book() {
        return session.house().registry().privateContacts();
    }

    @Command(
            name = "import",
            description =
                    "Add or renew contacts of a person from files: certificates (.cer, .p7b), vCards, or signed messages (.eml).")
    void importFiles(
            @Parameters(index = "0", paramLabel = "PERSON") MailAddress owner,
            @Parameters(index = "1..*", paramLabel = "FILE", arity = "1..*") List<Path> files) {
        for (Path file : files) {
            CertificateFiles.Contact found = new CertificateFiles(session).contact(file);
            PrivateContact made = book().add(
                            owner,
                            found.address(),
                            Optional.of(found.name()),
                            found.organisation(),
                            found.certificates(),
                            session.actor());
            session.say(made.address() + " (" + made.displayName() + "), known to " + made.owner() + " alone:");
            made.certificates().forEach(one -> session.say("  " + Certificates.line(one)));
        }
    }

    @Command(description = "List the contacts of a person.")
    void list(@Parameters(paramLabel = "PERSON") MailAddress owner, @Mixin Form form) {
        List<PrivateContact> contacts = book().of(owner);
        if (form.isJson()) {
            session.json(contacts.stream().map(PrivateContactCommand::facts).toList());
            return;
        }
        session.table(
                List.of("ADDRESS", "NAME", "ORGANISATION", "CERTIFICATES"),
                contacts.stream()
                        .map(one -> List.of(
                                one.address().toString(),
                                one.displayName(),
                                one.organisation().orElse("-"),
                                String.valueOf(one.certificates().size())))
                        .toList());
    }

    @Command(description = "Show a contact of a person with its certificates.")
    void show(
            @Parameters(index = "0", paramLabel = "PERSON") MailAddress owner,
            @Parameters(index = "1", paramLabel = "ADDRESS") MailAddress address,
            @Mixin Form form) {
        PrivateContact contact = book().find(owner, address)
                .orElseThrow(() -> new Mistake(owner + " has no private contact " + address));
        if (form.isJson()) {
            session.json(facts(contact));
            return;
        }
        session.say(contact.address() + " (" + contact.displayName() + "), known to " + contact.owner() + " alone");
        contact.certificates().forEach(one -> session.say("  " + Certificates.line(one)));
    }

    @Command(description = "Use a certificate of a person's contact no longer; the contact goes with its last one.")
    void withdraw(
            @Parameters(index = "0", paramLabel = "PERSON") MailAddress owner,
            @Parameters(index = "1", paramLabel = "ADDRESS") MailAddress address,
            @Parameters(index = "2", paramLabel = "FINGERPRINT", description = "May be cut short.")
                    String fingerprint) {
        book().withdraw(owner, address, fingerprint.toLowerCase(Locale.ROOT), session.actor());
        session.say("withdrawn: certificate " + fingerprint);
    }

    @Command(description = "Remove a contact of a person, with its certificates.")
    void remove(
            @Parameters(index = "0", paramLabel = "PERSON") MailAddress owner,
            @Parameters(index = "1", paramLabel = "ADDRESS") MailAddress address) {
        book().remove(owner, address, session.actor());
        session.say("removed " + address);
    }

    private static Map<String, Object> facts(PrivateContact contact) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("owner", contact.owner().toString());
        facts.put("address", contact.address().toString());
        facts.put("name", contact.displayName());
        contact.organisation().ifPresent(value -> facts.put("organisation", value));
        facts.put(
                "certificates",
                contact.certificates().stream().map(Certificates::facts).toList());
        return facts;
    }
}
