package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.testkit.GnuPg;

/** Key servers, asked over HTTP for keys of people outside. */
class KeyServersTest {
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");

    private final Desk desk = new Desk("example.org", "[fetch]", "allow = \"127.0.0.0/8\"");
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    KeyServersTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String wanted = exchange.getRequestURI().toString();
            asked.add(wanted);
            byte[] answer = answers.get(wanted);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, answer == null ? -1 : answer.length);
            if (answer != null) {
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write(answer);
                }
            }
            exchange.close();
        });
    }

    @BeforeEach
    void start() {
        server.start();
        desk.done("user", "add", "ann");
    }

    @AfterEach
    void stop() {
        server.stop(0);
        desk.close();
    }

    private String at(String scheme) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void nobodyIsAskedUnlessItIsWanted() {
        desk.done("explain", "--from", "ann", "--to", PAT.toString());

        assertThat(asked).isEmpty();
        assertThat(desk.done("pgp", "settings")).contains("keyServers: []");
    }

    @Test
    void aKeyFromAServerIsUsedAsLongAsNothingElseIsKnown() throws Exception {
        answers.put("/vks/v1/by-email/pat%40partner.example", key());
        desk.done("pgp", "settings", "--key-servers", at("http"));

        String explained = desk.done("explain", "--from", "ann", "--to", PAT.toString());

        assertThat(asked).containsExactly("/vks/v1/by-email/pat%40partner.example");
        assertThat(explained).contains("OpenPGP");
        OpenPgpKey found = known().getFirst();
        assertThat(found.vouching()).isEqualTo(Vouching.KEY_SERVER);
        assertThat(found.vouching().provesAuthor()).isFalse();
        assertThat(found.facts().status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(found.source()).isEqualTo("from the key server " + at("http"));
        assertThat(desk.done("audit", "show", PAT.toString())).contains("learned the OpenPGP key");
    }

    @Test
    void aServerNeverReplacesAKeyThatIsKnown() throws Exception {
        Files.write(desk.folder.resolve("pat.asc"), key());
        desk.done("pgp", "import", "pat.asc", "--for", PAT.toString());
        answers.put("/vks/v1/by-email/pat%40partner.example", key());
        desk.done("pgp", "settings", "--key-servers", at("http"));

        var found = desk.house.certification().openPgp().lookUp().ask(PAT);

        assertThat(found.decision()).isPresent();
        assertThat(known())
                .extracting(one -> one.vouching() + " " + one.facts().status())
                .containsExactlyInAnyOrder("ADMINISTRATOR ACTIVE", "KEY_SERVER ON_HOLD");
    }

    @Test
    void ofSeveralKeysOnAnOldServerNoneIsUsed() throws Exception {
        String path = "/pks/lookup?op=get&options=mr&exact=on&search=pat%40partner.example";
        answers.put(path, twoKeys());
        desk.done("pgp", "settings", "--key-servers", at("hkp"));

        desk.done("explain", "--from", "ann", "--to", PAT.toString());

        assertThat(asked).contains(path);
        assertThat(known()).allSatisfy(one -> assertThat(one.facts().status()).isEqualTo(CertificateStatus.ON_HOLD));
    }

    @Test
    void whatIsNoKeyServerIsRefusedWithWhatWasExpected() {
        assertThat(desk.mistake("pgp", "settings", "--key-servers", "ftp://keys.example"))
                .contains("expected a key server such as https://keys.openpgp.org");
    }

    private List<OpenPgpKey> known() {
        return desk.house.certification().openPgp().keys().find(PAT);
    }

    /** Two keys in one file, as a server answers: one armour around both. */
    private static byte[] twoKeys() throws Exception {
        return made("Pat <" + PAT + ">", "Other <" + PAT + ">");
    }

    private static byte[] key() throws Exception {
        return made("Pat <" + PAT + ">");
    }

    private static byte[] made(String... names) throws Exception {
        GnuPg gpg = new GnuPg();
        try {
            for (String name : names) {
                gpg.must(new byte[0], "--quick-gen-key", name, "future-default", "default", "1y");
            }
            return gpg.must(new byte[0], "--armor", "--export").output();
        } finally {
            gpg.stop();
        }
    }
}
