package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;

/** Contacts that one person keeps, as an administrator brings them in. */
class PrivateContactsTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void fill() {
        desk.done("user", "add", "ann");
        desk.done("user", "add", "bob");
        certificate("eve", "eve@elsewhere.example");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void certificate(String name, String address) {
        desk.sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout %1$s.key -out %1$s.pem -subj /CN=%1$s -days 30"
                        .formatted(name)
                + " -addext subjectAltName=email:" + address
                + " -addext basicConstraints=critical,CA:FALSE -addext keyUsage=digitalSignature,keyEncipherment"
                + " -addext extendedKeyUsage=emailProtection");
    }

    private String explained(String from) {
        return desk.done("explain", "--from", from, "--to", "eve@elsewhere.example");
    }

    @Test
    void theyCountForTheMailOfThatPersonOnlyAndAreShownApart() {
        assertThat(desk.done("contact", "private", "import", "ann", "eve.pem"))
                .contains("eve@elsewhere.example", "known to ann@example.org alone");

        assertThat(explained("ann")).contains("The sender's own contacts hold a certificate of eve@elsewhere.example");
        assertThat(explained("bob")).doesNotContain("own contacts").contains("No usable certificate is known");
        assertThat(desk.done("contact", "list")).doesNotContain("eve");
        assertThat(desk.done("directory", "search", "eve")).doesNotContain("eve@");
        assertThat(desk.house.certificates().find(MailAddress.parse("eve@elsewhere.example")))
                .isEmpty();
        assertThat(desk.done("contact", "private", "list", "ann")).contains("eve@elsewhere.example");
        assertThat(desk.done("contact", "private", "list", "bob")).contains("none");
        assertThat(desk.done("contact", "private", "show", "ann", "eve@elsewhere.example", "--json"))
                .contains("\"owner\" : \"ann@example.org\"");
        assertThat(desk.done("audit", "show", "ann@example.org")).contains("private contact eve@elsewhere.example");
    }

    @Test
    void theOrganisationsCertificatesGoFirst() {
        desk.done("contact", "private", "import", "ann", "eve.pem");
        certificate("other", "eve@elsewhere.example");
        desk.done("contact", "import", "other.pem");

        assertThat(explained("ann")).doesNotContain("own contacts").contains("encrypted");
    }

    @Test
    void whatIsWithdrawnOrRemovedIsUsedNoLonger() {
        desk.done("contact", "private", "import", "ann", "eve.pem");
        String shown = desk.done("contact", "private", "show", "ann", "eve@elsewhere.example", "--json");
        String fingerprint = shown.replaceAll("(?s).*\"fingerprint\" : \"([0-9a-f]+)\".*", "$1");

        assertThat(desk.mistake("contact", "private", "withdraw", "ann", "eve@elsewhere.example", "ffffffffff"))
                .contains("expected the first digits");
        desk.done("contact", "private", "withdraw", "ann", "eve@elsewhere.example", fingerprint);
        assertThat(explained("ann")).contains("No usable certificate is known");
        assertThat(desk.mistake("contact", "private", "remove", "ann", "eve@elsewhere.example"))
                .contains("has no private contact");
        desk.done("contact", "private", "import", "ann", "eve.pem");
        desk.done("user", "remove", "ann");
        assertThat(desk.house.keeping().privateContacts().of(MailAddress.parse("ann@example.org")))
                .isEmpty();
    }

    @Test
    void whatNamesNobodyOutsideIsRefused() {
        certificate("bob", "bob@example.org");
        desk.sh("openssl x509 -in eve.pem -outform DER -out eve.cer;"
                + "(echo BEGIN:VCARD; echo VERSION:3.0; echo FN:Mallory; echo EMAIL:mallory@elsewhere.example;"
                + "echo \"KEY;ENCODING=b:$(base64 -w0 eve.cer)\"; echo END:VCARD) > mallory.vcf");

        assertThat(desk.mistake("contact", "private", "import", "ann", "bob.pem"))
                .contains("is an address of this house");
        assertThat(desk.mistake("contact", "private", "import", "ann", "mallory.vcf"))
                .contains("no certificate names mallory@elsewhere.example");
        assertThat(desk.mistake("contact", "private", "import", "nobody", "eve.pem"))
                .contains("no person with the address nobody@example.org");
    }
}
