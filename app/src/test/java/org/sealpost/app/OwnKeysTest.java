package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.SigningKey;

/** People bring certificates of another authority, made by OpenSSL, with their keys. */
class OwnKeysTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final String SIGN_AND_ENCRYPT = "digitalSignature,keyEncipherment";
    /** An outside authority below a root, as openssl ca keeps one. */
    private static final String OUTSIDE = """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj '/CN=Outside Root' -days 3000 \
                -addext keyUsage=critical,keyCertSign,cRLSign
            printf '%s\n' '[sub]' basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign \
                subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > sub.cnf
            openssl req -newkey rsa:2048 -nodes -keyout sub.key -out sub.csr -subj '/CN=Outside Mail CA'
            openssl x509 -req -in sub.csr -CA root.pem -CAkey root.key -CAcreateserial -days 2000 -out sub.pem \
                -extfile sub.cnf -extensions sub
            touch index.txt; mkdir new
            printf '%s\n' '[ca]' default_ca=d '[d]' database=index.txt rand_serial=yes new_certs_dir=new default_md=sha256 \
                unique_subject=no policy=p '[p]' commonName=supplied > ca.cnf
            echo 'secret of the file' > pw.txt
            """;

    private final Desk desk = new Desk();

    @BeforeEach
    void fill() {
        desk.done("user", "add", "ann", "--alias", "office@example.org");
        desk.done("domain", "publish", "example.org", "--own-certificates", "on");
        desk.sh(OUTSIDE);
        desk.done("trust", "add", "root.pem", "--for", "mail");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void leaf(String name, String address, String key, String usage) {
        leaf(name, address, key, usage, "emailProtection", "20260101000000Z", "20360101000000Z");
    }

    private void leaf(String name, String address, String key, String usage, String purpose, String start, String end) {
        desk.sh("""
            printf '%%s\n' '[leaf]' subjectAltName=email:%2$s basicConstraints=critical,CA:FALSE keyUsage=%4$s \
                extendedKeyUsage=%5$s subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > leaf.cnf
            openssl req -newkey %3$s -nodes -keyout %1$s.key -out %1$s.csr -subj '/CN=%1$s'
            openssl ca -batch -notext -config ca.cnf -cert sub.pem -keyfile sub.key -in %1$s.csr -out %1$s.pem \
                -extfile leaf.cnf -extensions leaf -startdate %6$s -enddate %7$s
            openssl pkcs12 -export -in %1$s.pem -inkey %1$s.key -certfile sub.pem -out %1$s.p12 -passout file:pw.txt
            """.formatted(name, address, key, usage, purpose, start, end));
    }

    private String imported(String file) {
        return desk.done("user", "import-key", "ann", file, "--password-file", "pw.txt");
    }

    private String refused(String file) {
        return desk.mistake("user", "import-key", "ann", file, "--password-file", "pw.txt");
    }

    private Certificate known(String name) {
        return desk.house.certificates().find(ANN).stream()
                .filter(one -> one.facts().template().isEmpty()
                        && Files.exists(desk.folder.resolve(name + ".pem"))
                        && org.sealpost.app.Certificates.pem(one.der()).equals(text(name + ".pem")))
                .findFirst()
                .orElseThrow();
    }

    private String text(String name) {
        try {
            return Files.readString(desk.folder.resolve(name));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> published() {
        return desk.house.certificates().published(ANN, desk.house.clock().instant()).stream()
                .map(one -> one.facts().fingerprint())
                .toList();
    }

    private byte[] sealedTo(Certificate certificate) {
        return desk.house
                .smime()
                .encrypt(
                        Content.of(
                                "Subject: old\r\n\r\nhello\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                        List.of(certificate),
                        org.sealpost.protection.EncryptionFormat.CONSERVATIVE)
                .bytes(1 << 20);
    }

    private boolean opens(byte[] sealed) {
        return desk.house
                        .smime()
                        .open(Content.of(sealed), desk.house.keeping().keys().decryptionKeys(ANN))
                instanceof org.sealpost.protection.Opening.Opened;
    }

    @Test
    void mailIsSignedWithTheBroughtKeyAndMailToItOpens() {
        leaf("own", "ann@example.org", "rsa:2048", SIGN_AND_ENCRYPT);

        assertThat(imported("own.p12")).contains("published: ").contains("proves possession");

        Certificate own = known("own");
        assertThat(published()).contains(own.facts().fingerprint()).hasSize(2);
        assertThat(desk.done("explain", "--from", "ann", "--to", "pat@elsewhere.example"))
                .contains(own.facts().fingerprint());
        SigningKey key = desk.house
                .keeping()
                .keys()
                .signer(ANN, own.facts().fingerprint(), desk.house.clock().instant())
                .orElseThrow();
        assertThat(key.chain())
                .extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=Outside Mail CA");
        assertThat(opens(sealedTo(own))).isTrue();
        assertThat(desk.done("audit", "show", "ann@example.org"))
                .contains("took in the own certificate " + own.facts().fingerprint());
        assertThat(imported("own.p12")).as("a second time").contains("published: ");
        assertThat(published()).hasSize(2);
    }

    @Test
    void whatIsWithdrawnOpensOldMailUntilItsKeyIsDestroyed() {
        leaf("own", "ann@example.org", "rsa:2048", SIGN_AND_ENCRYPT);
        imported("own.p12");
        Certificate own = known("own");
        byte[] sealed = sealedTo(own);

        desk.done("user", "withdraw-key", "ann", own.facts().fingerprint().substring(0, 12));

        assertThat(published()).hasSize(1).doesNotContain(own.facts().fingerprint());
        assertThat(desk.done("explain", "--from", "ann", "--to", "pat@elsewhere.example"))
                .doesNotContain(own.facts().fingerprint());
        assertThat(opens(sealed)).isTrue();
        assertThat(imported("own.p12")).as("they change their mind").contains("published: ");
        desk.done("key", "destroy", "ann", own.facts().fingerprint());
        assertThat(opens(sealed)).isFalse();
        assertThat(published()).hasSize(1);
        assertThat(desk.mistake("key", "destroy", "ann", own.facts().fingerprint()))
                .contains("brought no key");
        assertThat(desk.done("audit", "show", "ann@example.org")).contains("its key is destroyed for good");
    }

    @Test
    void theCertificateLeavesWithThePersonAndWithItsAddress() {
        leaf("own", "office@example.org", "ec -pkeyopt ec_paramgen_curve:P-256", "digitalSignature,keyAgreement");
        imported("own.p12");
        Certificate own = known("own");
        assertThat(signedAs("ann@example.org")).doesNotContain(own.facts().fingerprint());

        desk.done("user", "change", "ann", "--alias", "desk@example.org");

        assertThat(known("own").facts().status()).isEqualTo(CertificateStatus.WITHDRAWN);
        desk.done("user", "change", "ann", "--alias", "office@example.org");
        imported("own.p12");
        assertThat(known("own").facts().status()).isEqualTo(CertificateStatus.ACTIVE);
        desk.done("user", "remove", "ann");
        assertThat(known("own").facts().status()).isEqualTo(CertificateStatus.WITHDRAWN);
        desk.house.enrollAll();
        desk.done("user", "add", "ann", "--again");
        assertThat(opens(sealedTo(own))).as("old mail of the same person").isTrue();
    }

    /** By whom a message of Ann's under this address would be signed. */
    private String signedAs(String from) {
        return desk.done("explain", "--from", from, "--to", "pat@elsewhere.example");
    }

    @Test
    void aCertificateThatIsOverIsKeptForOldMailOnly() {
        leaf(
                "old",
                "ann@example.org",
                "rsa:2048",
                SIGN_AND_ENCRYPT,
                "emailProtection",
                "20240101000000Z",
                "20250101000000Z");

        assertThat(imported("old.p12")).contains("kept for old mail: ");

        assertThat(published()).hasSize(1);
        assertThat(opens(sealedTo(known("old")))).isTrue();
    }

    @Test
    void whatDoesNotCountIsRefusedWithTheReason() {
        leaf("bob", "bob@example.org", "rsa:2048", SIGN_AND_ENCRYPT);
        leaf(
                "web",
                "ann@example.org",
                "rsa:2048",
                SIGN_AND_ENCRYPT,
                "serverAuth",
                "20260101000000Z",
                "20360101000000Z");
        leaf("weak", "ann@example.org", "rsa:1024", SIGN_AND_ENCRYPT);
        leaf("own", "ann@example.org", "rsa:2048", SIGN_AND_ENCRYPT);
        desk.sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem -subj /CN=self -days 30"
                + " -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=email:ann@example.org"
                + " -addext extendedKeyUsage=emailProtection;"
                + "openssl pkcs12 -export -in self.pem -inkey self.key -out self.p12 -passout file:pw.txt;"
                + "echo wrong > wrong.txt; head -c 300 own.p12 > cut.p12");

        assertThat(refused("bob.p12")).contains("names [bob@example.org], and no address of ann@example.org");
        assertThat(refused("web.p12")).contains("neither for signing nor for encrypting");
        assertThat(refused("weak.p12")).contains("RSA-1024");
        assertThat(refused("self.p12")).contains("does not count here").contains("no path to a trusted root");
        assertThat(refused("cut.p12")).contains("PKCS #12");
        assertThat(desk.mistake("user", "import-key", "ann", "own.p12", "--password-file", "wrong.txt"))
                .contains("passphrase")
                .doesNotContain("wrong\n");
        desk.done("domain", "publish", "example.org", "--own-certificates", "off");
        assertThat(refused("own.p12")).contains("--own-certificates on");
        assertThat(published()).hasSize(1);
        assertThat(desk.house.keeping().brought().broughtBy("ann@example.org")).isEmpty();
    }

    @Test
    void nobodyTakesInAKeyThatIsSomebodyElses() {
        desk.done("user", "add", "bob");
        leaf("own", "ann@example.org", "rsa:2048", SIGN_AND_ENCRYPT);
        imported("own.p12");
        desk.sh(
                ("printf '%s\n' '[leaf]' subjectAltName=email:bob@example.org basicConstraints=critical,CA:FALSE"
                                + " keyUsage=digitalSignature,keyEncipherment extendedKeyUsage=emailProtection > leaf.cnf;"
                                + "openssl req -new -key own.key -out two.csr -subj /CN=two;"
                                + "openssl ca -batch -notext -config ca.cnf -cert sub.pem -keyfile sub.key -in two.csr -out two.pem"
                                + " -extfile leaf.cnf -extensions leaf -days 30;")
                        + "openssl pkcs12 -export -in two.pem -inkey own.key -certfile sub.pem -out two.p12 -passout file:pw.txt");

        assertThat(desk.mistake("user", "import-key", "bob", "two.p12", "--password-file", "pw.txt"))
                .contains("A certificate of ann@example.org is over the same key");
    }

    @Test
    void itGoesAlongInTheFileForTheirDevices() {
        leaf("own", "ann@example.org", "rsa:2048", SIGN_AND_ENCRYPT);
        imported("own.p12");

        desk.done("cert", "export", "ann", "--out", "all.p12", "--password-file", "pw.txt");

        assertThat(desk.sh("openssl pkcs12 -in all.p12 -passin file:pw.txt -nokeys"))
                .contains("CN = Outside Mail CA");
    }

    @Test
    void aCertificateThatWasOnlyPublishedSignsNothing() {
        leaf("own", "ann@example.org", "rsa:2048", SIGN_AND_ENCRYPT);
        desk.file("challenge.txt", desk.done("user", "challenge", "ann"));
        desk.sh("openssl smime -sign -nodetach -text -in challenge.txt -signer own.pem -inkey own.key -out proof.eml");
        desk.done("user", "publish-certificate", "ann", "own.pem", "--proof", "proof.eml");

        assertThat(published()).hasSize(2);
        assertThat(signedAs("ann@example.org"))
                .as("its key is not here")
                .doesNotContain(known("own").facts().fingerprint());
        assertThat(imported("own.p12")).contains("published: ");
        assertThat(signedAs("ann@example.org")).contains(known("own").facts().fingerprint());
    }
}
