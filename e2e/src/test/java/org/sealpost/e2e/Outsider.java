package org.sealpost.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sealpost.testkit.TestFolders;

/** A person elsewhere, whose mail program is OpenSSL: an own certification authority, a key, a certificate. */
final class Outsider {
    private final Path folder;
    private final String address;

    Outsider(String address) {
        this(address, "Partner CA");
    }

    /** {@code authority}: the name of the authority. */
    Outsider(String address, String authority) {
        this.address = address;
        try {
            this.folder = TestFolders.make("outsider");
            Files.writeString(
                    folder.resolve("ext"),
                    "subjectAltName=email:" + address + "\nextendedKeyUsage=emailProtection\n"
                            + "keyUsage=digitalSignature,keyEncipherment\nbasicConstraints=CA:FALSE\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                at("ca.key"),
                "-out",
                at("ca.pem"),
                "-subj",
                "/CN=" + authority,
                "-days",
                "30");
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                at("key"),
                "-out",
                at("csr"),
                "-subj",
                "/CN=Partner");
        openssl(
                "x509",
                "-req",
                "-in",
                at("csr"),
                "-CA",
                at("ca.pem"),
                "-CAkey",
                at("ca.key"),
                "-CAcreateserial",
                "-days",
                "30",
                "-extfile",
                at("ext"),
                "-out",
                at("cert.pem"));
    }

    String address() {
        return address;
    }

    Path certificate() {
        return folder.resolve("cert.pem");
    }

    /** The root above this person's certificate. */
    Path root() {
        return folder.resolve("ca.pem");
    }

    /** A list of the authority on which nobody stands. */
    Path revocations() {
        write("index", new byte[0]);
        write(
                "conf",
                ("[ca]\ndefault_ca=d\n[d]\ndatabase=" + at("index") + "\ndefault_md=sha256\n")
                        .getBytes(StandardCharsets.UTF_8));
        openssl(
                "ca",
                "-gencrl",
                "-config",
                at("conf"),
                "-keyfile",
                at("ca.key"),
                "-cert",
                at("ca.pem"),
                "-crldays",
                "20",
                "-out",
                at("crl.pem"));
        return folder.resolve("crl.pem");
    }

    /** The message opened with this person's key. */
    byte[] decrypt(byte[] message) {
        write("in.eml", message);
        openssl(
                "cms",
                "-decrypt",
                "-in",
                at("in.eml"),
                "-recip",
                at("cert.pem"),
                "-inkey",
                at("key"),
                "-out",
                at("opened.eml"));
        return read("opened.eml");
    }

    /** What OpenSSL says about the signature, with our root as the only one trusted. */
    Run verify(byte[] message, Path root, String... more) {
        write("signed.eml", message);
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of(
                "openssl",
                "cms",
                "-verify",
                "-in",
                at("signed.eml"),
                "-CAfile",
                root.toString(),
                "-purpose",
                "smimesign"));
        command.addAll(java.util.Arrays.asList(more));
        return Run.of(command);
    }

    /** A message with a clear signature of this person. */
    byte[] sign(String text) {
        write(
                "text",
                ("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        openssl(
                "cms",
                "-sign",
                "-in",
                at("text"),
                "-crlfeol",
                "-signer",
                at("cert.pem"),
                "-inkey",
                at("key"),
                "-out",
                at("signed"));
        return new String(read("signed"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A message that this person signs and encrypts to a certificate. */
    byte[] signAndEncrypt(String text, Path recipient) {
        write(
                "text",
                ("Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        openssl(
                "cms",
                "-sign",
                "-in",
                at("text"),
                "-signer",
                at("cert.pem"),
                "-inkey",
                at("key"),
                "-out",
                at("signed"));
        openssl("cms", "-encrypt", "-aes256", "-in", at("signed"), "-out", at("sealed"), recipient.toString());
        return read("sealed");
    }

    Path keep(String name, byte[] bytes) {
        write(name, bytes);
        return folder.resolve(name);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private byte[] read(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void openssl(String... arguments) {
        java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("openssl"));
        command.addAll(java.util.Arrays.asList(arguments));
        Run run = Run.of(command);
        if (run.exit() != 0) {
            throw new AssertionError(command + " failed: " + run.text());
        }
    }
}
