package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.PublicCards;
import org.sealpost.identity.VCard;
import org.sealpost.mail.MailAddress;

/** What outsiders are shown, what comes from outsiders, and people's own certificates. */
class PublicationTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    private final Desk desk = new Desk();

    @BeforeEach
    void fill() {
        desk.done("user", "add", "ann", "--name", "Ann Kovač");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Optional<PublicCards.Card> card(String address) {
        return desk.house
                .registry()
                .cards()
                .find(MailAddress.parse(address), desk.house.clock().instant());
    }

    /** A self-signed certificate and its key, by OpenSSL. */
    private Path openssl(String name, String address) {
        Slapd.run(
                "",
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                desk.folder + "/" + name + ".key",
                "-out",
                desk.folder + "/" + name + ".pem",
                "-subj",
                "/CN=" + name,
                "-addext",
                "subjectAltName=email:" + address,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                "keyUsage=digitalSignature,keyEncipherment",
                "-addext",
                "extendedKeyUsage=emailProtection",
                "-days",
                "30");
        return desk.folder.resolve(name + ".pem");
    }

    @Test
    void nobodyIsShownToOutsidersUntilTheDomainSaysSo() {
        Optional<PublicCards.Card> before = card("ann@example.org");
        desk.done("domain", "publish", "example.org", "--page", "on");

        assertThat(before).isEmpty();
        assertThat(card("nobody@example.org")).isEmpty();
        assertThat(card("ANN@example.org")).hasValueSatisfying(card -> {
            VCard read = VCard.parse(card.vCard().text());
            assertThat(read.name()).isEqualTo("Ann Kovač");
            assertThat(read.certificates().getFirst())
                    .isEqualTo(card.certificates().getFirst().der());
            assertThat(card.vCard().text().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(75));
        });
        assertThat(desk.done("audit", "show", "example.org")).contains("publish: page on, ldap off");
        desk.done("user", "disable", "ann");
        assertThat(card("ann@example.org")).isEmpty();
    }

    @Test
    void anOwnCertificateIsPublishedOnceItsKeyWasProved() {
        Path own = openssl("own", "ann@example.org");
        assertThat(desk.mistake("user", "challenge", "ann")).contains("--own-certificates on");
        desk.done("domain", "publish", "example.org", "--own-certificates", "on");
        sign("own", desk.done("user", "challenge", "ann"));

        assertThat(desk.done("user", "publish-certificate", "ann", own.toString(), "--proof", "own.eml"))
                .contains("published: ");

        assertThat(desk.house.certificates().published(ANN, desk.house.clock().instant()))
                .hasSize(2);
        assertThat(desk.done("audit", "show", "ann@example.org")).contains("possession of its key was proved");
    }

    @Test
    void nothingElseProvesPossession() {
        desk.done("domain", "publish", "example.org", "--own-certificates", "on");
        desk.done("user", "add", "bob");
        Path own = openssl("own", "ann@example.org");
        Path other = openssl("other", "ann@example.org");
        Path bobs = openssl("bobs", "bob@example.org");
        String challenge = desk.done("user", "challenge", "ann");

        sign("other", challenge);
        assertThat(desk.mistake("user", "publish-certificate", "ann", own.toString(), "--proof", "other.eml"))
                .contains("signed with another certificate");
        sign("own", desk.done("user", "challenge", "bob"));
        assertThat(desk.mistake("user", "publish-certificate", "ann", own.toString(), "--proof", "own.eml"))
                .contains("no challenge for ann@example.org");
        sign("own", challenge.replaceFirst(":\\d", ":9"));
        assertThat(desk.mistake("user", "publish-certificate", "ann", own.toString(), "--proof", "own.eml"))
                .contains("no challenge for ann@example.org");
        sign("bobs", challenge);
        assertThat(desk.mistake("user", "publish-certificate", "ann", bobs.toString(), "--proof", "bobs.eml"))
                .contains("names no address of ann@example.org");
        signOutside("own", challenge);
        assertThat(desk.mistake("user", "publish-certificate", "ann", own.toString(), "--proof", "own.eml"))
                .as("a signature beside the text proves nothing about it")
                .contains("no intact S/MIME signature");
        assertThat(other).exists();
        assertThat(desk.house.certificates().published(ANN, desk.house.clock().instant()))
                .hasSize(1);
    }

    @Test
    void contactsComeFromCertificatesCardsAndSignedMessages() {
        Path carl = openssl("carl", "carl@partner.example");
        Path dora = openssl("dora", "dora@partner.example");
        Slapd.run("", "openssl", "x509", "-in", dora.toString(), "-outform", "DER", "-out", desk.folder + "/dora.cer");
        VCard card = new VCard(
                "Dora Dorn; Dr.",
                Optional.of("Partner, Ltd"),
                java.util.List.of(MailAddress.parse("dora@partner.example")),
                java.util.List.of(read(desk.folder.resolve("dora.cer"))));
        desk.file("dora.vcf", card.text());
        desk.file("text.txt", "hello\n");
        Path eve = openssl("eve", "eve@partner.example");
        Slapd.run(
                "",
                "openssl",
                "smime",
                "-sign",
                "-text",
                "-in",
                desk.folder + "/text.txt",
                "-signer",
                eve.toString(),
                "-inkey",
                desk.folder + "/eve.key",
                "-from",
                "eve@partner.example",
                "-out",
                desk.folder + "/eve.eml");

        assertThat(desk.done("contact", "import", carl.toString(), "dora.vcf"))
                .contains("added carl@partner.example", "added dora@partner.example (Dora Dorn; Dr.)");
        assertThat(desk.done("contact", "import", "dora.vcf")).doesNotContain("added");
        assertThat(desk.mistake("contact", "import", "eve.eml"))
                .as("nobody trusts who issued it")
                .contains("is not good: signed under an issuer that is not trusted");
        assertThat(desk.done("directory", "search", "partner, ltd")).contains("dora@partner.example", "yes");
        assertThat(desk.done("explain", "--from", "ann", "--to", "dora@partner.example"))
                .contains("encrypted");
    }

    private static byte[] read(Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void sign(String name, String text) {
        desk.file("challenge.txt", text);
        Slapd.run(
                "",
                "openssl",
                "smime",
                "-sign",
                "-nodetach",
                "-text",
                "-in",
                desk.folder + "/challenge.txt",
                "-signer",
                desk.folder + "/" + name + ".pem",
                "-inkey",
                desk.folder + "/" + name + ".key",
                "-out",
                desk.folder + "/" + name + ".eml");
    }

    /** The text stands in the message, but not in what was signed. */
    private void signOutside(String name, String text) {
        desk.file("harmless.txt", "something harmless\n");
        String signed = Slapd.run(
                "",
                "openssl",
                "smime",
                "-sign",
                "-text",
                "-in",
                desk.folder + "/harmless.txt",
                "-signer",
                desk.folder + "/" + name + ".pem",
                "-inkey",
                desk.folder + "/" + name + ".key");
        desk.file(name + ".eml", signed.replaceFirst("This is an S/MIME signed message", text.strip()));
        assertThat(new String(read(desk.folder.resolve(name + ".eml")), StandardCharsets.UTF_8))
                .contains(text.strip());
    }
}
