package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.TestFolders;

/** Organisations with authorities of their own, made by OpenSSL, and servers of theirs that send by swaks. */
final class PartnerLab {
    private static final int PATIENCE_SECONDS = 60;

    private final Path folder;

    PartnerLab() throws IOException {
        folder = TestFolders.make("partners");
    }

    Path at(String name) {
        return folder.resolve(name);
    }

    /** An authority: {@code NAME.crt}, {@code NAME.key}. */
    void authority(String name) {
        sh(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout NAME.key -out NAME.crt -days 30"
                                .replace("NAME", name)
                        + " -subj '/O=" + name + "/CN=" + name
                        + " Root CA' -addext keyUsage=critical,keyCertSign,cRLSign");
    }

    /**
     * A certificate: {@code NAME.pem} with its chain, {@code NAME.key}.
     *
     * @param more further lines of the extensions
     */
    void server(String authority, String name, String hosts, String usage, int days, String more) {
        write(
                name + ".ext",
                "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nsubjectAltName="
                        + "DNS:" + hosts.replace(" ", ",DNS:") + "\nextendedKeyUsage=" + usage + "\n"
                        + more + "\n");
        sh(
                "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout NAME.key -out NAME.csr -subj /CN=NAME"
                        .replace("NAME", name));
        sh(
                "openssl x509 -req -in NAME.csr -CA CA.crt -CAkey CA.key -CAcreateserial -days DAYS -extfile NAME.ext -out NAME.crt"
                        .replace("NAME", name)
                        .replace("CA.crt", authority + ".crt")
                        .replace("CA.key", authority + ".key")
                        .replace("DAYS", String.valueOf(days)));
        write(name + ".pem", read(name + ".crt") + read(authority + ".crt"));
    }

    void selfSigned(String name, String host) {
        sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout NAME.key -out NAME.pem -days 30 -subj /CN=NAME"
                        .replace("NAME", name)
                + " -addext subjectAltName=DNS:" + host + " -addext basicConstraints=critical,CA:FALSE");
    }

    /** The book of an authority, in which whoever is named stands as good, and nobody else stands. */
    void register(String authority, String... names) {
        write("index.txt", "");
        write("crlnumber", "01\n");
        write("ca.cnf", """
                [ca]
                default_ca=c
                [c]
                database=index.txt
                crlnumber=crlnumber
                default_md=sha256
                default_crl_days=5
                unique_subject=no
                [x]
                authorityKeyIdentifier=keyid
                """);
        for (String name : names) {
            sh(ca(authority) + "-valid " + name + ".crt");
        }
    }

    private static String ca(String authority) {
        return "openssl ca -config ca.cnf -cert " + authority + ".crt -keyfile " + authority + ".key ";
    }

    /** The list of an authority, on which stands whoever is named, as in its book. */
    void revoke(String authority, String... names) {
        register(authority);
        for (String name : names) {
            sh(ca(authority) + "-revoke " + name + ".crt");
        }
        sh(ca(authority) + "-gencrl -crlexts x -out list.pem");
        sh("openssl crl -in list.pem -outform DER -out list.crl");
    }

    /** What swaks says after it tried to hand over a message. */
    String send(int port, String from, String author, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "swaks",
                "--server",
                "127.0.0.1:" + port,
                "--ehlo",
                "mx.alpha.test",
                "--from",
                from,
                "--to",
                "bob@example.org",
                "--h-From",
                author,
                "--h-Subject",
                "x",
                "--body",
                "x"));
        command.addAll(List.of(more));
        return run(command).output();
    }

    String[] showing(String name) {
        return new String[] {
            "-tls",
            "--tls-cert",
            at(name + ".pem").toString(),
            "--tls-key",
            at(name + ".key").toString()
        };
    }

    /** What OpenSSL says of a session with STARTTLS that ends at once; how the other side hangs up does not matter. */
    String talk(int port, String options) {
        return sh("(sleep 1; echo QUIT) | openssl s_client -crlf -starttls smtp -ign_eof -connect 127.0.0.1:" + port
                + " " + options + "; true");
    }

    String sh(String command) {
        Run done = run(List.of("bash", "-c", command));
        if (done.code() != 0) {
            throw new IllegalStateException(command + ": " + done.output());
        }
        return done.output();
    }

    private record Run(int code, String output) {}

    private Run run(List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "out", "");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end: " + Files.readString(output));
            }
            return new Run(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(at(name), text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(at(name), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
