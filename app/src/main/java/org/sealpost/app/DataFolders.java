package org.sealpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.sealpost.app.config.ConfigurationFile;

/** Where data lie if nobody says where, and which of them it is. */
final class DataFolders {
    private static final Path SYSTEM = Path.of("/var/lib/sealpost");

    private DataFolders() {}

    /** For a command: the folder named in the environment, else the first standard one that holds a configuration. */
    static Path find() {
        return named().or(() -> Stream.of(real(), demo())
                        .filter(folder -> Files.exists(folder.resolve(ConfigurationFile.NAME)))
                        .findFirst())
                .orElseGet(DataFolders::real);
    }

    /** For the real thing: a system folder for root, one of their own for others. */
    static Path real() {
        boolean root = "root".equals(System.getProperty("user.name"));
        return named().orElse(
                        root ? SYSTEM : Path.of(System.getProperty("user.home", "."), ".local", "share", "sealpost"));
    }

    /** For the demo: beside the program, so that it goes away with it. */
    static Path demo() {
        return Path.of(System.getProperty("sealpost.home", ""), "data", "demo").toAbsolutePath();
    }

    /** The same after a restart, another one for each data folder, wherever it lies: made once and kept in it. */
    static String node(Path data) throws IOException {
        Path file = data.resolve("node");
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return Files.readString(file).strip();
    }

    private static Optional<Path> named() {
        return Optional.ofNullable(System.getenv("SEALPOST_DATA"))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }
}
