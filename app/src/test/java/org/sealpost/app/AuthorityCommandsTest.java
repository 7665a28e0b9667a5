package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sealpost.app.backup.Opening;
import org.sealpost.app.backup.Since;
import org.sealpost.app.doctor.Diagnosis;
import org.sealpost.app.doctor.Doctor;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CrossPairs;
import org.sealpost.pki.IssuedCertificates.Issued;

/** Authorities as an administrator changes them: by command, with everything that hangs on them following. */
class AuthorityCommandsTest {
    @Test
    void peopleGetTheirCertificatesFromTheAuthorityThatOffersThem() {
        try (Desk desk = new Desk()) {
            desk.done("ca", "add", "labs", "--key", "EC-P384", "--permit", "example.org");
            desk.done("ca", "offer", "MailUser", "--authority", "labs");
            desk.done("ca", "withdraw", "MailUser", "--authority", "issuing");
            desk.done("user", "add", "ann");

            Issued ann = desk.house.certification().history("ann@example.org").getFirst();

            assertThat(ann.issuer()).isEqualTo("labs");
            assertThat(desk.done("ca", "list"))
                    .contains("labs")
                    .contains("active")
                    .contains("made");
            assertThat(desk.done("ca", "show", "labs", "--json"))
                    .contains("\"MailUser\"")
                    .contains("ECDSA-SHA384");
            assertThat(desk.done("audit", "export")).contains("add the authority labs below root");
            assertThat(desk.mistake("ca", "retire", "issuing")).contains("nobody else issues");
            assertThat(desk.mistake("ca", "add", "labs")).contains("there is an authority labs already");
            assertThat(desk.mistake("ca", "add", "x", "--key", "EC-P999")).contains("expected a kind of key");
        }
    }

    @Test
    void aRollOverIsOneCommandAndARestartFindsEverything() throws IOException {
        Path data = TrialHouse.newFolder("roll").resolve("data");
        try (House house = TrialHouse.open(data)) {
            TrialHouse.issue(house, "before", 2);
            house.certification().administration().roll("root", Optional.empty(), false, "admin test");
            house.certification().administration().roll("issuing", Optional.empty(), false, "admin test");
        }
        try (House house = TrialHouse.reopen(data)) {
            List<Issued> after = TrialHouse.issue(house, "after", 1);

            assertThat(after.getFirst().issuer()).isEqualTo("issuing-2");
            assertThat(house.certification().authorities())
                    .extracting(AuthorityRecord::name)
                    .containsExactlyInAnyOrder("root", "root-2", "issuing", "issuing-2");
            assertThat(pairs(house, "root-2"))
                    .as("both keys of the root certify each other")
                    .containsExactly("new with old, old with new");
            assertThat(pairs(house, "root")).containsExactly("old with new, new with old");
            assertThat(pairs(house, "issuing-2")).isEmpty();
            assertThat(new Doctor(house).examine())
                    .filteredOn(one -> one.id().equals("SP-PKI-001"))
                    .extracting(Diagnosis::state)
                    .containsOnly(Diagnosis.State.GOOD);
        }
    }

    /** What joins an authority to others, as the two halves of each pair say: over which key, signed by which. */
    private static List<String> pairs(House house, String name) {
        List<AuthorityRecord> all = house.certification().authorities();
        AuthorityRecord one = all.stream()
                .filter(record -> record.name().equals(name))
                .findFirst()
                .orElseThrow();
        return CrossPairs.of(one, all).stream().map(pair -> links(all, pair)).toList();
    }

    private static String links(List<AuthorityRecord> all, byte[] pair) {
        String text = java.util.HexFormat.of().formatHex(pair);
        java.util.TreeMap<Integer, String> places = new java.util.TreeMap<>();
        for (AuthorityRecord record : all) {
            record.of(AuthorityRecord.Kind.LINK)
                    .forEach(link -> places.put(
                            text.indexOf(java.util.HexFormat.of().formatHex(link.der())),
                            record.name().equals("root-2") ? "new with old" : "old with new"));
        }
        return String.join(", ", places.values());
    }

