package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sealpost.identity.WebKey;
import org.sealpost.testkit.GnuPg;

/** People whose mailboxes lie on Postfix and Dovecot, and whose keys Sealpost keeps in front of them. Tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PeopleBehindTest {
    private static final String ANN = "ann@inner.example";
    private static final String BOB = "bob@inner.example";
    private static final String PAT = "pat@outside.example";
    /** Not the address of the server behind. */
    private static final String ELSEWHERE = "127.0.0.2";

    private static Sink outside;
    private static Demo demo;
    private static MailServerBehind behind;
    private static Outsider pat;

    @BeforeAll
    static void start() throws IOException {
        outside = new Sink();
        pat = new Outsider(PAT);
        demo = Demo.start(outside.asSmartHost());
        behind = MailServerBehind.start("inner.example", demo.port("smtp"), true, "ann", "bob");
        demo.done("domain", "relay", "inner.example", "--to", "127.0.0.1:" + behind.port(), "--sender", "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        behind.close();
        demo.close();
        outside.close();
    }

    @Test
    @Order(1)
    void nobodyGetsCertificatesWithoutAnAdministratorAndTheServerBehind() {
        send(ANN, ANN, "unsigned");
        assertThat(outside.next().text()).doesNotContain("multipart/signed");

        assertThat(demo.mistake("user", "add", "invented@inner.example")).contains("has no mailbox invented@");
        behind.stopPostfix();
        assertThat(demo.mistake("user", "add", BOB)).contains("cannot be asked for " + BOB);
        behind.startPostfix();

        assertThat(demo.done("user", "add", ANN, "--name", "Ann"))
                .contains("certificate: ", "the mailbox lies on the server behind")
                .doesNotContain("password: ");
        assertThat(demo.done("user", "list")).contains(ANN + " (behind)");
        assertThat(demo.mistake("user", "password", ANN)).contains("logs in at the server behind");
        assertThat(demo.mistake("domain", "relay", "inner.example", "--off"))
                .contains("keys of 1 people of inner.example are kept here");
    }

    @Test
    @Order(2)
    void theirMailLeavesSignedByThemAndNobodyElsesDoes() {
        send(ANN, ANN, "from inside");

        Sink.Message left = outside.next();
        assertThat(left.text()).contains("multipart/signed", "from inside");
        assertThat(pat.verify(left.bytes(), demo.ca()).exit()).as(left.text()).isZero();

        send(BOB, ANN, "sent on by a filter of Bob");
        assertThat(outside.next().text()).doesNotContain("multipart/signed");
        send(BOB, BOB, "from Bob");
        assertThat(outside.next().text()).doesNotContain("multipart/signed");
    }

    @Test
    @Order(3)
    void mailEncryptedToThePublishedCertificateIsHandedOnClosedWhereTheWayMayBeInClear() {
        reply("too secret for this way", List.of(ANN));

        String arrived = behind.mailbox("ann", 1).getFirst();
        assertThat(arrived).contains("pkcs7-mime").doesNotContain("too secret for this way");
        assertThat(demo.done("audit", "show", queueId(arrived)))
                .contains("nothing demands that the connection to the server behind is encrypted");
    }

    @Test
    @Order(4)
    void whereItMustBeEncryptedItIsOpenedForThosePeopleAndReadInTheirMailboxes() {
        demo.done("tls", "require", "inner.example", "encrypted");

        reply("for the eyes of Ann", List.of(ANN, BOB));

        String arrived = behind.mailbox("ann", 2).stream()
                .filter(one -> one.contains("for the eyes of Ann"))
                .findFirst()
                .orElseThrow();
        assertThat(arrived)
                .contains("X-Sealpost-Encryption: encrypted with AES-256", "with ESMTPS")
                .doesNotContain("pkcs7-mime");
        assertThat(demo.done("audit", "show", queueId(arrived))).contains("opened for " + ANN);
        assertThat(behind.mailbox("bob", 1).getFirst())
                .as("nobody keeps keys for Bob here")
                .contains("pkcs7-mime")
                .doesNotContain("for the eyes of Ann");
    }

    @Test
    @Order(5)
    void theirAnswerToItGoesEncryptedOrNotAtAll() {
        swaks(
                behind.port(),
                "127.0.0.1",
                ANN,
                "sam@elsewhere.example",
                "--header",
                "From: " + ANN,
                "--header",
                "In-Reply-To: <secret@outside.example>",
                "--body",
                "told in clear");

        assertThat(behind.mailbox("ann", 3)).anyMatch(one -> one.contains("Undelivered Mail"));
        assertThat(outside.isEmptyFor(0)).isTrue();
    }

    @Test
    @Order(6)
    void colleaguesHereWriteToThemAndTheyReadIt() {
        demo.submit("alice", List.of(ANN), "--body", "from a colleague");

        assertThat(behind.mailbox("ann", 4)).anyMatch(one -> one.contains("from a colleague"));
    }

    @Test
    @Order(7)
    void whatIsEncryptedWithOpenPgpIsOpenedForThemAsWell() throws Exception {
        demo.done("policy", "set", "Default", "--templates", "MailUser,Computer,OpenPGP");
        demo.done("autoenroll", "now");
        String fingerprint =
                demo.json("pgp", "list", ANN).get(0).path("fingerprint").asText("");
        GnuPg gpg = new GnuPg();
        gpg.must(demo.done("pgp", "export", fingerprint).getBytes(StandardCharsets.US_ASCII), "--import");
        String armour = new String(
                gpg.must(
                                "Content-Type: text/plain\r\n\r\nfor GnuPG's friends\r\n"
                                        .getBytes(StandardCharsets.US_ASCII),
                                "--armor",
                                "--encrypt",
                                "--trust-model",
                                "always",
                                "-r",
                                ANN)
                        .output(),
                StandardCharsets.US_ASCII);
        gpg.stop();
        Path file = pat.keep("pgp.eml", """
                From: %s
                To: %s
                Subject: closed
                Message-ID: <pgp@outside.example>
                MIME-Version: 1.0
                Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b

                --b
                Content-Type: application/pgp-encrypted

                Version: 1

                --b
                Content-Type: application/octet-stream

                %s
                --b--
                """.formatted(PAT, ANN, armour)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));

        swaks(demo.port("smtp"), ELSEWHERE, PAT, ANN, "--data", "@" + file);

        assertThat(behind.mailbox("ann", 5))
                .filteredOn(one -> one.contains("pgp@outside.example"))
                .singleElement()
                .asString()
                .contains("for GnuPG's friends", "X-Sealpost-Encryption: encrypted with")
                .doesNotContain("BEGIN PGP MESSAGE");
    }

    @Test
    @Order(8)
    void aListAddsNobodyBehind() throws IOException {
        Path list = pat.keep(
                "people.csv", "kind,address,name\nuser,zoe@inner.example,Zoe\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(demo.ask("directory", "import", list.toString()).text())
                .contains("inner.example is not one of our domains with mailboxes here");

        assertThat(demo.done("user", "list")).doesNotContain("zoe@");
    }

    @Test
    @Order(9)
    void aSignedLetterTeachesHowItsAuthorIsWrittenToAndGoesOnAsItCame() throws Exception {
        trust(pat);
        GnuPg gpg = new GnuPg();
        gpg.must(new byte[0], "--quick-generate-key", "<" + PAT + ">", "future-default", "default", "1y");
        String key = Base64.getEncoder()
                .encodeToString(gpg.must(new byte[0], "--export", PAT).output());
        gpg.stop();

        write(pat, "my certificate", "Autocrypt: addr=" + PAT + "; keydata=" + key + "\r\n", ANN + "," + BOB);

        String arrived = newest("my certificate", "ann", 6);
        assertThat(arrived).contains("multipart/signed").doesNotContain("X-Sealpost-Notice");
        assertThat(pat.verify(arrived.getBytes(StandardCharsets.ISO_8859_1), pat.root())
                        .exit())
                .as(arrived)
                .isZero();
        assertThat(demo.done("audit", "show", queueId(arrived)))
                .contains("learned how to encrypt to " + PAT, "valid signature of " + PAT, "delivered to " + ANN);
        send(ANN, ANN, "closed to Pat");
        byte[] left = outside.next().bytes();
        assertThat(new String(left, StandardCharsets.ISO_8859_1)).doesNotContain("closed to Pat");
        assertThat(new String(pat.decrypt(left), StandardCharsets.ISO_8859_1)).contains("closed to Pat");
        assertThat(keysOfPat()).contains("seen");
    }

    /** They are looked at when the letter is gone and all about it is written down. */
    private static String keysOfPat() {
        String keys = "none";
        for (int i = 0; i < 100 && keys.startsWith("none"); i++) {
            keys = demo.done("pgp", "list", PAT);
        }
        return keys;
    }

    @Test
    @Order(10)
    void aCertificateOfAnotherIssuerIsAnnouncedToThemAndToNobodyElseWhicheverTryTakesItThere() throws IOException {
        Outsider other = new Outsider(PAT, "Another CA");
        trust(other);
        behind.stopPostfix();

        write(other, "my new certificate", "", ANN + "," + BOB);
        BranchOffice.await(
                () -> demo.json("queue", "list").path(0).path("attempts").asInt() > 0);
        behind.startPostfix();
        demo.done("queue", "flush");

        assertThat(newest("my new certificate", "ann", 7))
                .contains("X-Sealpost-Notice: the certificate of " + PAT + " comes from another issuer than before");
        assertThat(newest("my new certificate", "bob", 3)).doesNotContain("X-Sealpost-Notice");
    }

    @Test
    @Order(11)
    void theirOpenPgpKeysAreFoundInBothPlacesOfAWebKeyDirectory() throws Exception {
        String named = "/hu/" + WebKey.hash("ann") + "?l=ann";
        byte[] direct = directory("inner.example", named);
        byte[] advanced = directory("openpgpkey.inner.example", "/inner.example" + named);

        assertThat(direct).isEqualTo(advanced);
        GnuPg gpg = new GnuPg();
        gpg.must(direct, "--import");
        assertThat(gpg.must(new byte[0], "--list-keys").text()).contains(ANN);
        gpg.stop();
        assertThat(directory("inner.example", "/policy")).isEmpty();
        assertThat(asked("inner.example", "/hu/" + WebKey.hash("bob") + "?l=bob")
                        .exit())
                .as("nobody keeps keys for Bob here")
                .isNotZero();
        assertThat(asked("else.example", named).exit()).isNotZero();
    }

    private static void trust(Outsider author) {
        demo.done("trust", "add", author.root().toString(), "--for", "mail");
        demo.done("crl", "import", author.revocations().toString());
    }

    private static byte[] directory(String host, String path) throws IOException {
        Run asked = asked(host, path);
        assertThat(asked.exit()).as(asked.text()).isZero();
        return Files.readAllBytes(pat.root().resolveSibling("key"));
    }

    /** The answer lies in a file beside those of Pat. */
    private static Run asked(String host, String path) {
        return Run.of(
                "curl",
                "--fail",
                "--silent",
                "--show-error",
                "--cacert",
                demo.ca().toString(),
                "--connect-to",
                "::" + demo.door("https"),
                "--header",
                "Host: " + host,
                "-o",
                pat.keep("key", new byte[0]).toString(),
                "https://localhost/.well-known/openpgpkey" + path);
    }

    /** A signed letter, with more in its header. */
    private static void write(Outsider author, String text, String fields, String to) {
        Path file = author.keep(
                "letter.eml",
                ("From: " + PAT + "\r\nTo: " + ANN + "\r\nSubject: letter\r\n" + fields
                                + new String(author.sign(text), StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1));
        swaks(demo.port("smtp"), ELSEWHERE, PAT, to, "--data", "@" + file);
    }

    private static String newest(String text, String name, int count) {
        return behind.mailbox(name, count).stream()
                .filter(one -> one.contains(text))
                .findFirst()
                .orElseThrow();
    }

    private static void reply(String text, List<String> recipients) {
        byte[] sealed = pat.signAndEncrypt(text, pat.keep("ann.pem", published()));
        Path file = pat.keep(
                "reply.eml",
                ("From: " + PAT + "\r\nTo: " + ANN + "\r\nSubject: answer\r\nMessage-ID: <secret@outside.example>\r\n"
                                + new String(sealed, StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1));
        swaks(demo.port("smtp"), ELSEWHERE, PAT, String.join(",", recipients), "--data", "@" + file);
    }

    /** As ldapsearch finds it. */
    private static byte[] published() {
        String ldif = Run.of(
                        "ldapsearch",
                        "-x",
                        "-LLL",
                        "-o",
                        "ldif-wrap=no",
                        "-H",
                        "ldap://" + demo.door("ldap"),
                        "-b",
                        "dc=inner,dc=example",
                        "(mail=" + ANN + ")",
                        "userCertificate;binary")
                .text();
        Matcher value = Pattern.compile("userCertificate;binary:: (\\S+)").matcher(ldif);
        assertThat(value.find()).as(ldif).isTrue();
        return ("-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(Base64.getDecoder().decode(value.group(1)))
                        + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String queueId(String message) {
        Matcher found =
                Pattern.compile("by localhost with ESMTPS? id ([^\\s;]+)").matcher(message);
        assertThat(found.find()).as(message).isTrue();
        return found.group(1);
    }

    private static void send(String sender, String author, String text) {
        swaks(behind.port(), "127.0.0.1", sender, PAT, "--header", "From: " + author, "--body", text);
    }

    private static void swaks(int port, String address, String sender, String to, String... more) {
        List<String> command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1:" + port));
        command.addAll(List.of("--local-interface", address, "--from", sender, "--to", to));
        command.addAll(List.of(more));
        Run sent = Run.of(command);
        assertThat(sent.exit()).as(sent.text()).isZero();
    }
}
