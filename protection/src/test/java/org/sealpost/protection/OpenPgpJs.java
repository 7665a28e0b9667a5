package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.TestFolders;

/** OpenPGP.js 6 in Node.js: the peer of browsers. The check script installs it beside the build; it is no part of the house. */
final class OpenPgpJs {
    private static final String LIBRARY = "target/peers/node_modules/openpgp/dist/node/openpgp.mjs";
    private static final int SECONDS = 60;

    private OpenPgpJs() {}

    /** Does one thing with what is given, and gives the answer named. */
    static String ask(String action, String answer, Map<String, String> given)
            throws IOException, InterruptedException {
        Path folder = TestFolders.make("openpgpjs");
        for (Map.Entry<String, String> one : given.entrySet()) {
            Files.writeString(folder.resolve(one.getKey()), one.getValue(), StandardCharsets.ISO_8859_1);
        }
        Path program = TestFolders.make("openpgpjs-program").resolve("peer.mjs");
        try (InputStream in = Objects.requireNonNull(OpenPgpJs.class.getResourceAsStream("openpgpjs.mjs"))) {
            Files.copy(in, program);
        }
        Path said = program.resolveSibling("said");
        Process process = new ProcessBuilder(
                        List.of("node", program.toString(), library().toString(), action, folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("node did not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException("OpenPGP.js failed: " + Files.readString(said));
        }
        return Files.readString(folder.resolve(answer), StandardCharsets.ISO_8859_1);
    }

    private static Path library() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(LIBRARY))) {
                return folder.resolve(LIBRARY);
            }
        }
        throw new IOException("OpenPGP.js is missing; tools/check installs it into " + LIBRARY);
    }
}
