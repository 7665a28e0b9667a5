package org.sealpost.protocols.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.enrollment.IdentityExport;
import org.sealpost.enrollment.IdentityExport.Export;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.door.Pkcs12.Form;
import org.sealpost.store.BroughtStore;

/** The files with keys, read by OpenSSL, NSS and GnuPG. */
class Pkcs12Test {
    private static final String ANN = "ann@example.org";
    private static final String PASSWORD = "correct-horse-battery";

    @TempDir
    private Path folder = Path.of("");

    private TrialOffice office = null_();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T null_() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        office = new TrialOffice(folder);
        office.desk.applyForKey(ANN, "MailEncrypt", "test");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private Export export(boolean history) {
        return new IdentityExport(
                        office.enrollmentPki,
                        new BroughtStore(office.database, Clock.systemUTC(), IssuanceJournal.NONE),
                        office.rules.catalog(),
                        office.auditLog,
                        Clock.systemUTC())
                .collect(ANN, history, "PKCS #12", "test");
    }

    private void write(Export export, Form form) throws IOException {
        Files.write(folder.resolve("ann.p12"), IdentityExport.file(export, PASSWORD.toCharArray(), form));
    }

    @Test
    void theModernFormIsReadByOpensslAndNssWithItsChain() throws IOException {
        write(export(false), Form.MODERN);

        assertThat(office.run("openssl pkcs12 -in ann.p12 -passin pass:" + PASSWORD + " -nodes"))
                .contains("BEGIN PRIVATE KEY")
                .contains("Issuing CA")
                .contains("Root CA");
        assertThat(office.run("mkdir db && certutil -N -d sql:db --empty-password && pk12util -i ann.p12 -d sql:db -W "
                        + PASSWORD + " && certutil -A -d sql:db -n root -t ,C, -i root.pem; certutil -K -d sql:db;"
                        + " certutil -V -u R -e -d sql:db -n '" + ANN + " mailencrypt'"))
                .contains("IMPORT SUCCESSFUL")
                .contains("rsa")
                .contains("certificate is valid");
    }

    @Test
    void theCompatibleFormIsReadByGnupgToo() throws IOException {
        write(export(false), Form.COMPATIBLE);

        assertThat(office.run("openssl pkcs12 -in ann.p12 -passin pass:" + PASSWORD + " -nodes -legacy"))
                .contains("BEGIN PRIVATE KEY");
        assertThat(office.run("mkdir -m 700 gnupg; export GNUPGHOME=$PWD/gnupg; echo disable-crl-checks >"
                        + " gnupg/gpgsm.conf; echo allow-loopback-pinentry > gnupg/gpg-agent.conf; printf '%s' "
                        + PASSWORD
                        + " | gpgsm --batch --pinentry-mode loopback --passphrase-fd 0 --import ann.p12 2>&1;"
                        + " gpgconf --kill all"))
                .containsPattern("secret keys imported: 1|secret keys read: 1");
    }

    @Test
    void oldEncryptionKeysComeAlongWithTheHistory() {
        String first = office.book.held(ANN).getFirst().certificate().facts().fingerprint();
        office.book
                .revoking(first, RevocationReason.SUPERSEDED, java.time.Instant.now())
                .makeNow();
        office.desk.applyForKey(ANN, "MailEncrypt", "test");

        assertThat(export(false).entries()).hasSize(1);
        assertThat(export(true).entries()).hasSize(2);
    }

    @Test
    void whatItsTemplateKeepsStaysAndIsTold() {
        office.template("MailEncrypt", "Kept", Map.of("archive-key", "yes", "no-duplicates", "no"));
        office.desk.applyForKey(ANN, "Kept", "test");
        office.templates.change("Kept", Map.of("exportable-key", "no"), "test");

        Export export = export(true);

        assertThat(export.certificates()).extracting(facts -> facts.template()).containsExactly("MailEncrypt");
        assertThat(export.left()).extracting(left -> left.rule().name()).containsExactly("KEY_NOT_EXPORTABLE");
    }
}
