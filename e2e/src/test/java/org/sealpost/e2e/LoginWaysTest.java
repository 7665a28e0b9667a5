package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.testkit.Issuer;

/** Logins in other ways than by name and password, with programs of others: GNU SASL, curl, and Python's own hashes. */
class LoginWaysTest {
    /** RFC 5280 section 4.2.1.12. */
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    /** By curl: the server denied the login. */
    private static final int DENIED = 67;

    private static final Issuer ISSUER = Issuer.start();
    private static final Issuer.Key KEY = ISSUER.publish("one", "ES256");
    private static final Demo DEMO = Demo.start(
            "[oidc]",
            "issuer = \"" + ISSUER.url() + "\"",
            "audience = \"mail\"",
            "roots = \"" + ISSUER.roots() + "\"",
            "[login]",
            "channel_binding = true",
            "client_certificates = \"imap, imaps, pop3, sieve\"",
            "[connector.people]",
            "address = \"127.0.0.1:0\"",
            "kind = \"submission\"",
            "client_certificates = true");

    @AfterAll
    static void stop() {
        DEMO.close();
        ISSUER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "smtp,submission,SCRAM-SHA-256-PLUS,235 ",
        "smtp,submission,SCRAM-SHA-256,235 ",
        "imap,imap,SCRAM-SHA-256-PLUS,. OK AUTHENTICATE",
        "imap,imap,SCRAM-SHA-256,. OK AUTHENTICATE"
    })
    void gnuSaslProvesAPassword(String protocol, String door, String mechanism, String success) {
        Run good = gsasl(protocol, door, mechanism, DEMO.password("alice"));
        Run bad = gsasl(protocol, door, mechanism, "wrong");

        assertThat(good.text()).contains("\n" + success).contains(mechanism);
        assertThat(bad.text()).doesNotContain("\n" + success);
    }

    /** By a program that was written down from the RFC. */
    @ParameterizedTest
    @ValueSource(strings = {"pop3", "sieve"})
    void popAndManageSieveTakeAProofToo(String door) {
        Path script = DEMO.keep("scram.py", SCRAM);
        for (String password : List.of(DEMO.password("bob"), "wrong")) {
            Run run = Run.of(
                    "python3",
                    script.toString(),
                    door,
                    String.valueOf(DEMO.port(door)),
                    DEMO.ca().toString(),
                    Demo.address("bob"),
                    password);

            assertThat(run.text()).endsWith(password.equals("wrong") ? "refused\n" : "both proved\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "imap", "pop3"})
    void curlLogsInWithATokenOfTheIssuer(String protocol) {
        Run good = curl(protocol, token("alice"), "alice");
        Run other = curl(protocol, token("bob"), "alice");
        Run forged = curl(protocol, Issuer.Key.make("one", "ES256").sign(claims("alice")), "alice");

        assertThat(good.exit()).as(good.text()).isZero();
        assertThat(good.text()).containsIgnoringCase("auth").contains("OAUTHBEARER");
        // 67: the server denied the login.
        assertThat(other.exit()).as(other.text()).isEqualTo(67);
        assertThat(forged.exit()).as(forged.text()).isEqualTo(67);
        assertThat(DEMO.done("audit", "show", "127.0.0.1"))
                .contains("The token of " + ISSUER.url() + " names " + Demo.address("alice"))
                .contains("what was shown belongs to " + Demo.address("bob"))
                .contains("No key of " + ISSUER.url() + " signed the token.");
    }

    @Test
    void whoMayNotLogInMayNotByTokenEither() {
        DEMO.done("user", "add", Demo.address("erin"));
        assertThat(curl("imap", token("erin"), "erin").exit()).isZero();

        DEMO.done("user", "disable", Demo.address("erin"));

        assertThat(curl("imap", token("erin"), "erin").exit()).isEqualTo(67);
    }

    @Test
    void withoutItsIssuerNobodyIsLetIn() {
        Issuer gone = Issuer.start();
        Issuer.Key key = gone.publish("one", "ES256");
        try (Demo demo = Demo.start(
                "[oidc]",
                "issuer = \"" + gone.url() + "\"",
                "audience = \"mail\"",
                "roots = \"" + gone.roots() + "\"")) {
            gone.close();

            Run run = curl(demo, "smtp", key.sign(claims(gone, "alice")), "alice");

            assertThat(run.exit()).isNotZero();
            assertThat(run.text()).contains("< 454 4.7.0 ");
        }
    }

    @Test
    void aCertificateOfTheHouseIsALoginWhereItIsAskedFor() throws Exception {
        String bob = Demo.address("bob");
        String alice = Demo.address("alice");
        DEMO.done("template", "grant", "User", "user " + bob, "read", "enroll", "autoenroll");
        DEMO.done("policy", "add", "Logins", "--templates", "User", "--only", "user " + bob);
        DEMO.done("autoenroll", "now", "bob");
        Path keys = DEMO.data().resolve("bob.p12");
        String shown = forLogins(keys, DEMO.takeKeys(bob, keys));

        assertThat(external("people", bob).text()).contains("\n235 ");
        assertThat(external("people", alice).text()).contains("\n535 ");
        // Elsewhere nobody is asked for a certificate.
        assertThat(external("submission", bob).text()).doesNotContain("\n235 ");
        assertThat(DEMO.done("audit", "show", "127.0.0.1")).contains(bob + "  127.0.0.1  logged in");
        readersLogInWithIt(bob, alice);

        DEMO.done("cert", "revoke", shown, "--reason", "KEY_COMPROMISE");
        assertThat(external("people", bob).text()).contains("\n535 ");
        assertThat(reader("imaps", bob).exit()).isEqualTo(DENIED);
        assertThat(shownTo("imaps")).contains("AUTH=PLAIN").doesNotContain("AUTH=EXTERNAL");
    }

    private static void readersLogInWithIt(String bob, String alice) {
        for (String door : List.of("imap", "imaps", "pop3")) {
            assertThat(reader(door, bob))
                    .satisfies(run -> assertThat(run.exit()).as(run.text()).isZero());
            assertThat(reader(door, alice).exit()).as(door).isEqualTo(DENIED);
        }
        // There nobody is asked for a certificate.
        assertThat(reader("pop3s", bob).exit()).isNotZero();
        assertThat(shownTo("imaps")).contains("AUTH=EXTERNAL").contains("AUTH=PLAIN");
        assertThat(sieve(bob)).contains("EXTERNAL offered").endsWith("OK \"logged in\"\n");
        assertThat(sieve(alice))
                .endsWith("NO \"nobody of that name logs in here with the certificate that was shown\"\n");
        assertThat(DEMO.done("audit", "show", "127.0.0.1"))
                .contains(bob + "  127.0.0.1  logged in")
                .contains(alice + "  127.0.0.1  refused over imap")
                .contains(alice + "  127.0.0.1  refused over pop3")
                .contains(alice + "  127.0.0.1  refused over sieve");
    }

    private static Run reader(String door, String asked) {
        Path files = DEMO.data().resolve("test-files");
        return Run.of(
                "curl",
                "-sv",
                "--ssl-reqd",
                "--cacert",
                DEMO.ca().toString(),
                "--cert",
                files.resolve("login.crt").toString(),
                "--key",
                files.resolve("login.key").toString(),
                "--user",
                asked + ":",
                "--login-options",
                "AUTH=EXTERNAL",
                door + "://localhost:" + DEMO.port(door) + "/");
    }

    /** What an IMAP client with this certificate is told. */
    private static String shownTo(String door) {
        Path files = DEMO.data().resolve("test-files");
        return Run.of(
                        "sh",
                        "-c",
                        "printf 'a CAPABILITY\\nb LOGOUT\\n' | openssl s_client -quiet -verify_return_error -ign_eof"
                                + " -crlf -connect localhost:" + DEMO.port(door) + " -CAfile '" + DEMO.ca()
                                + "' -cert '" + files.resolve("login.crt") + "' -key '" + files.resolve("login.key")
                                + "'")
                .text();
    }

    private static String sieve(String asked) {
        Path files = DEMO.data().resolve("test-files");
        return Run.of(
                        "python3",
                        DEMO.keep("external.py", EXTERNAL).toString(),
                        String.valueOf(DEMO.port("sieve")),
                        DEMO.ca().toString(),
                        files.resolve("login.crt").toString(),
                        files.resolve("login.key").toString(),
                        asked)
                .text();
    }

    /** Writes the certificate that is for logins, and its key, as PEM; gives its fingerprint. */
    private static String forLogins(Path file, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        for (String alias : Collections.list(store.aliases())) {
            X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
            List<String> uses = certificate.getExtendedKeyUsage();
            if (store.isKeyEntry(alias) && uses != null && uses.contains(CLIENT_AUTH)) {
                DEMO.keep("login.crt", pem("CERTIFICATE", certificate.getEncoded()));
                DEMO.keep(
                        "login.key",
                        pem(
                                "PRIVATE KEY",
                                store.getKey(alias, password.toCharArray()).getEncoded()));
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            }
        }
        throw new AssertionError("no certificate for logins");
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    private static Run external(String door, String asked) {
        Path files = DEMO.data().resolve("test-files");
        return Run.of(
                "gsasl",
                "--client",
                "--smtp",
                "--connect=localhost:" + DEMO.port(door),
                "--starttls",
                "--x509-ca-file=" + DEMO.ca(),
                "--x509-cert-file=" + files.resolve("login.crt"),
                "--x509-key-file=" + files.resolve("login.key"),
                "--mechanism=EXTERNAL",
                "--authorization-id=" + asked,
                "--verbose");
    }

    private static Run gsasl(String protocol, String door, String mechanism, String password) {
        return Run.of(
                "gsasl",
                "--client",
                "--" + protocol,
                "--connect=localhost:" + DEMO.port(door),
                "--starttls",
                "--x509-ca-file=" + DEMO.ca(),
                "--mechanism=" + mechanism,
                // Without PLUS it wants to be told that it is not to look at the connection.
                mechanism.endsWith("-PLUS") ? "--service=" + protocol : "--no-cb",
                "--authentication-id=" + Demo.address("alice"),
                "--password=" + password,
                "--verbose");
    }

    private static Run curl(String protocol, String token, String name) {
        return curl(DEMO, protocol, token, name);
    }

    private static Run curl(Demo demo, String protocol, String token, String name) {
        int port = demo.port(protocol.equals("smtp") ? "submission" : protocol);
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-sv",
                "--ssl-reqd",
                "--cacert",
                demo.ca().toString(),
                "--user",
                Demo.address(name) + ":",
                "--oauth2-bearer",
                token,
                "--login-options",
                "AUTH=OAUTHBEARER"));
        if (protocol.equals("smtp")) {
            Path mail =
                    demo.keep("token.eml", "From: " + Demo.address(name) + "\r\nSubject: by token\r\n\r\nHello\r\n");
            command.addAll(List.of("--mail-from", Demo.address(name), "--mail-rcpt", Demo.address("carol")));
            command.addAll(List.of("--upload-file", mail.toString()));
        }
        command.add(protocol + "://localhost:" + port + (protocol.equals("smtp") ? "/me" : "/"));
        return Run.of(command);
    }

    private static String token(String name) {
        return KEY.sign(claims(name));
    }

    private static String claims(String name) {
        return claims(ISSUER, name);
    }

    private static String claims(Issuer issuer, String name) {
        return "{\"iss\":\"%s\",\"aud\":\"mail\",\"email\":\"%s\",\"exp\":%d}"
                .formatted(issuer.url(), Demo.address(name), Instant.now().getEpochSecond() + 300);
    }

    private static final String EXTERNAL = """
            import base64, socket, ssl, sys
            port, ca, certificate, key, name = sys.argv[1:]
            wire = socket.create_connection(('localhost', int(port)))
            lines = wire.makefile('rb')
            def until():
                told = []
                while not told or not told[-1].startswith(('OK', 'NO', 'BYE')): told.append(lines.readline().decode().strip())
                return told
            until()
            wire.sendall(b'STARTTLS\\r\\n')
            until()
            around = ssl.create_default_context(cafile=ca)
            around.load_cert_chain(certificate, key)
            wire = around.wrap_socket(wire, server_hostname='localhost')
            lines = wire.makefile('rb')
            print('EXTERNAL offered' if any('EXTERNAL' in line for line in until()) else 'not offered')
            word = base64.b64encode(name.encode())
            wire.sendall(b'AUTHENTICATE "EXTERNAL" "' + word + b'"\\r\\n')
            print(until()[-1])
            """;

    private static final String SCRAM = """
            import base64, hashlib, hmac, os, socket, ssl, sys
            door, port, ca, name, password = sys.argv[1:]
            pop = door == 'pop3'
            wire = socket.create_connection(('localhost', int(port)))
            lines = wire.makefile('rb')
            def say(text): wire.sendall(text.encode() + b'\\r\\n')
            def until(*ends):
                while True:
                    line = lines.readline().decode().strip()
                    if line.startswith(ends): return line
            until('+OK' if pop else 'OK')
            say('STLS' if pop else 'STARTTLS')
            until('+OK' if pop else 'OK')
            wire = ssl.create_default_context(cafile=ca).wrap_socket(wire, server_hostname='localhost')
            lines = wire.makefile('rb')
            if not pop: until('OK')
            def mac(key, text): return hmac.new(key, text.encode(), 'sha256').digest()
            def exchange(words, begin=''):
                encoded = base64.b64encode(words.encode()).decode()
                if pop: say(begin + (encoded or ('' if not begin else '=')))
                else: say(begin + '"' + encoded + '"')
                line = until('+ ', '+OK', '-ERR') if pop else until('"', 'OK', 'NO')
                if line.startswith('+ '): return base64.b64decode(line[2:]).decode()
                return base64.b64decode(line.strip('"')).decode() if line.startswith('"') else line
            bare = 'n=' + name + ',r=' + base64.b64encode(os.urandom(9)).decode()
            first = exchange('n,,' + bare, 'AUTH SCRAM-SHA-256 ' if pop else 'AUTHENTICATE "SCRAM-SHA-256" ')
            nonce, salt, count = [part[2:] for part in first.split(',')]
            salted = hashlib.pbkdf2_hmac('sha256', password.encode(), base64.b64decode(salt), int(count))
            key = mac(salted, 'Client Key')
            last = 'c=biws,r=' + nonce
            whole = bare + ',' + first + ',' + last
            proof = bytes(a ^ b for a, b in zip(key, mac(hashlib.sha256(key).digest(), whole)))
            own = exchange(last + ',p=' + base64.b64encode(proof).decode())
            expected = 'v=' + base64.b64encode(mac(mac(salted, 'Server Key'), whole)).decode()
            done = own == expected and exchange('')
            print('both proved' if done and done.startswith(('+OK', 'OK')) else 'refused')
            """;
}
