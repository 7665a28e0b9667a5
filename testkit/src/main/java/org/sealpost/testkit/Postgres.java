package org.sealpost.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the tests' own, from Debian's package, on a free loopback port with a folder that is thrown away.
 * Started once for each JVM. A machine without PostgreSQL fails the test and says what to install.
 */
public final class Postgres {
    private static final Path BINARIES = Path.of("/usr/lib/postgresql");
    private static final int START_SECONDS = 60;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path folder;
    private final int port;

    private Postgres(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** The URL of a new, empty database. */
    public static String newDatabase() {
        String name = "test" + DATABASES.incrementAndGet();
        Postgres server = Holder.SERVER;
        server.run(
                "psql", "-q", "-h", "127.0.0.1", "-p", "" + server.port, "-c", "CREATE DATABASE " + name, "postgres");
        return "jdbc:postgresql://127.0.0.1:" + server.port + "/" + name + "?user=sealpost";
    }

    private static final class Holder {
        private static final Postgres SERVER = start();
    }

    private static Postgres start() {
        try {
            Postgres server = new Postgres(Files.createTempDirectory("sealpost-postgres"), FreePort.find());
            server.initialise();
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise() throws IOException {
        if (isRoot()) {
            new ProcessBuilder("chown", "postgres", folder.toString())
                    .start()
                    .onExit()
                    .join();
        }
        String data = folder.resolve("data").toString();
        run("initdb", "-D", data, "-U", "sealpost", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder
                + " -c max_connections=200";
        run("pg_ctl", "-D", data, "-w", "-l", folder.resolve("log").toString(), "-o", options, "start");
    }

    private void stop() {
        run("pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "stop");
        TestFolders.remove(folder);
    }

    /** Runs one of PostgreSQL's programs; as the user postgres if we are root, since a server refuses to run as root. */
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(binary(program).toString());
        command.addAll(Arrays.asList(arguments));
        try {
            Path output = Files.createTempFile("sealpost-postgres", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PGUSER", "sealpost");
            builder.directory(Path.of("/tmp").toFile()).redirectOutput(output.toFile());
            Process process = builder.start();
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed: " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path binary(String program) {
        try (Stream<Path> versions = Files.list(BINARIES)) {
            return versions.map(version -> version.resolve("bin").resolve(program))
                    .filter(Files::isExecutable)
                    .max(java.util.Comparator.naturalOrder())
                    .orElseThrow();
        } catch (IOException | java.util.NoSuchElementException e) {
            throw new IllegalStateException("PostgreSQL is needed for this test: apt-get install postgresql", e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
