package org.sealpost.app.cli;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.app.AppleProfiles;
import org.sealpost.enrollment.IdentityExport;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.Computer;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.SpokenCode;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.door.Pkcs12;
import org.sealpost.policy.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost cert}. */
@Command(name = "cert", description = "Certificates.", synopsisSubcommandLabel = "COMMAND")
final class CertCommand {
    private final Session session;

    CertCommand(Session session) {
        this.session = session;
    }

    @Command(description = "List the certificates of an address or a computer, old ones included.")
    void list(
            @Parameters(paramLabel = "WHO", description = "An address, or the DNS name of a computer.") String who,
            @Mixin Form form) {
        List<Certificate> found = found(who);
        if (form.isJson()) {
            session.json(found.stream().map(Certificates::facts).toList());
        } else {
            session.table(
                    Certificates.HEADING, found.stream().map(Certificates::row).toList());
        }
    }

    /** Of a computer by its name in the book; of an address everything that names it, whoever issued it. */
    private List<Certificate> found(String who) {
        Optional<Computer> computer = who.contains("@")
                ? Optional.empty()
                : session.house().computers().find(who);
        if (computer.isPresent()) {
            return session.house().certification().history(computer.get().key()).stream()
                    .map(Issued::certificate)
                    .toList();
        }
        return Mistake.told(() -> session.house().certificates().find(session.address(who)));
    }

