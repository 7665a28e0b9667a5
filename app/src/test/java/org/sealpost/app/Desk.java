package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sealpost.app.cli.Cli;
import org.sealpost.app.cli.Session;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.testkit.TestFolders;

/** An administrator's desk: a house, for example.org if not told otherwise, and commands as they are typed. */
final class Desk implements AutoCloseable {
    final Path folder;
    final House house;

    Desk() {
        this("example.org");
    }

    /** Lines for the configuration may be added. */
    Desk(String domain, String... more) {
        try {
            folder = TestFolders.make("desk");
            Path data = Files.createDirectory(folder.resolve("data"));
            Files.writeString(data.resolve("sealpost.toml"), "domain = \"" + domain + "\"\n" + String.join("\n", more));
            house = House.open(ConfigurationFile.read(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command that must succeed printed. */
    String done(String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = run(out, err, command);
        assertThat(exit).as("%s%n%s%s", String.join(" ", command), out, err).isZero();
        return out.toString();
    }

    /** What a command that must fail told about it. */
    String mistake(String... command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = run(out, err, command);
        assertThat(exit).as("%s%n%s%s", String.join(" ", command), out, err).isEqualTo(1);
        return out + err.toString();
    }

    private int run(StringWriter out, StringWriter err, String... command) {
        Session session = new Session(
                () -> house,
                () -> house.configuration().domain(),
                "tester",
                true,
                folder,
                "",
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        return Cli.of(session, List.of()).execute(command);
    }

    Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script of the shell in the folder of the desk, with the programs of this machine. */
    String sh(String script) {
        Path output = folder.resolve("sh-" + System.nanoTime() + ".out");
        try {
            Process process = new ProcessBuilder("timeout", "60", "sh", "-e", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int exit = process.waitFor();
            String said = Files.readString(output);
            assertThat(exit).as("%s%n%s", script, said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        house.close();
    }
}
