package org.sealpost.protocols.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The responder of OpenSSL, which answers for an authority of a lab from its {@code index.txt}, also when that changes. */
final class OcspPeer implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("ACCEPT .*:(\\d+) PID=.*");
    private static final int STOP_SECONDS = 10;

    private final Process process;
    private final int port;

    private OcspPeer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static OcspPeer of(PartnerLab lab, String authority) throws IOException {
        String own = authority + ".crt";
        Process process = new ProcessBuilder(List.of(
                        "openssl",
                        "ocsp",
                        "-index",
                        "index.txt",
                        "-port",
                        "0",
                        "-ignore_err",
                        "-CA",
                        own,
                        "-rsigner",
                        own,
                        "-rkey",
                        authority + ".key"))
                .directory(lab.at("").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher open = PORT.matcher(line);
            if (open.matches()) {
                return new OcspPeer(process, Integer.parseInt(open.group(1)));
            }
        }
        process.destroyForcibly();
        throw new IOException("openssl ocsp does not run");
    }

    /** The line of a certificate that asks it. */
    String named() {
        return "authorityInfoAccess=OCSP;URI:http://127.0.0.1:" + port + "/";
    }

    /** It looks whether its index changed only after it has answered somebody. */
    void reread(PartnerLab lab, String authority, String certificate) {
        lab.sh("openssl ocsp -issuer " + authority + ".crt -cert " + certificate
                + ".crt -noverify -url http://127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
