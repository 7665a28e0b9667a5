package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.sealpost.testkit.TestFolders;

/** An authority made by OpenSSL, and servers that it vouches for. */
public final class OpenSslCa {
    private static final int SECONDS = 30;

    private final Path folder;

    public OpenSslCa(String name) throws IOException, InterruptedException {
        folder = TestFolders.make("authority");
        run(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout ca.key -out ca.crt -subj /CN="
                        + name + " -addext keyUsage=critical,keyCertSign,cRLSign");
    }

    public X509Certificate root() throws IOException, GeneralSecurityException {
        return read("ca.crt");
    }

    /** The certificate of a server made before. */
    X509Certificate of(String host) throws IOException, GeneralSecurityException {
        return read(host + ".crt");
    }

    private X509Certificate read(String file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** Key and chain, the authority included (PEM), of a server with these names, the first of which names the file. */
    public Path server(String... names) throws IOException, InterruptedException {
        return server(30, names);
    }

    /** One that has expired when it is used. */
    Path expired(String... names) throws IOException, InterruptedException {
        return server(0, names);
    }

    private Path server(int days, String... names) throws IOException, InterruptedException {
        String host = names[0];
        String all = Arrays.stream(names).map(name -> "DNS:" + name).collect(Collectors.joining(","));
        run("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + host + ".key -out " + host
                + ".csr -subj /CN=" + host);
        Files.writeString(
                folder.resolve(host + ".ext"),
                "subjectAltName=" + all + "\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n");
        run("x509 -req -days " + days + " -in " + host + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile "
                + host + ".ext -out " + host + ".crt");
        Path chain = folder.resolve(host + ".pem");
        Files.writeString(
                chain,
                Files.readString(folder.resolve(host + ".key"))
                        + Files.readString(folder.resolve(host + ".crt"))
                        + Files.readString(folder.resolve("ca.crt")));
        return chain;
    }

    /** What a server made before needs to speak TLS. */
    public SSLContext context(String host) throws IOException, InterruptedException, GeneralSecurityException {
        run("pkcs12 -export -in " + host + ".pem -out " + host + ".p12 -passout pass:test");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(host + ".p12"))) {
            store.load(in, "test".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "test".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void run(String arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.out").toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(folder.resolve("openssl.out")));
        }
    }
}
