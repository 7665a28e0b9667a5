package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.Templates;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.Smime;

/** The mail program s-nail reads what we make, and we read what it makes. */
class SnailTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final Household HOUSE = new Household();
    private static final Issued ALICES = HOUSE.issue(Templates.MAIL_USER, "Alice", ALICE);
    private static final Issued BOBS = HOUSE.issue(Templates.MAIL_USER, "Bob", BOB);
    private static final Content MAIL = Household.mail("""
            From: Alice <alice@example.org>
            To: bob@example.org
            Subject: Befund
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Der Befund ist unauff\u00e4llig.
            """);

    private static final PathValidation PATHS =
            new PathValidation(new TrustStore(HOUSE.database, java.time.Clock.systemUTC()), HOUSE.certificates);
    private final Smime smime = new Smime(
            HOUSE.folder,
            question -> TrustPolicy.decide(PATHS.examine(question, false)).verdict());

    @BeforeAll
    static void files() throws IOException {
        HOUSE.rootFile();
        HOUSE.issuingFile();
        HOUSE.pem("bob.pem", BOBS.certificate().der());
        HOUSE.pem("alice.pem", ALICES.certificate().der());
        HOUSE.keyFile("bob.key", BOBS.keyId());
        HOUSE.keyFile("alice.key", ALICES.keyId());
        for (String name : List.of("alice", "bob")) {
            HOUSE.write(
                    name + "-both.pem",
                    (Files.readString(HOUSE.folder.resolve(name + ".key"))
                                    + Files.readString(HOUSE.folder.resolve(name + ".pem")))
                            .getBytes(StandardCharsets.US_ASCII));
        }
        HOUSE.write(
                "ca.pem",
                (Files.readString(HOUSE.folder.resolve("root.pem"))
                                + Files.readString(HOUSE.folder.resolve("issuing.pem")))
                        .getBytes(StandardCharsets.US_ASCII));
        settings(
                "rc.bob",
                "set v15-compat from=bob@example.org smime-ca-file=@/ca.pem smime-ca-no-defaults"
                        + " smime-sign-cert-bob@example.org=@/bob-both.pem\n");
        settings(
                "rc.alice",
                "set v15-compat from=\"Alice <alice@example.org>\"\n"
                        + "set smime-ca-file=@/ca.pem smime-ca-no-defaults smime-sign-cert-alice@example.org=@/alice-both.pem"
                        + " smime-sign-digest-alice@example.org=SHA256\n"
                        + "set smime-encrypt-bob@example.org=@/bob.pem smime-cipher-bob@example.org=AES256\n"
                        + "set mta=test://@/out.mbox smime-sign smime-force-encryption nosave\n");
    }

    /** Writes s-nail's settings with the folder in place of @/. */
    private static void settings(String name, String text) {
        HOUSE.write(name, text.replace("@/", HOUSE.folder + "/").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void verifiesWhatWeSigned() {
        mailbox("signed.mbox", smime.sign(MAIL, HOUSE.signer(ALICE), Instant.now()));

        var result = snail("rc.bob", "s-nail", "-:u", "-#", "-R", "-Y", "verify 1", "-Y", "xit", "-f", "signed.mbox");

        assertThat(result.output()).contains("verified successfully");
    }

    @Test
    void opensWhatWeEncrypted() throws IOException {
        Content signed = smime.sign(MAIL, HOUSE.signer(ALICE), Instant.now());
        mailbox("sealed.mbox", smime.encrypt(signed, List.of(BOBS.certificate()), EncryptionFormat.CONSERVATIVE));

        snail("rc.bob", "s-nail", "-:u", "-#", "-R", "-Y", "decrypt 1 opened.mbox", "-Y", "xit", "-f", "sealed.mbox");

        assertThat(Files.readString(HOUSE.folder.resolve("opened.mbox"), StandardCharsets.ISO_8859_1))
                .contains("multipart/signed")
                .contains("unauff=C3=A4llig");
    }

    @Test
    void weOpenAndVerifyWhatItSignedAndEncrypted() throws IOException {
        new Peer(HOUSE.folder, Map.of("MAILRC", HOUSE.folder.resolve("rc.alice").toString()))
                .run(
                        "hello from s-nail\n".getBytes(StandardCharsets.US_ASCII),
                        "s-nail",
                        "-:u",
                        "-s",
                        "hello",
                        "bob@example.org");
        String mbox = Files.readString(HOUSE.folder.resolve("out.mbox"), StandardCharsets.ISO_8859_1);
        String mail = mbox.startsWith("From ") ? mbox.substring(mbox.indexOf('\n') + 1) : mbox;
        Content theirs = Content.of(mail.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));

        Opening opening = smime.open(theirs, HOUSE.keys.decryptionKeys(BOB));

        assertThat(opening).isInstanceOf(Opening.Opened.class);
        Content opened = ((Opening.Opened) opening).content();
        assertThat(smime.verify(opened, Instant.now()).check()).isInstanceOf(SignatureCheck.Valid.class);
    }

    private static void mailbox(String name, Content mail) {
        String text = new String(mail.bytes(1 << 24), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        HOUSE.write(
                name,
                ("From alice@example.org Thu Nov 20 10:00:00 2025\n" + text + "\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Peer.Result snail(String rc, String... command) {
        return new Peer(HOUSE.folder, Map.of("MAILRC", HOUSE.folder.resolve(rc).toString())).run(command);
    }
}