    @Command(description = "Show one certificate.")
    void show(@Parameters(paramLabel = "FINGERPRINT") String fingerprint, @Mixin Form form) {
        Certificate certificate = certificate(fingerprint);
        if (form.isJson()) {
            session.json(Certificates.facts(certificate));
        } else {
            Certificates.facts(certificate).forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    @Command(description = "Print one certificate (PEM).")
    void pem(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        session.out()
                .print(org.sealpost.app.Certificates.pem(
                        certificate(fingerprint).der()));
    }

    @Command(
            description = "Whose certificate it is, by its serial number or its fingerprint, and all that its holder"
                    + " has had.")
    void who(
            @Parameters(
                            paramLabel = "SERIAL",
                            description = "In hex, as openssl and mail programs show it; or a fingerprint as sealpost"
                                    + " shows it.")
                    String serial,
            @Mixin Form form) {
        String digits = serial.replaceAll("[:\\s]|^0[xX]", "");
        if (!digits.matches("[0-9A-Fa-f]{1,64}")) {
            throw new Mistake("expected a serial number in hex, such as 6F:0A:11, or a fingerprint: " + serial);
        }
        List<Issued> found = issued(digits);
        if (found.isEmpty()) {
            throw new Mistake(
                    "none of our authorities issued a certificate with the serial number or fingerprint " + serial);
        }
        for (Issued issued : found) {
            List<Issued> history = session.house().certification().history(issued.owner());
            if (form.isJson()) {
                Map<String, Object> facts = new LinkedHashMap<>(Certificates.facts(issued.certificate()));
                facts.put("owner", issued.owner());
                facts.put("authority", issued.issuer());
                facts.put(
                        "history",
                        history.stream()
                                .map(one -> Certificates.facts(one.certificate()))
                                .toList());
                session.json(facts);
            } else {
                session.say("holder: " + issued.owner());
                session.say("authority: " + issued.issuer());
                Certificates.facts(issued.certificate()).forEach((name, value) -> session.say(name + ": " + value));
                session.say("");
                session.table(
                        Certificates.HEADING,
                        history.stream()
                                .map(one -> Certificates.row(one.certificate()))
                                .toList());
            }
        }
    }

    private List<Issued> issued(String digits) {
        List<Issued> bySerial = session.house().certification().withSerial(new BigInteger(digits, 16));
        if (!bySerial.isEmpty()) {
            return bySerial;
        }
        return session.house().certificatesStartingWith(digits.toLowerCase(Locale.ROOT)).stream()
                .flatMap(one ->
                        session.house().certification().issued(one.facts().fingerprint()).stream())
                .toList();
    }

    @Command(
            description =
                    "Print the root certificates (PEM), for mail programs and partners to trust; the newest first.")
    void root() {
        session.out().print(session.house().rootCertificatePem());
    }

    @Command(description = "Revoke a certificate for good. CRL and OCSP tell it at once; the person gets a new one.")
    void revoke(
            @Parameters(paramLabel = "FINGERPRINT") String fingerprint,
            @Option(
                            names = "--reason",
                            defaultValue = "SUPERSEDED",
                            description = "One of: ${COMPLETION-CANDIDATES}. ${DEFAULT-VALUE} if not given.")
                    RevocationReason reason) {
        Certificate certificate = certificate(fingerprint);
        if (reason == RevocationReason.CERTIFICATE_HOLD) {
            throw new Mistake("revoke is for good; for the time being: sealpost cert hold " + fingerprint);
        }
        if (!session.house().revoke(certificate, reason, session.actor())) {
            throw new Mistake("certificate " + fingerprint + " is not one of ours, or is revoked already");
        }
        session.say("revoked " + certificate.facts().fingerprint());
    }

    @Command(
            description =
                    "Revoke a certificate for the time being. CRL and OCSP tell it; the person gets no other one.")
    void hold(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        Certificate certificate = certificate(fingerprint);
        if (!session.house().revoke(certificate, RevocationReason.CERTIFICATE_HOLD, session.actor())) {
            throw new Mistake("certificate " + fingerprint + " is not one of ours, or is revoked already");
        }
        session.say("on hold: " + certificate.facts().fingerprint());
    }

    @Command(description = "Let a certificate on hold count again.")
    void release(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        Certificate certificate = certificate(fingerprint);
        if (!session.house().certification().release(certificate, session.actor())) {
            throw new Mistake("certificate " + fingerprint + " is not on hold");
        }
        session.say("released " + certificate.facts().fingerprint());
    }

    @Command(
            description =
                    "Write the keys and certificates of an account into a PKCS #12 file, as far as their templates let"
                            + " keys go. The password is made and shown if none is given.")
    void export(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            required = true,
                            description = "A file that is not there yet.")
                    Path out,
            @Option(
                            names = "--compatible",
                            description = "Triple DES and SHA-1, which every program reads. Weak: use a long password.")
                    boolean compatible,
            @Option(names = "--history", description = "Old encryption keys, too, so that old mail opens.")
                    boolean history,
            @Mixin NewPassword password) {
        Path file = PrivateFile.requireNew(session.file(out));
        Pkcs12.Form form = compatible ? Pkcs12.Form.COMPATIBLE : Pkcs12.Form.MODERN;
        session.record(address.toString(), "export keys as PKCS #12, " + form + (history ? ", with history" : ""));
        IdentityExport.Export export = session.house()
                .certification()
                .export()
                .collect(owner(address), history, "PKCS #12, " + form, session.actor());
        export.left().forEach(why -> session.err().println("left: " + Explanation.sentence(why, Locale.ENGLISH)));
        if (export.entries().isEmpty()) {
            throw new Mistake("no key of " + address + " may be exported");
        }
        Optional<String> given = password.read(session);
        String used = given.orElseGet(SpokenCode::password);
        PrivateFile.create(file, () -> IdentityExport.file(export, used.toCharArray(), form));
        export.certificates()
                .forEach(facts ->
                        session.say(facts.template() + "  " + facts.fingerprint() + "  until " + facts.notAfter()));
        if (given.isEmpty()) {
            session.say("password: " + used);
        }
    }

    @Command(
            description =
                    "Write a configuration profile for an iPhone, iPad or Mac: mail account, roots, keys and S/MIME. It is"
                            + " signed; the password of the keys is made and shown.")
    void profile(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            required = true,
                            description = "A file that is not there yet, such as ann.mobileconfig.")
                    Path out,
            @Option(names = "--history", description = "Old encryption keys, too, so that old mail opens.")
                    boolean history,
            @Option(
                            names = "--with-password",
                            description =
                                    "Write the password into the profile. Whoever gets the file has the keys then.")
                    boolean told) {
        Path file = PrivateFile.requireNew(session.file(out));
        Account account = account(address);
        session.record(
                address.toString(),
                "export keys as Apple profile" + (history ? ", with history" : "")
                        + (told ? ", with the password" : ""));
        PrivateFile.create(file, () -> {
            AppleProfiles.Made made = new AppleProfiles(session.house()).make(account, history, told, session.actor());
            made.left().forEach(why -> session.err().println("left: " + Explanation.sentence(why, Locale.ENGLISH)));
            made.certificates()
                    .forEach(facts ->
                            session.say(facts.template() + "  " + facts.fingerprint() + "  until " + facts.notAfter()));
            session.say("password: " + made.password());
            return made.file();
        });
    }

    private String owner(MailAddress address) {
        return account(address).address().key();
    }

    private Account account(MailAddress address) {
        return session.house()
                .directory()
                .account(address)
                .orElseThrow(() -> new Mistake(session.unknown("account", address)));
    }

    /** A fingerprint may be cut short as long as it names one certificate. */
    private Certificate certificate(String fingerprint) {
        FingerprintStart start = FingerprintStart.of(fingerprint);
        return start.only(
                        "certificates",
                        session.house().certificatesStartingWith(start.digits()),
                        one -> one.facts().fingerprint())
                .orElseThrow(() -> new Mistake("no certificate with the fingerprint " + fingerprint));
    }
}