    @Test
    void anAuthorityOfOpensslIsAdoptedByCommand() {
        try (Desk desk = new Desk()) {
            sh(
                    desk.folder,
                    "openssl req -x509 -newkey rsa:2048 -passout pass:pw -keyout ca.key -out ca.pem -days 3000"
                            + " -subj '/O=Old/CN=Old CA' -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null;"
                            + "touch index.txt; echo 07 > serial; echo 2a > crlnumber; mkdir -p new;"
                            + "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\ncrlnumber=crlnumber\\n"
                            + "new_certs_dir=new\\ndefault_md=sha256\\ndefault_days=700\\ndefault_crl_days=30\\npolicy=p\\n[p]\\n"
                            + "commonName=supplied\\n' > ca.cnf;"
                            + "openssl req -newkey rsa:2048 -nodes -keyout u.key -out u.csr -subj /CN=u 2>/dev/null;"
                            + "openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -passin pass:pw -in u.csr -out u.pem 2>/dev/null;"
                            + "openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -passin pass:pw -gencrl -out ca.crl 2>/dev/null;"
                            + "echo pw > pw.txt");

            desk.done(
                    "ca",
                    "adopt",
                    "old",
                    "--key",
                    "ca.key",
                    "--certificate",
                    "ca.pem",
                    "--issued",
                    "index.txt",
                    "--crl",
                    "ca.crl",
                    "--password-file",
                    "pw.txt");
            assertThat(desk.done("ca", "list")).contains("adopted");
            desk.done("ca", "revoke-serial", "old", "07", "--reason", "KEY_COMPROMISE");
            desk.done("crl", "publish", "--authority", "old");

            byte[] crl = desk.house
                    .keeping()
                    .certificates()
                    .latestCrl("old")
                    .orElseThrow()
                    .der();
            write(desk.folder.resolve("new.crl"), crl);
            assertThat(sh(desk.folder, "openssl crl -inform DER -in new.crl -noout -text -CAfile ca.pem"))
                    .contains("Serial Number: 07")
                    .contains("Key Compromise");
            desk.done("ca", "offer", "MailUser", "--authority", "old");
            desk.done("ca", "withdraw", "MailUser");
            desk.done("user", "add", "ann");
            assertThat(desk.house
                            .certification()
                            .history("ann@example.org")
                            .getFirst()
                            .issuer())
                    .isEqualTo("old");
            assertThat(desk.mistake(
                            "ca",
                            "adopt",
                            "again",
                            "--key",
                            "ca.key",
                            "--certificate",
                            "ca.pem",
                            "--password-file",
                            "pw.txt"))
                    .contains("is here already");
        }
    }

    @Test
    void anOutsideAuthorityCertifiesOursByFiles() {
        try (Desk desk = new Desk()) {
            sh(
                    desk.folder,
                    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout r.key -out r.pem -days 3650"
                            + " -subj '/CN=Corp Root' -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null");
            assertThat(desk.done("ca", "request", "labs", "--out", "labs.csr")).contains("sealpost root sign");
            sh(
                    desk.folder,
                    "printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n"
                            + "subjectKeyIdentifier=hash\\n' > e.cnf; openssl x509 -req -in labs.csr -CA r.pem -CAkey r.key -days 900"
                            + " -CAcreateserial -extfile e.cnf -out labs.pem 2>/dev/null");

            assertThat(new Doctor(desk.house).examine())
                    .filteredOn(one -> one.id().equals("SP-PKI-009"))
                    .extracting(Diagnosis::state)
                    .containsExactly(Diagnosis.State.WARNING);
            assertThat(desk.mistake("ca", "install", "labs", "labs.pem")).contains("--chain");
            desk.done("ca", "install", "labs", "labs.pem", "--chain", "r.pem");

            for (String template :
                    List.of("MailUser", "Computer", "TlsServer", "OcspSigner", "RegistrationAuthority")) {
                desk.done("ca", "offer", template, "--authority", "labs");
                desk.done("ca", "withdraw", template);
            }
            desk.done("user", "add", "ann");
            assertThat(desk.house
                            .certification()
                            .history("ann@example.org")
                            .getFirst()
                            .issuer())
                    .isEqualTo("labs");
            assertThat(desk.mistake("ca", "retire", "issuing")).contains("nobody else issues");
        }
    }

