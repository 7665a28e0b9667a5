package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** NeoMutt over IMAP and submission, with gpgsm and the keys of one of our people, both ways. */
class NeomuttTest {
    private static final Demo DEMO = Demo.start();
    private static final String ALICE = Demo.address("alice");
    private static final String BOB = Demo.address("bob");
    /** In the list a capital S stands in front of what is signed once the signature was found good. */
    private static final String VERIFIED = " S\\+? [^\n]*";

    private static final Path HOME = home();
    private static final Path RC = HOME.resolve("neomuttrc");

    @BeforeAll
    static void setUp() throws IOException {
        Path keys = HOME.resolve("gnupg");
        Files.createDirectory(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String root = shell("openssl x509 -noout -fingerprint -sha1 -in '" + DEMO.ca() + "'")
                .replaceAll("(?s).*=", "")
                .strip();
        Files.writeString(keys.resolve("trustlist.txt"), root + " S relax\n");
        Files.writeString(keys.resolve("gpgsm.conf"), "disable-crl-checks\ndisable-dirmngr\nbatch\n");
        Path p12 = HOME.resolve("alice.p12");
        String password = DEMO.takeKeys(ALICE, p12, "--compatible");
        // It asks twice: for the password of the file, and how to lock the key here.
        Path pin = Files.writeString(HOME.resolve("pin"), """
                #!/bin/sh
                echo OK
                while read -r line; do case $line in GETPIN*) echo "D %s"; echo OK;; BYE*) echo OK; exit 0;; *) echo OK;; esac; done
                """.formatted(password));
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(keys.resolve("gpg-agent.conf"), "pinentry-program " + pin + "\n");
        shell("gpgsm --import '" + DEMO.ca() + "'");
        importKeys(p12);
        Path bob = Files.writeString(HOME.resolve("bob.pem"), DEMO.certificate(BOB));
        shell("gpgsm --import '" + bob + "'");
        Files.writeString(RC, """
                set from="%1$s" realname="Alice" use_from=yes
                set folder="imaps://localhost:%2$d/" spoolfile="imaps://localhost:%2$d/INBOX" record="" postponed=""
                set imap_user="%1$s" imap_pass="%3$s" smtp_url="smtps://alice%%40sealpost.example@localhost:%4$d" smtp_pass="%3$s"
                set ssl_ca_certificates_file="%5$s" ssl_verify_host=no certificate_file="%6$s/accepted" tmpdir="%6$s" mail_check=0
                set crypt_use_gpgme=yes smime_is_default=yes crypt_autosmime=yes smime_default_key="%1$s" crypt_confirm_hook=no
                set editor="/bin/true" autoedit=yes fast_reply=yes abort_unmodified=no abort_nosubject=no edit_headers=no
                set crypt_verify_sig=yes wait_key=no pager_stop=yes pipe_decode=yes copy=no quit=yes mail_check_recent=no
                set crypt_protected_headers_read=yes header_cache="" sort=date confirmappend=no
                """.formatted(
                        ALICE, DEMO.port("imaps"), DEMO.password("alice"), DEMO.port("submissions"), DEMO.ca(), HOME));
    }

    /** Its agent, which has only just been started, does not always answer in time. */
    private static void importKeys(Path file) {
        String said = "";
        for (int i = 0; i < 3; i++) {
            said += shell("gpgsm --import '" + file + "'");
            if (shell("gpgsm --list-secret-keys").contains(ALICE)) {
                return;
            }
        }
        throw new AssertionError("gpgsm does not take the keys; it says:\n" + said);
    }

    @AfterAll
    static void stop() {
        shell("gpgconf --kill all");
        DEMO.close();
    }

    @Test
    void whatItSignsAndEncryptsIsOpenedAndItsSignatureIsGood() throws IOException {
        int before = DEMO.count("bob");
        Path body = Files.writeString(HOME.resolve("body"), "from neomutt\nFrom the second line\n");

        String said = neomutt(
                List.of("set crypt_autosign=yes crypt_autoencrypt=yes"), "-s", "hello", "-i", body.toString(), BOB);

        assertThat(said).contains("Mail sent");
        String got = new String(DEMO.newest("bob", before + 1), StandardCharsets.UTF_8);
        assertThat(got).contains("smime=pass", "X-Sealpost-Encryption:", "the second line");
    }

    @Test
    void itFindsOurSignatureGood() throws IOException {
        int before = DEMO.count("alice");
        DEMO.submit("bob", List.of(ALICE), "--header", "Subject: from the house", "--body", "signed by the house");
        DEMO.newest("alice", before + 1);

        assertThat(shown()).contains("signed by the house").containsPattern(VERIFIED + "from the house");
    }

    @Test
    void itOpensWhatIsStoredSealed() throws IOException {
        DEMO.done("storage", "seal", "user " + ALICE);
        try {
            int before = DEMO.count("alice");
            DEMO.submit("bob", List.of(ALICE), "--header", "Subject: for her alone", "--body", "opened by her program");
            assertThat(new String(DEMO.newest("alice", before + 1), StandardCharsets.UTF_8))
                    .contains("smime-type=enveloped-data")
                    .doesNotContain("opened by her program");

            assertThat(shown()).contains("opened by her program").containsPattern(VERIFIED + "for her alone");
        } finally {
            DEMO.done("storage", "open", "user " + ALICE);
        }
    }

    /** The newest message as the program shows it. */
    private static String shown() throws IOException {
        Path file = HOME.resolve("shown");
        Files.deleteIfExists(file);
        String said = neomutt(
                List.of("push '<last-entry><display-message><pipe-message>cat > " + file + "<enter><exit><quit>'"));
        return Files.exists(file) ? Files.readString(file) + said : "nothing was shown; it said:\n" + said;
    }

    /** Runs it on a terminal that nobody looks at; whoever sits there presses y once a second, which sends in the end. */
    private static String neomutt(List<String> commands, String... arguments) {
        List<String> command = new ArrayList<>(List.of("neomutt", "-n", "-F", RC.toString()));
        commands.forEach(one -> command.addAll(List.of("-e", one)));
        command.addAll(List.of(arguments));
        StringBuilder line = new StringBuilder();
        command.forEach(
                word -> line.append('\'').append(word.replace("'", "'\\''")).append("' "));
        return shell(
                "(for i in $(seq 60); do sleep 1; printf y; done) | timeout 60 script -qfec \"$COMMAND\" /dev/null",
                Map.of("COMMAND", line.toString()));
    }

    private static String shell(String line) {
        return shell(line, Map.of());
    }

    private static String shell(String line, Map<String, String> more) {
        List<String> command = new ArrayList<>(
                List.of("env", "GNUPGHOME=" + HOME.resolve("gnupg"), "HOME=" + HOME, "TERM=xterm", "LC_ALL=C.UTF-8"));
        more.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("sh", "-c", line));
        return Run.of(command).text();
    }

    private static Path home() {
        try {
            return TestFolders.make("mutt");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
