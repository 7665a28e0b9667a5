package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The promise of the house, checked from outside: swaks submits, curl reads, OpenSSL verifies and decrypts. */
class SealedMailTest {
    private static final String CANARY = "the canary sings at midnight";

    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());
    private static final Outsider PAT = new Outsider("pat@partner.example");

    @BeforeAll
    static void knowPat() {
        Run added = DEMO.sealpost(
                "contact",
                "add",
                PAT.address(),
                "--name",
                "Pat",
                "--certificate",
                PAT.certificate().toString());
        assertThat(added.exit()).as(added.text()).isZero();
    }

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void mailInsideIsSignedEncryptedOpenedAndVerified() throws IOException {
        int before = DEMO.count("bob");
        Run sent = DEMO.submit("alice", List.of(Demo.address("bob")), "--header", "Subject: Inside", "--body", CANARY);
        assertThat(sent.exit()).as(sent.text()).isZero();

        byte[] got = DEMO.newest("bob", before + 1);

        String text = new String(got, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("smime=pass", "encrypted with AES-256-GCM", "Subject: Inside", CANARY);
        assertThat(PAT.verify(got, DEMO.ca()).text()).contains("CMS Verification successful");
        assertThat(wordOnDisk(CANARY))
                .as("files with readable mail in the data folder")
                .isEmpty();
    }

    @Test
    void mailToAnOutsiderIsReadByNobodyElse() {
        DEMO.submit("alice", List.of(PAT.address()), "--header", "Subject: Outside", "--body", "for Pat only");

        Sink.Message left = OUTSIDE.next();

        assertThat(left.to()).containsExactly(PAT.address());
        assertThat(left.text())
                .contains("smime-type=enveloped-data", "Subject: [...]")
                .doesNotContain("for Pat only", "Subject: Outside", "X-Sealpost");
        byte[] opened = PAT.decrypt(left.bytes());
        assertThat(new String(opened, StandardCharsets.ISO_8859_1))
                .contains("multipart/signed", "Subject: Outside", "for Pat only");
        assertThat(PAT.verify(opened, DEMO.ca()).text()).contains("CMS Verification successful");
    }

    @Test
    void mailToAnOutsiderWithoutCertificateIsSigned() {
        DEMO.submit("alice", List.of("quinn@elsewhere.example"), "--body", "for Quinn");

        Sink.Message left = OUTSIDE.next();

        assertThat(left.text()).contains("multipart/signed", "for Quinn");
        assertThat(PAT.verify(left.bytes(), DEMO.ca()).text()).contains("CMS Verification successful");
    }

    @Test
    void nothingIsSentToAnybodyIfOneRecipientCannotBeEncryptedToAsDemanded() {
        assertThat(DEMO.sealpost("rule", "encrypt-to", "agency.example").exit()).isZero();
        int before = DEMO.count("bob");

        Run refused = DEMO.submit("alice", List.of(Demo.address("bob"), "clerk@agency.example"), "--body", "secret");

        String reply = refused.text()
                .lines()
                .filter(line -> line.contains(" 550 "))
                .findFirst()
                .orElse("");
        assertThat(reply).as(refused.text()).contains("clerk@agency.example").doesNotContain("bob");
        assertThat(OUTSIDE.isEmptyFor(2_000)).isTrue();
        assertThat(DEMO.count("bob")).isEqualTo(before);
        Run explained = DEMO.sealpost("explain", "--from", "alice", "--to", "clerk@agency.example");
        assertThat(explained.text()).contains("refused for clerk@agency.example", "A rule demands encryption");
    }

    @Test
    void aBlindCopyTellsNothingOfItselfInTheOtherCopies() {
        DEMO.submit(
                "alice",
                List.of(PAT.address(), "quinn@elsewhere.example"),
                "--header",
                "To: " + PAT.address(),
                "--add-header",
                "Bcc: quinn@elsewhere.example",
                "--body",
                "one open, one blind");

        List<Sink.Message> left = List.of(OUTSIDE.next(), OUTSIDE.next());

        assertThat(left).allSatisfy(message -> assertThat(message.to()).hasSize(1));
        assertThat(left).allSatisfy(message -> assertThat(message.text()).doesNotContain("Bcc:"));
        Sink.Message open = left.stream()
                .filter(message -> message.to().contains(PAT.address()))
                .findFirst()
                .orElseThrow();
        assertThat(open.text()).doesNotContain("quinn");
        Path kept = PAT.keep("bcc.eml", open.bytes());
        assertThat(Run.of(
                                "sh",
                                "-c",
                                "openssl cms -cmsout -print -inform SMIME -in " + kept
                                        + " | grep -c issuerAndSerialNumber")
                        .text()
                        .strip())
                .as("recipients named in the copy")
                .isEqualTo("1");
    }

    @Test
    void whatAnOutsiderSealsIsOpenedAndTheUnknownIssuerIsTold() throws IOException {
        Path bobs = PAT.keep("bob.pem", certificateOf("bob"));
        byte[] sealed = PAT.signAndEncrypt("from Pat with love", bobs);
        String header = "From: Pat <" + PAT.address() + ">\r\nTo: " + Demo.address("bob") + "\r\nSubject: Hello\r\n"
                + "X-Sealpost-Encryption: forged\r\nAuthentication-Results: localhost; smime=pass\r\n";
        Path file = PAT.keep(
                "to-bob.eml",
                (header + new String(sealed, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
        int before = DEMO.count("bob");

        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                PAT.address(),
                "--to",
                Demo.address("bob"),
                "--data",
                "@" + file);
        assertThat(sent.exit()).as(sent.text()).isZero();
        String got = new String(DEMO.newest("bob", before + 1), StandardCharsets.ISO_8859_1);

        assertThat(got)
                .contains(
                        "from Pat with love",
                        "encrypted with AES-256-CBC",
                        "issuer that is not trusted",
                        "smime=policy");
        assertThat(got).doesNotContain("forged", "smime=pass");
    }

    @Test
    void mailUnderARootThatAnAdministratorTrustsIsKnownWithItsLimits() throws IOException {
        Outsider rae = new Outsider("rae@third.example");
        Run trusted = DEMO.sealpost("trust", "add", rae.root().toString(), "--for", "mail");
        assertThat(trusted.exit()).as(trusted.text()).isZero();
        assertThat(DEMO.sealpost("trust", "list", "--json").text()).contains("\"forMail\" : true");
        byte[] sealed = rae.signAndEncrypt("from Rae", rae.keep("bob.pem", certificateOf("bob")));
        String header = "From: Rae <" + rae.address() + ">\r\nTo: " + Demo.address("bob") + "\r\nSubject: Known\r\n";
        Path file = rae.keep(
                "to-bob.eml",
                (header + new String(sealed, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
        int before = DEMO.count("bob");

        Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                rae.address(),
                "--to",
                Demo.address("bob"),
                "--data",
                "@" + file);
        String got = new String(DEMO.newest("bob", before + 1), StandardCharsets.ISO_8859_1);

        assertThat(got).contains("from Rae", "smime=policy", "revocation could not be checked");
    }

    @Test
    void certificateAndRevocationAgreeForOpenssl() throws IOException {
        Path certificate = PAT.keep("carol.pem", certificateOf("carol"));
        Path issuing = PAT.keep(
                "issuing.pem",
                pem(Run.of("curl", "-s", "http://localhost:" + DEMO.port("pki") + "/pki/issuing.crt")
                        .bytes()));
        Run crl = Run.of(
                "sh",
                "-c",
                "curl -s http://localhost:" + DEMO.port("pki") + "/pki/issuing.crl | openssl crl -inform DER -out "
                        + issuing + ".crl");
        assertThat(crl.exit()).as(crl.text()).isZero();

        Run verified = Run.of(
                "openssl",
                "verify",
                "-crl_check",
                "-purpose",
                "smimeencrypt",
                "-CAfile",
                DEMO.ca().toString(),
                "-untrusted",
                issuing.toString(),
                "-CRLfile",
                issuing + ".crl",
                certificate.toString());
        assertThat(verified.text()).contains(": OK");
        assertThat(ocsp(certificate, issuing)).contains("Response verify OK", ": good");

        String fingerprint = fingerprint(certificate);
        Run revoked = DEMO.sealpost("cert", "revoke", fingerprint, "--reason", "KEY_COMPROMISE");
        assertThat(revoked.exit()).as(revoked.text()).isZero();

        assertThat(ocsp(certificate, issuing)).contains(": revoked");
        assertThat(certificateOf("carol"))
                .as("a new certificate is published at once")
                .isNotEqualTo(Files.readAllBytes(certificate));
    }

    @Test
    void aNewAccountSendsAndReceivesSealedMailAtOnce() throws IOException {
        Path password = PAT.keep("password", "a long password\n".getBytes(StandardCharsets.UTF_8));
        Run added = DEMO.sealpost(
                "user", "add", "dora", "--name", "Dora Weiss", "--password-file", password.toString(), "--json");
        assertThat(added.exit()).as(added.text()).isZero();
        int before = DEMO.count("bob");

        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("submissions"),
                "--tls-on-connect",
                "--auth",
                "LOGIN",
                "--auth-user",
                "dora@sealpost.example",
                "--auth-password",
                "a long password",
                "--from",
                "dora@sealpost.example",
                "--to",
                Demo.address("bob"),
                "--body",
                "I am new");
        assertThat(sent.exit()).as(sent.text()).isZero();

        String got = new String(DEMO.newest("bob", before + 1), StandardCharsets.ISO_8859_1);
        assertThat(got).contains("smime=pass", "dora@sealpost.example", "I am new");
    }

    @Test
    void everyLineOfTheAuditLogHoldsAndTellsAMessageByItsName() {
        DEMO.submit(
                "alice", List.of(Demo.address("carol")), "--header", "Message-Id: <explain-me@test>", "--body", "x");
        DEMO.newest("carol");

        Run explained = DEMO.sealpost("explain", "<explain-me@test>");
        Run verified = DEMO.sealpost("audit", "verify");

        assertThat(explained.text()).contains("signed and encrypted to carol@sealpost.example", "Because:");
        assertThat(verified.exit()).as(verified.text()).isZero();
    }

    @Test
    void helpsWithWhatWasMistyped() {
        assertThat(DEMO.sealpost("usr", "list").text()).contains("user");
        assertThat(DEMO.sealpost("user", "show", "alise").text()).contains("did you mean alice@sealpost.example?");
        assertThat(DEMO.sealpost("domain", "add", "not a domain").text())
                .contains("expected a mail domain such as example.org");
    }

    private static String ocsp(Path certificate, Path issuing) {
        return Run.of(
                        "openssl",
                        "ocsp",
                        "-url",
                        "http://localhost:" + DEMO.port("pki") + "/ocsp",
                        "-issuer",
                        issuing.toString(),
                        "-cert",
                        certificate.toString(),
                        "-CAfile",
                        DEMO.ca().toString(),
                        "-VAfile",
                        issuing.toString(),
                        "-no_nonce")
                .text();
    }

    private static String fingerprint(Path certificate) {
        return Run.of("openssl", "x509", "-in", certificate.toString(), "-noout", "-fingerprint", "-sha256")
                .text()
                .replaceAll(".*=", "")
                .replace(":", "")
                .strip()
                .toLowerCase(java.util.Locale.ROOT);
    }

    /** The certificate that the directory shows, as ldapsearch finds it. */
    private static byte[] certificateOf(String name) {
        String ldif = Run.of(
                        "ldapsearch",
                        "-x",
                        "-LLL",
                        "-o",
                        "ldif-wrap=no",
                        "-H",
                        "ldap://" + DEMO.door("ldap"),
                        "-b",
                        "dc=sealpost,dc=example",
                        "(mail=" + Demo.address(name) + ")",
                        "userCertificate;binary")
                .text();
        Matcher value = Pattern.compile("userCertificate;binary:: (\\S+)").matcher(ldif);
        assertThat(value.find()).as(ldif).isTrue();
        return pem(Base64.getDecoder().decode(value.group(1)));
    }

    private static byte[] pem(byte[] der) {
        return ("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> wordOnDisk(String word) throws IOException {
        try (Stream<Path> files = Files.walk(DEMO.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, word))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean contains(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            return false;
        }
    }
}
