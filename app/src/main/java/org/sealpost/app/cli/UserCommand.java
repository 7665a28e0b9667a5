package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.RecipientPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost user}. */
@Command(
        name = "user",
        description = "People with a mailbox here, and their certificates.",
        synopsisSubcommandLabel = "COMMAND")
final class UserCommand {
    private final Session session;

    UserCommand(Session session) {
        this.session = session;
    }

    /** What an account may be given. */
    static final class Properties {
        @Option(names = "--name", paramLabel = "NAME", description = "The name as others see it.")
        @Nullable String name;

        @Option(names = "--unit", paramLabel = "UNIT", description = "The organisational unit, such as Legal/Notaries.")
        @Nullable String unit;

        @Option(
                names = "--alias",
                paramLabel = "ADDRESS",
                description = "Another address of this person; may be repeated. On change: all aliases.")
        @Nullable List<MailAddress> aliases;

        @Option(
                names = "--quota",
                paramLabel = "SIZE",
                description = "How much mail may be kept, such as 500M or 2G; 0 is no limit.")
        @Nullable String quota;

        @Mixin
        PersonOptions person = new PersonOptions();

        Account over(Account before) {
            return new Account(
                    before.address(),
                    name == null ? before.displayName() : name,
                    unit == null ? before.unit() : unit,
                    aliases == null ? before.aliases() : aliases,
                    before.custody(),
                    quota == null ? before.quotaBytes() : Sizes.parse(quota),
                    before.enabled(),
                    person.over(before.person()));
        }
    }

    @Command(
            description =
                    "Add a person. Certificates are made and published at once; the password is made and shown if none is given.")
    void add(
            @Parameters(paramLabel = "ADDRESS", description = "Such as ann@example.org, or ann in the first domain.")
                    MailAddress address,
            @Mixin Properties properties,
            @Mixin NewPassword password,
            @Option(
                            names = "--again",
                            description =
                                    "The same person comes back: old keys and old mail under this address are theirs again.")
                    boolean again,
            @Mixin Form form) {
        Account plain = new Account(address, address.localPart(), "", List.of(), Custody.ORGANISATION, 0, true);
        Account account = properties.over(plain);
        if (PeopleBehindChecks.domainOf(session, address).isPresent()) {
            addBehind(account, form);
            return;
        }
        Optional<String> given = password.read(session);
        boolean postmasterIsRead = takesMail(postmaster(address));
        String used = again ? comeBack(account, given) : join(account, given);
        if (form.isJson()) {
            Map<String, Object> answer = facts(account);
            given.ifPresentOrElse(ignored -> {}, () -> answer.put("password", used));
            session.json(answer);
            return;
        }
        session.say("added " + address);
        if (given.isEmpty()) {
            session.say("password: " + used);
        }
        certificates(address).forEach(certificate -> session.say("certificate: " + Certificates.line(certificate)));
        session.house()
                .certification()
                .awaited()
                .forEach(one -> session.say("no certificate until the authority " + one.name()
                        + " has its own; see sealpost ca show " + one.line()));
        if (!postmasterIsRead && takesMail(postmaster(address))) {
            session.say("mail to postmaster and abuse is read by " + address
                    + " now; change that with: sealpost group join|leave postmaster ADDRESS");
        }
    }

    /** Mailbox and password are on the server behind. */
    private void addBehind(Account account, Form form) {
        account.addresses().forEach(one -> PeopleBehindChecks.requireKnown(session, one));
        session.house().onboarding().enter(session.directory(), account);
        if (form.isJson()) {
            session.json(facts(account));
            return;
        }
        session.say("added " + account.address() + "; the mailbox lies on the server behind, the keys are kept here");
        certificates(account.address())
                .forEach(certificate -> session.say("certificate: " + Certificates.line(certificate)));
        session.say("mail that comes encrypted is opened only if the way there is: sealpost tls require "
                + account.address().domain() + " encrypted");
    }

    private static MailAddress postmaster(MailAddress address) {
        return new MailAddress(RecipientPolicy.ROLES.getFirst(), address.domain());
    }

    private boolean takesMail(MailAddress address) {
        return session.house().acceptance().takesMailFor(address);
    }

    private String join(Account account, Optional<String> password) {
        return session.house().onboarding().join(session.directory(), account, password);
    }

    private String comeBack(Account account, Optional<String> password) {
        session.record(account.address().toString(), "the same person comes back: old keys and mail are theirs again");
        return session.house().onboarding().comeBack(session.directory(), account, password);
    }

    @Command(description = "List the people.")
    void list(@Mixin Form form) {
        List<Account> accounts = session.house().directory().accounts();
        if (form.isJson()) {
            session.json(accounts.stream().map(this::facts).toList());
            return;
        }
        session.table(
                List.of("ADDRESS", "NAME", "UNIT", "CERTIFICATES"),
                accounts.stream()
                        .map(account -> List.of(
                                account.address()
                                        + (isBehind(account) ? " (behind)" : "")
                                        + (account.enabled() ? "" : " (disabled)"),
                                account.displayName(),
                                account.unit().isEmpty() ? "-" : account.unit(),
                                String.valueOf(session.house()
                                        .certificates()
                                        .published(
                                                account.address(),
                                                session.house().clock().instant())
                                        .size())))
                        .toList());
    }

