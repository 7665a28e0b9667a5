package org.sealpost.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.cli.Sealpost;
import org.sealpost.app.config.ConfigurationFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code sealpost demo}: a whole organisation on this machine, to try. */
@Command(
        name = "demo",
        description =
                "Run a whole organisation on this machine, on high loopback ports, to try. Data stay for the next start.")
final class DemoCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintWriter out;

    @ParentCommand
    private @Nullable Sealpost parent;

    DemoCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        Path data = java.util.Objects.requireNonNull(parent)
                .data()
                .orElseGet(DataFolders::demo)
                .toAbsolutePath();
        try {
            Files.createDirectories(data);
            Files.deleteIfExists(data.resolve("ready.json"));
            DemoSettings.writeIfMissing(data.resolve(ConfigurationFile.NAME));
        } catch (IOException e) {
            throw new Mistake("cannot write to the data folder " + data + ": " + e.getMessage());
        }
        long started = System.nanoTime();
        Server.run(ConfigurationFile.read(data), house -> {
            List<DemoOrganisation.Person> people = new DemoOrganisation(house, data).people();
            tell(house, people, data, (System.nanoTime() - started) / 1_000_000);
            writeReady(house, people, data);
        });
    }

    private void tell(House house, List<DemoOrganisation.Person> people, Path data, long millis) {
        Map<String, String> doors = house.openDoors();
        DemoOrganisation.Person first = people.getFirst();
        String second = people.get(1).address();
        out.printf("""

                Sealpost runs for %s (ready after %.1f s). Data are in %s

                People, each with certificates that are published in the directory:
                """, house.configuration().domain(), millis / 1000.0, data);
        people.forEach(person -> out.println("  " + person.address() + "   password " + person.password()));
        out.println();
        AuthorityFiles.waiting(house).forEach(out::println);
        out.println("Where it answers:");
        doors.forEach((door, address) -> out.printf("  %-12s %s%n", door, address));
        out.printf(
                """

                Try it, in another terminal:
                  ./sealpost explain --from %1$s --to %2$s
                  swaks --server %3$s --tls --auth PLAIN --auth-user %1$s --auth-password '%4$s' \\
                        --from %1$s --to %2$s --header 'Subject: Hello' --body 'Sealed without a thought.'
                  curl --cacert %11$s 'imaps://localhost:%6$s/INBOX;MAILINDEX=1' --user '%2$s:%7$s'
                  ldapsearch -x -H ldap://%8$s -b '%9$s' '(mail=%2$s)' userCertificate
                  ./sealpost audit show
                And look at %10$s (trust %5$s, or accept the warning).

                Stop with Ctrl-C; the next start finds everything again.
                """,
                first.address(),
                second,
                doors.get("submission"),
                first.password(),
                house.rootCertificateFile(),
                port(doors.getOrDefault("imaps", "")),
                people.get(1).password(),
                doors.get("ldap"),
                house.directoryBase(),
                house.consoleAddress().orElse(""),
                quoted(house.rootCertificateFile().toString()));
        out.flush();
    }

    /** As a shell takes it in one piece, whatever folder it lies in. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9/._-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    /** Written whole or not at all, since scripts wait for it. */
    private static void writeReady(House house, List<DemoOrganisation.Person> people, Path data) {
        Map<String, Object> ready = new LinkedHashMap<>(house.openDoors());
        ready.put("ca", house.rootCertificateFile().toString());
        ready.put("accounts", people);
        try {
            Path temporary = data.resolve("ready.json.tmp");
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, JSON.writeValueAsString(ready));
            Files.move(temporary, data.resolve("ready.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Mistake("cannot write ready.json: " + e.getMessage());
        }
    }
}
