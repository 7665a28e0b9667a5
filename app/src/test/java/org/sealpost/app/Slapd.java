package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/** OpenLDAP's server on loopback, as an organisation had it before. */
final class Slapd implements AutoCloseable {
    static final String BASE = "dc=old,dc=example";
    static final String ADMINISTRATOR = "cn=admin," + BASE;
    static final String PASSWORD = "the old directory";

    private static final String PATH = "PATH=/usr/sbin:/usr/bin:/bin ";

    final int port;
    final int securePort;
    private final Path folder;
    private final Process process;

    /** {@code schema}: further definitions, in the form of slapd.conf. */
    Slapd(String schema) {
        try {
            port = FreePort.find();
            securePort = FreePort.find();
            folder = TestFolders.make("slapd");
            Files.createDirectory(folder.resolve("db"));
            Files.writeString(folder.resolve("slapd.conf"), """
                    include /etc/ldap/schema/core.schema
                    include /etc/ldap/schema/cosine.schema
                    include /etc/ldap/schema/inetorgperson.schema
                    %s
                    modulepath /usr/lib/ldap
                    moduleload back_mdb
                    TLSCertificateFile %s/tls.pem
                    TLSCertificateKeyFile %s/tls.key
                    database mdb
                    suffix "%s"
                    rootdn "%s"
                    rootpw "%s"
                    directory %s/db
                    """.formatted(
                            schema, folder, folder, BASE, ADMINISTRATOR, PASSWORD, folder));
            run(
                    "",
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-keyout",
                    folder + "/tls.key",
                    "-out",
                    folder + "/tls.pem",
                    "-subj",
                    "/CN=localhost",
                    "-addext",
                    "subjectAltName=DNS:localhost",
                    "-days",
                    "2");
            process = new ProcessBuilder(
                            "sh",
                            "-c",
                            PATH + "exec slapd -d 0 -f " + folder + "/slapd.conf -h 'ldap://127.0.0.1:" + port
                                    + " ldaps://127.0.0.1:" + securePort + "'")
                    .redirectErrorStream(true)
                    .redirectOutput(new File(folder + "/slapd.log"))
                    .start();
            await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        add("dn: " + BASE + "\nobjectClass: dcObject\nobjectClass: organization\ndc: old\no: Old\n");
    }

    private void await() throws IOException {
        for (int i = 0; i < 100; i++) {
            if (answers()) {
                return;
            }
        }
        throw new IOException("slapd does not answer: " + Files.readString(folder.resolve("slapd.log")));
    }

    private boolean answers() throws IOException {
        try (java.net.Socket socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (java.net.ConnectException e) {
            try {
                assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                        .as("slapd ended")
                        .isFalse();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return false;
        }
    }

    String url() {
        return "ldap://127.0.0.1:" + port;
    }

    Path certificate() {
        return folder.resolve("tls.pem");
    }

    void add(String ldif) {
        client("ldapadd", ldif);
    }

    void modify(String ldif) {
        client("ldapmodify", ldif);
    }

    void delete(String dn) {
        client("ldapdelete", dn + "\n");
    }

    void rename(String dn, String rdn, String newParent) {
        client("ldapmodrdn", "", "-r", "-s", newParent, dn, rdn);
    }

    String read(String filter, String... attributes) {
        List<String> options = new ArrayList<>(List.of("-LLL", "-o", "ldif-wrap=no", "-b", BASE, filter));
        options.addAll(Arrays.asList(attributes));
        return client("ldapsearch", "", options.toArray(String[]::new));
    }

    private String client(String program, String input, String... options) {
        List<String> command =
                new ArrayList<>(List.of(program, "-x", "-H", url(), "-D", ADMINISTRATOR, "-w", PASSWORD));
        command.addAll(Arrays.asList(options));
        return run(input, command.toArray(String[]::new));
    }

    static String run(String input, String... command) {
        try {
            List<String> bounded = new ArrayList<>(List.of("timeout", "30"));
            bounded.addAll(Arrays.asList(command));
            Process running =
                    new ProcessBuilder(bounded).redirectErrorStream(true).start();
            running.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            running.getOutputStream().close();
            String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(running.waitFor()).as("%s%n%s", command[0], output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
