package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.GnuPg;

/** Mail with a correspondent whose program is GnuPG, from outside: swaks submits and brings, curl reads, gpg opens and verifies. */
class OpenPgpMailTest {
    private static final String PAT = "pat@partner.example";

    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());
    private static final GnuPg GPG = gpg();

    private static GnuPg gpg() {
        try {
            return new GnuPg();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void exchangeKeys() throws Exception {
        GPG.must(new byte[0], "--quick-gen-key", "Pat <" + PAT + ">", "future-default", "default", "1y");
        Path key = DEMO.keep(
                "pat.asc", GPG.must(new byte[0], "--armor", "--export", PAT).text());
        DEMO.done("pgp", "import", key.toString(), "--for", PAT);
        DEMO.done("policy", "set", "Default", "--templates", "MailUser,Computer,OpenPGP");
        DEMO.done("autoenroll", "now");
        GPG.must(published("alice"), "--import");
    }

    @AfterAll
    static void stop() throws Exception {
        GPG.stop();
        DEMO.close();
        OUTSIDE.close();
    }

    /** As correspondents find it: by the direct method of a Web Key Directory. */
    private static byte[] published(String name) throws Exception {
        Path file = Files.createTempFile("wkd", ".key");
        String[] address = Demo.address(name).split("@", 2);
        Run asked = Run.of(
                "curl",
                "--fail",
                "--silent",
                "--show-error",
                "--cacert",
                DEMO.ca().toString(),
                "--connect-to",
                "::" + DEMO.door("https"),
                "--header",
                "Host: " + address[1],
                "-o",
                file.toString(),
                "https://localhost/.well-known/openpgpkey/hu/" + org.sealpost.identity.WebKey.hash(name) + "?l="
                        + name);
        assertThat(asked.exit()).as(asked.text()).isZero();
        byte[] key = Files.readAllBytes(file);
        Files.delete(file);
        return key;
    }

    @Test
    void mailToAKnownKeyIsEncryptedAndSignedSoThatGnuPgReadsIt() throws Exception {
        DEMO.submit("alice", List.of(PAT), "--header", "Subject: Lunch", "--body", "for Pat only");

        Sink.Message left = OUTSIDE.next();

        assertThat(left.text())
                .contains("multipart/encrypted", "application/pgp-encrypted", "Autocrypt: addr=alice@")
                .doesNotContain("for Pat only", "X-Sealpost");
        GnuPg.Answer opened = GPG.run(armour(left.text()), "--decrypt");
        assertThat(opened.text()).contains("for Pat only");
        assertThat(opened.messages()).contains("Good signature from", "<" + Demo.address("alice") + ">");
        assertThat(DEMO.sealpost("explain", "--from", "alice", "--to", PAT).text())
                .contains("signed and encrypted with OpenPGP to " + PAT, "vouched for by: ADMINISTRATOR");
    }

    @Test
    void mailThatGnuPgEncryptedAndSignedIsOpenedAndItsVerdictShown() throws Exception {
        int before = DEMO.count("alice");
        byte[] sealed = GPG.must(
                        "Content-Type: text/plain\r\n\r\nback to Alice\r\n".getBytes(StandardCharsets.US_ASCII),
                        "--armor",
                        "--sign",
                        "--encrypt",
                        "--trust-model",
                        "always",
                        "-r",
                        Demo.address("alice"))
                .output();

        bring("alice", encrypted(new String(sealed, StandardCharsets.US_ASCII)));

        String got = new String(DEMO.newest("alice", before + 1), StandardCharsets.ISO_8859_1);
        assertThat(got).contains("back to Alice", "X-Sealpost-OpenPGP: pass", "X-Sealpost-Encryption: encrypted with");
        assertThat(got).contains("smime=none");
        assertThat(DEMO.sealpost("audit", "show").text()).contains("OpenPGP key");
    }

    @Test
    void alteredMailGivesNothingOfItsText() throws Exception {
        int before = DEMO.count("alice");
        byte[] sealed = GPG.must(
                        "Content-Type: text/plain\r\n\r\nnever shown\r\n".getBytes(StandardCharsets.US_ASCII),
                        "--encrypt",
                        "--trust-model",
                        "always",
                        "-r",
                        Demo.address("alice"))
                .output();
        sealed[sealed.length - 5] ^= 1;

        bring("alice", encrypted(armoured(sealed)));

        String got = new String(DEMO.newest("alice", before + 1), StandardCharsets.ISO_8859_1);
        assertThat(got)
                .contains("encrypted, not opened here", "BEGIN PGP MESSAGE")
                .doesNotContain("never shown");
    }

    private static void bring(String to, String mail) {
        Path file = DEMO.keep("mail-" + mail.hashCode() + ".eml", mail);
        Run brought = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                PAT,
                "--to",
                Demo.address(to),
                "--helo",
                "partner.example",
                "--data",
                "@" + file);
        assertThat(brought.exit()).as(brought.text()).isZero();
    }

    private static String encrypted(String armour) {
        return """
                From: Pat <%s>
                To: %s
                Subject: Back
                Date: Sun, 22 Nov 2026 12:00:00 +0000
                Message-ID: <%s@partner.example>
                MIME-Version: 1.0
                Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b

                --b
                Content-Type: application/pgp-encrypted

                Version: 1

                --b
                Content-Type: application/octet-stream

                %s
                --b--
                """.formatted(PAT, Demo.address("alice"), Integer.toHexString(armour.hashCode()), armour);
    }

    private static String armoured(byte[] binary) {
        return "-----BEGIN PGP MESSAGE-----\n\n"
                + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(binary)
                + "\n-----END PGP MESSAGE-----\n";
    }

    private static byte[] armour(String mail) {
        Matcher found = Pattern.compile("-----BEGIN PGP MESSAGE-----.*-----END PGP MESSAGE-----", Pattern.DOTALL)
                .matcher(mail);
        assertThat(found.find()).as(mail.toLowerCase(Locale.ROOT)).isTrue();
        return found.group().getBytes(StandardCharsets.US_ASCII);
    }
}
