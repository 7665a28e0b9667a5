package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.sealpost.testkit.TestFolders;

/** A mail server in Node.js (npm smtp-server), which knows REQUIRETLS. The check script installs it beside the build. */
final class SmtpServerJs implements AutoCloseable {
    private static final String LIBRARY = "target/peers/node_modules/smtp-server";
    private static final int SECONDS = 30;

    private final Process process;
    private final Path said;

    /** {@code pem}: key and certificates; {@code offer}: whether it offers REQUIRETLS. */
    SmtpServerJs(Path pem, boolean offer) throws IOException {
        Path folder = TestFolders.make("smtp-server");
        Path program = folder.resolve("peer.cjs");
        try (InputStream in = Objects.requireNonNull(SmtpServerJs.class.getResourceAsStream("requiretls.cjs"))) {
            Files.copy(in, program);
        }
        said = folder.resolve("said");
        process = new ProcessBuilder(List.of(
                        "node", program.toString(), library().toString(), pem.toString(), offer ? "offer" : "hide"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    private static Path library() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(LIBRARY))) {
                return folder.resolve(LIBRARY);
            }
        }
        throw new IOException("smtp-server is missing; tools/check installs it into " + LIBRARY);
    }

    int port() throws IOException, InterruptedException {
        for (int i = 0; i < SECONDS * 10; i++) {
            for (String line : said().lines().toList()) {
                if (line.startsWith("port ")) {
                    return Integer.parseInt(line.substring("port ".length()));
                }
            }
            Thread.sleep(100);
        }
        throw new IOException("smtp-server does not start: " + said());
    }

    /** One line for each message. */
    String said() throws IOException {
        return Files.exists(said) ? Files.readString(said) : "";
    }

    @Override
    public void close() {
        process.destroy();
    }
}
