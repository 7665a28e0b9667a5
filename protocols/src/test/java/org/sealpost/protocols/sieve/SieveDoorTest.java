package org.sealpost.protocols.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.FilterScripts.Stored;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.session.Limits;
import org.sealpost.protocols.session.Listen;
import org.sealpost.protocols.session.People;
import org.sealpost.protocols.session.TestTls;
import org.sealpost.store.AuditStore;
import org.sealpost.store.FilterStore;
import org.sealpost.store.database.Database;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.FilterAdministration;

class SieveDoorTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    private final Database database = Engine.SQLITE.emptied();
    private final People people =
            new People().account("ann@example.org", "secret").account("bob@example.org", "other");
    private final AuditStore audit = new AuditStore(database);
    private final FilterAdministration filters =
            new FilterAdministration(new FilterStore(database), audit, Clock.systemUTC());
    private final SieveDoor door = new SieveDoor(
            new DoorConfig(
                    "mail.example.org",
                    List.of(new Listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Listen.TlsStart.BY_STARTTLS)),
                    Limits.DEFAULT),
            filters,
            people,
            TestTls::server);
    private List<InetSocketAddress> bound = List.of();

    @BeforeEach
    void open() throws IOException {
        bound = door.start();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void nothingIsTakenBeforeTlsAndALogin() throws Exception {
        try (Client client = Client.plain(bound.getFirst())) {
            assertThat(client.until("OK"))
                    .contains("\"SASL\" \"\"", "\"STARTTLS\"")
                    .anyMatch(line -> line.startsWith("\"SIEVE\" \"body comparator"));
            assertThat(client.send("AUTHENTICATE \"PLAIN\" \"" + login("ann@example.org", "secret") + "\"")
                            .line())
                    .startsWith("NO (ENCRYPT-NEEDED)");
            assertThat(client.send("LISTSCRIPTS").line()).startsWith("NO");

            assertThat(client.send("STARTTLS").line()).startsWith("OK");
            client.startTls();

            assertThat(client.until("OK")).contains("\"SASL\" \"PLAIN\"").doesNotContain("\"STARTTLS\"");
            assertThat(client.send("PUTSCRIPT \"a\" \"keep;\"").line()).startsWith("NO");
        }
    }

    @Test
    void threeWrongPasswordsEndTheSession() throws Exception {
        try (Client client = secured()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send("AUTHENTICATE \"PLAIN\" \"" + login("ann@example.org", "wrong") + "\"")
                                .line())
                        .startsWith("NO");
            }

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aScriptIsCheckedKeptActivatedReadAndRemoved() throws Exception {
        String script = "require \"fileinto\";\r\nfileinto \"ä\";\r\n";
        int length = script.getBytes(StandardCharsets.UTF_8).length;
        try (Client client = loggedIn()) {
            assertThat(client.send("HAVESPACE \"work\" " + length).line()).startsWith("OK");
            assertThat(client.send("HAVESPACE \"work\" 99999999").line()).startsWith("NO (QUOTA/MAXSIZE)");
            assertThat(client.send("CHECKSCRIPT \"fly;\"").line())
                    .isEqualTo("NO \"line 1: there is no command 'fly'\"");
            assertThat(client.send("PUTSCRIPT \"bad\" {6+}\r\n\nfly;\n").line()).startsWith("NO \"line 2");
            client.sendBytes(
                    ("PUTSCRIPT \"work\" {" + length + "+}\r\n" + script + "\r\n").getBytes(StandardCharsets.UTF_8));
            assertThat(client.line()).startsWith("OK");
            assertThat(client.send("SETACTIVE \"none\"").line()).startsWith("NO (NONEXISTENT)");
            assertThat(client.send("SETACTIVE \"work\"").line()).startsWith("OK");
            assertThat(client.send("LISTSCRIPTS").until("OK")).startsWith("\"work\" ACTIVE");
            assertThat(client.send("GETSCRIPT \"work\"").line()).isEqualTo("{" + length + "}");
            assertThat(new String(client.bytes(length), StandardCharsets.UTF_8)).isEqualTo(script);
            assertThat(client.until("OK")).hasSize(2);
            assertThat(client.send("DELETESCRIPT \"work\"").line()).startsWith("NO (ACTIVE)");
            assertThat(client.send("RENAMESCRIPT \"work\" \"job\"").line()).startsWith("OK");
            assertThat(filters.settings(ANN).active()).contains("job");
            assertThat(client.send("SETACTIVE \"\"").line()).startsWith("OK");
            assertThat(client.send("DELETESCRIPT \"job\"").line()).startsWith("OK");
            assertThat(client.send("NOOP \"tag\"").line()).isEqualTo("OK (TAG \"tag\") \"done\"");
            assertThat(client.send("LOGOUT").line()).startsWith("OK");
        }
        assertThat(filters.list(ANN)).isEmpty();
        assertThat(audit.find("ann@example.org", 10))
                .extracting(line -> line.event().outcome())
                .contains("filter work active", "filter work is named job", "filter job removed");
    }

    @Test
    void everybodySeesTheirOwnOnly() throws Exception {
        filters.put(MailAddress.parse("bob@example.org"), "bobs", "discard;", "bob@example.org");

        try (Client client = loggedIn()) {
            assertThat(client.send("LISTSCRIPTS").until("OK")).hasSize(1);
            assertThat(client.send("GETSCRIPT \"bobs\"").line()).startsWith("NO (NONEXISTENT)");
        }
    }

    @Test
    void aSessionEndsOnceItsLoginCountsNoMore() throws Exception {
        try (Client client = loggedIn()) {
            people.revoke("ann@example.org");

            assertThat(client.send("PUTSCRIPT \"a\" \"discard;\"").line()).startsWith("BYE");
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(filters.list(ANN)).isEmpty();
    }

    @Test
    void whatIsTooLongOrNoCommandDoesNoHarm() throws Exception {
        try (Client client = loggedIn()) {
            assertThat(client.send("PUTSCRIPT \"a").line()).startsWith("NO");
            assertThat(client.send("PUTSCRIPT").line()).startsWith("NO");
            assertThat(client.send("PUTSCRIPT {x}").line()).startsWith("NO");
            assertThat(client.send("").line()).startsWith("NO");
            assertThat(client.send("PUTSCRIPT \"\" \"keep;\"").line()).startsWith("NO");
            assertThat(client.send("PUTSCRIPT \"a\" {99999999+}").isClosedByServer())
                    .isTrue();
        }
    }

    /** A client that others wrote. */
    @Test
    void sieveConnectUploadsActivatesListsAndFetches() throws Exception {
        Path folder = TestFolders.make("sieve-connect");
        Files.writeString(folder.resolve("work.sieve"), "require [\"fileinto\"];\nfileinto \"Work\";\n");

        String uploaded = sieveConnect(folder, "--localsieve work.sieve --remotesieve work --upload");
        String activated = sieveConnect(folder, "--remotesieve work --activate");
        String listed = sieveConnect(folder, "--list");
        String fetched = sieveConnect(folder, "--remotesieve work --localsieve back.sieve --download");

        assertThat(filters.settings(ANN).active()).as(uploaded + activated).contains("work");
        assertThat(filters.list(ANN)).extracting(Stored::name).containsExactly("work");
        assertThat(listed).contains("work");
        assertThat(folder.resolve("back.sieve")).as(fetched).exists();
        assertThat(Files.readString(folder.resolve("back.sieve"))).contains("fileinto \"Work\"");
    }

    private String sieveConnect(Path folder, String arguments) throws Exception {
        Files.writeString(folder.resolve("password"), "secret\n");
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "sieve-connect --server localhost --port " + bound.getFirst().getPort()
                        + " --user ann@example.org --notlsverify --authmech PLAIN --passwordfd 3 " + arguments
                        + " 3<password"));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(folder.resolve("out"));
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private Client secured() throws IOException {
        Client client = Client.plain(bound.getFirst());
        client.until("OK");
        client.send("STARTTLS").line();
        client.startTls();
        client.until("OK");
        return client;
    }

    private Client loggedIn() throws IOException {
        Client client = secured();
        client.send("AUTHENTICATE \"PLAIN\"");
        assertThat(client.line()).isEqualTo("\"\"");
        client.send("\"" + login("ann@example.org", "secret") + "\"");
        assertThat(client.line()).startsWith("OK");
        return client;
    }

    private static String login(String name, String password) {
        return Base64.getEncoder().encodeToString(("\0" + name + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }
}
