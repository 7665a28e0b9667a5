package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.testkit.GnuPg;
import org.sealpost.testkit.TestFolders;

/** Keys from onak, a key server of Debian (HKP): what it answers is its own; only the web server before its CGI is ours. */
class OnakTest {
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final MailAddress NOBODY = MailAddress.parse("nobody@partner.example");
    private static final Path CGI = Path.of("/usr/lib/cgi-bin/pks/lookup");
    /** Where Debian has the kinds of its database, by the kind of machine. */
    private static final Path LIBRARIES = Path.of("/usr/lib");

    private final Desk desk = new Desk("example.org", "[fetch]", "allow = \"127.0.0.0/8\"");
    private final Path folder;
    private final HttpServer server;

    OnakTest() throws IOException {
        this.folder = TestFolders.make("onak");
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/pks/lookup", this::lookUp);
    }

    @BeforeEach
    void start() throws IOException {
        assertThat(CGI).as("install the package onak").exists();
        // Without the foreign user as whom the original runs.
        Files.copy(CGI, folder.resolve("lookup"), StandardCopyOption.REPLACE_EXISTING);
        Files.createDirectory(folder.resolve("db"));
        Files.writeString(
                folder.resolve("onak.ini"), """
                [main]
                backend=here
                backends_dir=%s
                logfile=%s
                loglevel=3
                use_keyd=false
                max_reply_keys=128
                [backend:here]
                type=db4
                location=%s
                """.formatted(backends(), folder.resolve("log"), folder.resolve("db")));
        server.start();
        desk.done("user", "add", "ann");
        desk.done(
                "pgp",
                "settings",
                "--key-servers",
                "hkp://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        desk.close();
    }

    @Test
    void aKeyThatOnakHasIsUsedAndProvesNoAuthor() throws Exception {
        add(made("Pat <" + PAT + ">"));

        assertThat(desk.done("explain", "--from", "ann", "--to", PAT.toString()))
                .contains("OpenPGP");

        OpenPgpKey found = known(PAT).getFirst();
        assertThat(found.vouching()).isEqualTo(Vouching.KEY_SERVER);
        assertThat(found.facts().status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(found.vouching().provesAuthor()).isFalse();
    }

    @Test
    void ofTwoKeysForAnAddressNoneIsUsed() throws Exception {
        add(made("Pat <" + PAT + ">"));
        add(made("Somebody <" + PAT + ">"));

        desk.done("explain", "--from", "ann", "--to", PAT.toString());

        assertThat(known(PAT))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.facts().status()).isEqualTo(CertificateStatus.ON_HOLD));
    }

    @Test
    void itsWordsThatThereIsNoKeyAreNoKey() throws Exception {
        add(made("Pat <" + PAT + ">"));

        assertThat(desk.done("explain", "--from", "ann", "--to", NOBODY.toString()))
                .doesNotContain("OpenPGP");

        assertThat(known(NOBODY)).isEmpty();
    }

    private List<OpenPgpKey> known(MailAddress address) {
        return desk.house.certification().openPgp().keys().find(address);
    }

    private void add(byte[] key) throws IOException {
        Process added = new ProcessBuilder(
                        "onak", "-c", folder.resolve("onak.ini").toString(), "add")
                .redirectInput(Files.write(folder.resolve("key.asc"), key).toFile())
                .redirectErrorStream(true)
                .start();
        String said = text(added.getInputStream().readAllBytes());
        assertThat(added.onExit().join().exitValue()).as(said).isZero();
    }

    /** As a web server asks a CGI (RFC 3875). */
    private void lookUp(HttpExchange exchange) throws IOException {
        ProcessBuilder cgi = new ProcessBuilder(folder.resolve("lookup").toString());
        cgi.environment().put("XDG_CONFIG_HOME", folder.toString());
        cgi.environment().put("GATEWAY_INTERFACE", "CGI/1.1");
        cgi.environment().put("REQUEST_METHOD", exchange.getRequestMethod());
        cgi.environment().put("QUERY_STRING", exchange.getRequestURI().getRawQuery());
        byte[] said = cgi.redirectError(folder.resolve("errors").toFile())
                .start()
                .getInputStream()
                .readAllBytes();
        int end = text(said).indexOf("\n\n") + 2;
        byte[] body = Arrays.copyOfRange(said, end, said.length);
        exchange.getResponseHeaders().add("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
        exchange.close();
    }

    private static Path backends() throws IOException {
        try (var places = Files.newDirectoryStream(LIBRARIES, "*-linux-gnu*")) {
            for (Path place : places) {
                if (Files.isDirectory(place.resolve("onak/backends"))) {
                    return place.resolve("onak/backends");
                }
            }
        }
        throw new AssertionError("the package onak has no databases under " + LIBRARIES);
    }

    private static byte[] made(String name) throws Exception {
        GnuPg gpg = new GnuPg();
        try {
            gpg.must(new byte[0], "--quick-gen-key", name, "future-default", "default", "1y");
            return gpg.must(new byte[0], "--armor", "--export").output();
        } finally {
            gpg.stop();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
