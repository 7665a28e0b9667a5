package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.app.doctor.Diagnosis;
import org.sealpost.app.doctor.Doctor;
import org.sealpost.identity.Certificate;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.store.database.SqliteDatabase;
import picocli.CommandLine;

/** A house whose root is made elsewhere, from its first start to people's certificates. */
class OutsideRootTest {
    private static final String OUTSIDE = "authority.root = \"outside\"";

    private static List<Certificate> certificates(Desk desk, String name) {
        return desk.house.certificates().find(TrialHouse.address(name));
    }

    /** A command of the machine on which the root lies; gives what it printed. */
    private static String onTheOtherMachine(String passphrase, String... command) {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new RootCommand(new PrintWriter(out, true), () -> passphrase)).execute(command);
        assertThat(exit).as("%s: %s", String.join(" ", command), out).isZero();
        return out.toString();
    }

    @Test
    void theHouseWaitsForItsAuthorityAndThenGoesOnByItself() throws IOException {
        try (Desk desk = new Desk("example.org", OUTSIDE)) {
            desk.house.enrollAll();

            assertThat(desk.done("user", "add", "ann"))
                    .contains("no certificate until the authority issuing has its own");
            assertThat(desk.done("ca", "list")).contains("awaiting");
            assertThat(desk.done("ca", "show", "issuing")).contains("waitsFor: its certificate from elsewhere");
            assertThat(desk.done("autoenroll", "why", "ann")).contains("No authority issues the template MailUser");
            assertThat(certificates(desk, "ann")).isEmpty();
            assertThat(new Doctor(desk.house).examine())
                    .filteredOn(one -> one.id().equals("SP-PKI-009"))
                    .extracting(Diagnosis::state)
                    .containsExactly(Diagnosis.State.FAILURE);
            assertThat(desk.house.certification().serverCertificate())
                    .hasValueSatisfying(one ->
                            assertThat(one.getSubjectX500Principal().getName()).contains("Interim certificate"));

            AuthorityFiles.write(desk.house);
            assertThat(AuthorityFiles.waiting(desk.house)).anyMatch(line -> line.contains("issuing.csr"));
            String folder = desk.folder.toString();
            String made = onTheOtherMachine(
                    "",
                    "create",
                    "O=Example Hospital, CN=Example Hospital Root CA",
                    "--out",
                    folder + "/root.p12",
                    "--certificate",
                    folder + "/root.pem");
            String passphrase = made.lines()
                    .filter(line -> line.startsWith("passphrase: "))
                    .findFirst()
                    .orElseThrow()
                    .substring("passphrase: ".length());
            onTheOtherMachine(
                    passphrase,
                    "sign",
                    folder + "/data/issuing.csr",
                    "--root",
                    folder + "/root.p12",
                    "--url",
                    "http://localhost",
                    "--name",
                    "issuing-root",
                    "--out",
                    folder + "/issuing.cer",
                    "--password-stdin");
            assertThat(desk.done("ca", "install", "issuing", "issuing.cer"))
                    .contains("everybody gets their certificates now");
            desk.done("enroll", "now");

            assertThat(certificates(desk, "ann")).hasSize(1);
            assertThat(desk.house.certification().awaited()).isEmpty();
            assertThat(Files.readString(desk.house.rootCertificateFile()))
                    .isEqualTo(Files.readString(desk.folder.resolve("root.pem")));
            assertThat(desk.house.certification().serverCertificate())
                    .hasValueSatisfying(one ->
                            assertThat(one.getIssuerX500Principal().getName()).contains("Issuing CA"));
            onTheOtherMachine(
                    passphrase,
                    "crl",
                    "--root",
                    folder + "/root.p12",
                    "--out",
                    folder + "/root.crl",
                    "--password-stdin");
            desk.done("ca", "crl", "issuing-root", "root.crl");
            assertThat(new Doctor(desk.house).examine())
                    .filteredOn(one -> one.id().startsWith("SP-PKI"))
                    .extracting(Diagnosis::state)
                    .doesNotContain(Diagnosis.State.FAILURE);
        }
    }

    @Test
    void anyOtherAuthorityMaySignTheRequest() {
        try (Desk desk = new Desk("example.org", OUTSIDE)) {
            desk.done("user", "add", "ann");
            desk.done("ca", "request", "issuing", "--out", "issuing.csr");
            desk.sh(
                    "openssl req -x509 -newkey rsa:3072 -nodes -keyout corp.key -out corp.pem -subj '/O=Corp/CN=Corp Root'"
                            + " -days 3000 -addext keyUsage=critical,keyCertSign,cRLSign;"
                            + "printf '%s\\n' '[ca]' basicConstraints=critical,CA:TRUE,pathlen:0 keyUsage=critical,keyCertSign,cRLSign"
                            + " subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > ext.cnf;"
                            + "openssl x509 -req -in issuing.csr -CA corp.pem -CAkey corp.key -CAcreateserial -days 1800 -out issuing.pem"
                            + " -extfile ext.cnf -extensions ca");

            assertThat(desk.mistake("ca", "install", "issuing", "corp.pem")).contains("over the key");
            desk.done("ca", "install", "issuing", "issuing.pem", "--chain", "corp.pem");
            desk.done("enroll", "now");

            desk.done("cert", "root");
            assertThat(certificates(desk, "ann")).hasSize(1);
            desk.file(
                    "ann.pem",
                    org.sealpost.app.Certificates.pem(
                            certificates(desk, "ann").getFirst().der()));
            assertThat(desk.sh("openssl verify -purpose smimesign -CAfile corp.pem -untrusted issuing.pem ann.pem"))
                    .contains("ann.pem: OK");
        }
    }

    @Test
    void waitingIsToldApartFromHalfAnAuthority() {
        Desk desk = new Desk("example.org", OUTSIDE);
        desk.close();

        try (House again = TrialHouse.reopen(desk.folder.resolve("data"))) {
            assertThat(again.certification().awaited())
                    .extracting(AuthorityRecord::name)
                    .containsExactly("issuing");
        }
        try (SqliteDatabase database = SqliteDatabase.open(desk.folder.resolve("data/sealpost.db"))) {
            database.<Integer>write(sql -> sql.update("DELETE FROM key_lid") + sql.update("DELETE FROM private_key"));
        }
        assertThatThrownBy(() -> TrialHouse.reopen(desk.folder.resolve("data")))
                .hasMessageContaining("half an authority")
                .hasMessageContaining("private key of the issuing authority is missing");
    }
}
