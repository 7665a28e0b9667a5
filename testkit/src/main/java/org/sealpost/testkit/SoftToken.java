package org.sealpost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A token in software for tests: SoftHSM 2, as Debian packages it (softhsm2, opensc). All tokens of a process lie in one folder of
 * its own, which {@link #away} and {@link #back} use to unplug one.
 */
public final class SoftToken {
    public static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    public static final String PIN = "471108";

    private static final Path FOLDER = folder();
    private static final Path TOKENS = FOLDER.resolve("tokens");
    private static final Path UNPLUGGED = FOLDER.resolve("unplugged");

    private final String label;
    private final Path store;

    private SoftToken(String label, Path store) {
        this.label = label;
        this.store = store;
    }

    private static Path folder() {
        try {
            Path folder = TestFolders.make("softhsm");
            Files.createDirectories(folder.resolve("tokens"));
            Files.createDirectories(folder.resolve("unplugged"));
            Path configuration = folder.resolve("softhsm2.conf");
            Files.writeString(
                    configuration,
                    "directories.tokendir = " + folder.resolve("tokens") + "\nobjectstore.backend = file\n"
                            + "log.level = ERROR\nslots.removable = false\n");
            setEnvironment("SOFTHSM2_CONF", configuration.toString());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library reads where its tokens are from the environment of this very process, which Java does not let us change. */
    @SuppressWarnings({"IllegalCatch", "restricted"}) // A method handle may throw anything; setenv takes two texts.
    private static void setEnvironment(String name, String value) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setenv"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT))
                    .invokeWithArguments(arena.allocateFrom(name), arena.allocateFrom(value), 1);
        } catch (Throwable e) {
            throw new IllegalStateException("the environment cannot be set", e);
        }
    }

    /** A new, empty token. */
    public static SoftToken create(String label) {
        Set<Path> before = stores();
        run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "1234567890");
        Path store = stores().stream()
                .filter(one -> !before.contains(one))
                .findFirst()
                .orElseThrow();
        return new SoftToken(label, store);
    }

    private static Set<Path> stores() {
        try (Stream<Path> all = Files.list(TOKENS)) {
            return all.collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String label() {
        return label;
    }

    /** A file with a PIN, readable by its owner only. */
    public static Path pinFile(Path file, String pin) {
        try {
            Files.writeString(file, pin + "\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unplugs the token. */
    public void away() {
        move(store, UNPLUGGED.resolve(store.getFileName()));
    }

    /** Plugs it in again. */
    public void back() {
        move(UNPLUGGED.resolve(store.getFileName()), store);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What another program (pkcs11-tool) does with the token; its output. */
    public String tool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "pkcs11-tool", "--module", LIBRARY.toString(), "--token-label", label, "--login", "--pin", PIN));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) {
        try {
            Path output = Files.createTempFile(FOLDER, "output", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment()
                    .put("SOFTHSM2_CONF", FOLDER.resolve("softhsm2.conf").toString());
            Process process = builder.start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String said = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(command[0] + " (Debian: softhsm2, opensc) failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(command[0] + " is missing (Debian: softhsm2, opensc)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