    @Command(description = "Show a person.")
    void show(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        Account account = account(address);
        Map<String, Object> facts = facts(account);
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    @Command(description = "List a person's certificates, old ones included.")
    void certs(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        List<Certificate> found = certificates(account(address).address());
        if (form.isJson()) {
            session.json(found.stream().map(Certificates::facts).toList());
        } else {
            session.table(
                    Certificates.HEADING, found.stream().map(Certificates::row).toList());
        }
    }

    @Command(description = "Change name, unit, aliases or quota. Certificates follow.")
    void change(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Properties properties) {
        session.house().onboarding().change(session.directory(), properties.over(account(address)));
        session.say("changed " + address);
    }

    @Command(
            description =
                    "Print a text that proves, once the person signed it, that a certificate from elsewhere is theirs.")
    void challenge(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        session.say(session.house().registry().outsideCertificates().challenge(address));
    }

    @Command(
            name = "publish-certificate",
            description =
                    "Publish a certificate that somebody else issued to a person, who signed the challenge with it.")
    void publishCertificate(
            @Parameters(index = "0", paramLabel = "ADDRESS") MailAddress address,
            @Parameters(index = "1", paramLabel = "FILE", description = "The certificate: PEM, DER or PKCS #7.")
                    Path file,
            @Option(
                            names = "--proof",
                            required = true,
                            paramLabel = "FILE",
                            description = "The signed challenge, as openssl smime -sign -nodetach writes it.")
                    Path proof) {
        CertificateFiles files = new CertificateFiles(session);
        List<Certificate> found = files.read(file);
        if (found.size() != 1) {
            throw new Mistake("expected one certificate of a person in " + file + ": " + found.size());
        }
        session.house()
                .registry()
                .outsideCertificates()
                .publish(address, found.getFirst(), files.bytes(proof), session.actor());
        session.say("published: " + Certificates.line(found.getFirst()));
    }

    @Command(description = "Give a new password.")
    void password(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin NewPassword password) {
        if (shared().isShared(account(address).address())) {
            throw new Mistake(
                    address + " is a shared mailbox: nobody logs in as it; see: sealpost shared show " + address);
        }
        if (isBehind(account(address))) {
            throw new Mistake(address + " logs in at the server behind, where the mailbox is");
        }
        Optional<String> given = password.read(session);
        String used = session.house()
                .onboarding()
                .changePassword(session.directory(), account(address).address(), given);
        session.say("changed the password of " + address);
        if (given.isEmpty()) {
            session.say("password: " + used);
        }
    }

    @Command(
            description =
                    "Let a person log in no more, and take no more mail; certificates are withdrawn, mail and keys stay.")
    void disable(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        enable(account(address), false);
    }

    @Command(description = "Let a disabled person log in and get mail again.")
    void enable(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        enable(account(address), true);
    }

    @Command(
            description =
                    "Remove a person. Keys stay, so that old mail can be read; mail stays unless --with-mail is given.")
    void remove(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(names = "--with-mail", description = "Remove the mailbox, too. It cannot be brought back.")
                    boolean withMail) {
        MailAddress account = account(address).address();
        if (shared().isShared(account)) {
            throw new Mistake(address + " is a shared mailbox; remove it with: sealpost shared remove " + address);
        }
        if (withMail) {
            session.record(account.toString(), "remove the mailbox with all mail in it, for good");
        }
        session.house().onboarding().leave(session.directory(), account, withMail);
        session.house().gateway().sharing().pass();
        session.say("removed " + address);
    }

    private void enable(Account account, boolean enabled) {
        session.house().onboarding().change(session.directory(), account.enabled(enabled));
        session.say((enabled ? "enabled " : "disabled ") + account.address());
    }

    private Account account(MailAddress address) {
        return session.house()
                .directory()
                .account(address)
                .orElseThrow(() -> new Mistake(session.unknown("person", address)));
    }

    private SharedMailboxes shared() {
        return session.house().gateway().sharing().mailboxes();
    }

    private List<Certificate> certificates(MailAddress address) {
        return session.house().certificates().find(address);
    }

    private boolean isBehind(Account account) {
        return PeopleBehindChecks.domainOf(session, account.address()).isPresent();
    }

    private Map<String, Object> facts(Account account) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", account.address().toString());
        facts.put("name", account.displayName());
        facts.put("unit", account.unit());
        facts.put(
                "aliases", account.aliases().stream().map(MailAddress::toString).toList());
        facts.put("custody", account.custody().name().toLowerCase(java.util.Locale.ROOT));
        if (shared().isShared(account.address())) {
            facts.put(
                    "sharedBy",
                    session.house().gateway().sharing().people(account.address()).stream()
                            .map(one -> one.account().address().toString())
                            .toList());
        }
        facts.put("quotaBytes", account.quotaBytes());
        facts.put("enabled", account.enabled());
        facts.put("behind", isBehind(account));
        facts.putAll(PersonOptions.facts(account.person()));
        facts.put(
                "certificates",
                session
                        .house()
                        .certificates()
                        .published(account.address(), session.house().clock().instant())
                        .stream()
                        .map(certificate -> certificate.facts().fingerprint())
                        .toList());
        return facts;
    }
}
