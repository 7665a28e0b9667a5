package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.Templates;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.Smime;

/** GnuPG's gpgsm reads what we make, and we read what it makes. */
class GpgsmTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final Household HOUSE = new Household();
    private static final Issued ALICES = HOUSE.issue(Templates.MAIL_USER, "Alice", ALICE);
    private static final Issued BOBS = HOUSE.issue(Templates.MAIL_USER, "Bob", BOB);
    private static final Path HOME = HOUSE.folder.resolve("gnupg");
    private static final Peer GPGSM = new Peer(HOUSE.folder, Map.of("GNUPGHOME", HOME.toString()));
    private static final Content MAIL = Household.mail("""
            From: Alice <alice@example.org>
            To: bob@example.org
            Subject: Befund
            MIME-Version: 1.0
            Content-Type: text/plain; charset=us-ascii

            All is well.
            """);

    private static final PathValidation PATHS =
            new PathValidation(new TrustStore(HOUSE.database, java.time.Clock.systemUTC()), HOUSE.certificates);
    private final Smime smime = new Smime(
            HOUSE.folder,
            question -> TrustPolicy.decide(PATHS.examine(question, false)).verdict());

    @BeforeAll
    static void home() throws IOException {
        Files.createDirectory(HOME, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        HOUSE.rootFile();
        HOUSE.issuingFile();
        HOUSE.pem("alice.pem", ALICES.certificate().der());
        HOUSE.pem("bob.pem", BOBS.certificate().der());
        HOUSE.keyFile("alice.key", ALICES.keyId());
        HOUSE.keyFile("bob.key", BOBS.keyId());
        String fingerprint = GPGSM.run("openssl", "x509", "-noout", "-fingerprint", "-sha1", "-in", "root.pem")
                .output()
                .replaceAll(".*=", "")
                .strip();
        Files.writeString(HOME.resolve("trustlist.txt"), fingerprint + " S relax\n");
        Files.writeString(HOME.resolve("gpgsm.conf"), "disable-crl-checks\ndisable-dirmngr\n");
        Files.writeString(HOME.resolve("gpg-agent.conf"), "allow-loopback-pinentry\n");
        shell("gpgsm --batch --import root.pem issuing.pem alice.pem bob.pem");
        for (String name : List.of("alice", "bob")) {
            shell("openssl pkcs12 -export -legacy -passout pass:pw -inkey " + name + ".key -in " + name + ".pem -out "
                    + name + ".p12");
            shell("echo pw | gpgsm --batch --pinentry-mode loopback --passphrase-fd 0 --import " + name + ".p12");
        }
    }

    @AfterAll
    static void stopAgent() {
        GPGSM.run("gpgconf", "--kill", "all");
    }

    @Test
    void verifiesWhatWeSigned() {
        Content signed = smime.sign(MAIL, HOUSE.signer(ALICE), Instant.now());
        String text = new String(signed.bytes(1 << 20), StandardCharsets.US_ASCII);
        String boundary = "--" + text.replaceAll("(?s).*boundary=\"([^\"]+)\".*", "$1");
        String[] parts = text.split("\r\n" + java.util.regex.Pattern.quote(boundary), -1);
        HOUSE.write("entity", parts[1].substring(2).getBytes(StandardCharsets.US_ASCII));
        HOUSE.write("entity.p7s", Base64.getMimeDecoder().decode(parts[2].split("\r\n\r\n", 2)[1]));

        var result = GPGSM.run("gpgsm", "--batch", "--verify", "entity.p7s", "entity");

        assertThat(result.output()).contains("Good signature from").contains("alice@example.org");
    }

    @Test
    void opensWhatWeEncrypted() {
        Content sealed =
                smime.encrypt(MAIL, List.of(ALICES.certificate(), BOBS.certificate()), EncryptionFormat.CONSERVATIVE);
        Content body = sealed.from(HeaderSection.of(sealed).lengthBytes());
        HOUSE.write("sealed.p7m", Base64.getMimeDecoder().decode(body.bytes(1 << 20)));

        var result = shell("echo pw | gpgsm --batch --pinentry-mode loopback --passphrase-fd 0 --decrypt sealed.p7m");

        assertThat(result.output()).contains("All is well.");
    }

    @Test
    void weOpenAndVerifyWhatItSignedAndEncrypted() throws IOException {
        String entity = "Content-Type: text/plain\r\n\r\nhello from gpgsm\r\n";
        HOUSE.write("theirs", entity.getBytes(StandardCharsets.US_ASCII));
        shell(
                "echo pw | gpgsm --batch --yes --pinentry-mode loopback --passphrase-fd 0 --detach-sign -u alice@example.org"
                        + " --include-certs 2 --output theirs.p7s theirs");
        String signed = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256;"
                + " boundary=\"b\"\r\n\r\n--b\r\n" + entity + "\r\n--b\r\n"
                + "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(Files.readAllBytes(HOUSE.folder.resolve("theirs.p7s")))
                + "\r\n--b--\r\n";
        HOUSE.write("theirs.eml", signed.getBytes(StandardCharsets.US_ASCII));
        shell("gpgsm --batch --yes --encrypt -r bob@example.org --output theirs.p7m theirs.eml");
        // The body goes as binary and without smime-type, as some programs send it.
        Content message = Content.concat(
                List.of(Household.mail("""
                        From: alice@example.org
                        To: bob@example.org
                        MIME-Version: 1.0
                        Content-Type: application/x-pkcs7-mime
                        Content-Transfer-Encoding: binary

                        """), Content.of(Files.readAllBytes(HOUSE.folder.resolve("theirs.p7m")))));

        Opening opening = smime.open(message, HOUSE.keys.decryptionKeys(BOB));

        assertThat(opening).isInstanceOf(Opening.Opened.class);
        assertThat(smime.verify(((Opening.Opened) opening).content(), Instant.now())
                        .check())
                .isInstanceOf(SignatureCheck.Valid.class);
    }

    private static Peer.Result shell(String command) {
        return GPGSM.run("sh", "-c", command);
    }
}