    @Test
    void aRootIsTakenAwayByCommandAndOnlyWithAFile() {
        try (Desk desk = new Desk()) {
            String said = desk.done("ca", "take-away", "root", "--out", "root.p12");

            assertThat(said).contains("passphrase: ").contains("no longer here");
            assertThat(Files.exists(desk.folder.resolve("root.p12"))).isTrue();
            assertThat(desk.done("ca", "list")).contains("(elsewhere)");
            assertThat(desk.mistake("ca", "add", "labs")).contains("its key is elsewhere");
            assertThat(desk.mistake("ca", "take-away", "root", "--out", "again.p12"))
                    .contains("only an active root");
            assertThat(desk.done("audit", "export")).contains("take the key of the root root away");
            assertThat(new Doctor(desk.house).examine())
                    .filteredOn(one -> one.id().equals("SP-PKI-008"))
                    .extracting(Diagnosis::state)
                    .containsExactly(Diagnosis.State.GOOD);
        }
    }

    @Test
    void aPartnerIsCertifiedForItsDomainByCommand() {
        try (Desk desk = new Desk()) {
            sh(
                    desk.folder,
                    "openssl req -x509 -newkey rsa:2048 -nodes -keyout p.key -out p.pem -days 900 -subj '/CN=Partner CA'"
                            + " -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null");

            String said = desk.done(
                    "ca", "cross-certify", "p.pem", "--only", "partner.org", "--until", "2027-12-31", "--out", "x.pem");

            assertThat(said).contains("only for partner.org").contains("sealpost cert revoke");
            assertThat(sh(desk.folder, "openssl x509 -in x.pem -noout -text")).contains("Permitted");
            assertThat(desk.done("ca", "show", "root")).contains("cross ");
            String fingerprint = said.replaceAll("(?s).*cert revoke ([0-9a-f]{64}).*", "$1");
            desk.done("cert", "revoke", fingerprint, "--reason", "CA_COMPROMISE");
            assertThat(desk.mistake(
                            "ca",
                            "cross-certify",
                            "p.pem",
                            "--only",
                            "not a domain",
                            "--until",
                            "2027-12-31",
                            "--out",
                            "y.pem"))
                    .contains("expected a domain");
        }
    }

    @Test
    void authoritiesComeBackFromABackupAndWhatChangedSinceFromTheJournal() {
        Path folder = TrialHouse.newFolder("authorities");
        Path journal = folder.resolve("journal");
        Path bundle = folder.resolve("b.sealpost");
        List<Issued> late;
        try (House house = TrialHouse.open(folder.resolve("data"), "backup.journal = \"" + journal + "\"")) {
            house.backups().lock(Optional.of(TrialHouse.PASSPHRASE));
            house.certification().administration().roll("issuing", Optional.empty(), false, "admin test");
            house.backups().make(bundle, true);
            house.certification().administration().roll("issuing", Optional.empty(), false, "admin test");
            late = TrialHouse.issue(house, "late", 3);
            house.revoke(late.getFirst().certificate(), RevocationReason.KEY_COMPROMISE, "admin test");
        }

        Rebuild.Report report = Rebuild.run(
                bundle,
                Opening.by(TrialHouse.PASSPHRASE.toCharArray()),
                folder.resolve("rebuilt"),
                Optional.empty(),
                new Since(Optional.of(journal), List.of(), false),
                step -> {});

        try (House house = TrialHouse.reopen(folder.resolve("rebuilt"))) {
            assertThat(house.certification().authorities())
                    .extracting(AuthorityRecord::name)
                    .containsExactlyInAnyOrder("root", "issuing", "issuing-2", "issuing-3");
            assertThat(report.crls()).hasSize(4).allMatch(crl -> crl.now() > crl.before());
            assertThat(TrialHouse.issue(house, "new", 1).getFirst().issuer()).isEqualTo("issuing-3");
            assertThat(house.keeping()
                            .certificates()
                            .standing("issuing-3", late.getFirst().serial())
                            .orElseThrow()
                            .revocation())
                    .isPresent();
            assertThat(report.gap().lost()).isEmpty();
        }
    }

    private static String sh(Path folder, String script) {
        try {
            Path output = Files.createTempFile(folder, "sh", ".out");
            Process process = new ProcessBuilder("sh", "-e", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(output);
            assertThat(ended && process.exitValue() == 0)
                    .as(script + "\n" + said)
                    .isTrue();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
