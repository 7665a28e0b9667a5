package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sealpost.app.control.Call;
import org.sealpost.app.control.ControlClient;
import org.sealpost.app.control.ControlDoor;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/** A Sealpost of the test's own: the real program in a process of its own, on free loopback ports. */
final class Demo implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;
    private final Path log;
    private final List<String> options;
    private Process process;
    private JsonNode ready;

    private Demo(Path data, List<String> options) {
        this.data = data;
        this.log = data.resolve("server.log");
        this.options = options;
        this.process = launch(data, options);
        this.ready = awaitReady();
    }

    private Demo(Path data, Path log, Process process) {
        this.data = data;
        this.log = log;
        this.options = List.of();
        this.process = process;
        this.ready = awaitReady();
    }

    /** Starts on a new folder. Lines for the configuration file may be added, such as a smart host. */
    static Demo start(String... configuration) {
        return start(List.of(), configuration);
    }

    /** The same, as the child of another program, which may give it a network of its own. */
    static Demo startUnder(List<String> program, String... configuration) {
        try {
            Path data = TestFolders.make("e2e");
            Files.writeString(data.resolve("sealpost.toml"), toml(configuration));
            List<String> command = new ArrayList<>(program);
            command.addAll(java("-Xmx700m"));
            command.addAll(List.of("demo", "--data", data.toString()));
            Path log = data.resolve("server.log");
            return new Demo(data, log, launch(command, log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, with a DNS that knows what the test says. */
    static Demo startAsking(NameServer names, String... configuration) {
        return start(List.of("-Ddns.server=" + names.address()), configuration);
    }

    private static Demo start(List<String> options, String... configuration) {
        try {
            Path data = TestFolders.make("e2e");
            Files.writeString(data.resolve("sealpost.toml"), toml(configuration));
            return new Demo(data, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts on a folder that is there already. */
    static Demo at(Path data) {
        return new Demo(data, List.of());
    }

    /** Starts with all of its data on a disk of so many megabytes, which is gone when it ends. */
    static Demo startOnSmallDisk(int megabytes) {
        try {
            SmallDisk disk = SmallDisk.make(megabytes);
            return new Demo(disk.data(), disk.log(), disk.process());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file system that only the server itself sees, so that nobody needs to be root. */
    private record SmallDisk(Path log, Path data, Process process) {
        private static final String MOUNT = """
                mount -t tmpfs -o size="$1" tmpfs "$2" && mkdir "$2/data" && cp "$3" "$2/data/sealpost.toml" || exit 9
                shift 3; exec "$@"
                """;

        static SmallDisk make(int megabytes) throws IOException {
            Path folder = TestFolders.make("disk");
            Path disk = Files.createDirectory(folder.resolve("disk"));
            Path configuration = Files.writeString(folder.resolve("sealpost.toml"), toml());
            boolean root = "root".equals(System.getProperty("user.name"));
            List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
            command.addAll(root ? List.of() : List.of("--user", "--map-root-user"));
            command.addAll(List.of("sh", "-c", MOUNT, "sh"));
            command.addAll(List.of(megabytes + "m", disk.toString(), configuration.toString()));
            command.addAll(java("-Xmx700m"));
            command.addAll(List.of("demo", "--data", disk.resolve("data").toString()));
            Path log = folder.resolve("server.log");
            Process process = launch(command, log);
            // Seen from here; the same program runs on under this number.
            Path seen = Path.of("/proc", process.pid() + "", "root" + disk);
            return new SmallDisk(log, seen.resolve("data"), process);
        }
    }

    static String toml(String... more) throws IOException {
        StringBuilder listeners = new StringBuilder();
        for (String door : List.of(
                "smtp",
                "submission",
                "submissions",
                "imap",
                "imaps",
                "pop3",
                "pop3s",
                "sieve",
                "ldap",
                "ldaps",
                "https",
                "published",
                "enroll")) {
            listeners.append(door).append(" = \"127.0.0.1:0\"\n");
        }
        int pki = FreePort.find();
        return """
                domain = "sealpost.example"
                host = "localhost"
                %s
                [listen]
                %spki = "127.0.0.1:%d"
                [ldap]
                anonymous = "address-book"
                [console]
                open_on_loopback = true
                [authority]
                url = "http://localhost:%d"
                """.formatted(String.join("\n", more), listeners, pki, pki);
    }

    Path data() {
        return data;
    }

    Path ca() {
        return data.resolve(Path.of(ready.get("ca").asText()).getFileName());
    }

    /** The address of a door, {@code host:port}. */
    String door(String name) {
        return ready.get(name).asText();
    }

    int port(String name) {
        String address = door(name);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    String password(String name) {
        for (JsonNode account : ready.get("accounts")) {
            if (account.get("address").asText().startsWith(name + "@")) {
                return account.get("password").asText();
            }
        }
        throw new IllegalArgumentException("nobody is called " + name);
    }

    static String address(String name) {
        return name + "@sealpost.example";
    }

    /** Runs a command of the administrator against this server. */
    Run sealpost(String... arguments) {
        List<String> command = new ArrayList<>(java("-XX:TieredStopAtLevel=1"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--data", data.toString()));
        return Run.of(command);
    }

    /** What a command says that must succeed. */
    String done(String... command) {
        Run run = ask(command);
        assertThat(run.exit()).as(String.join(" ", command) + ": " + run.text()).isZero();
        return run.text();
    }

    /** The same as JSON. */
    JsonNode json(String... command) {
        String[] withJson = Arrays.copyOf(command, command.length + 1);
        withJson[command.length] = "--json";
        try {
            return JSON.readTree(done(withJson));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command says that must be refused as a mistake of the one who typed it. */
    String mistake(String... command) {
        Run run = ask(command);
        assertThat(run.exit()).as(String.join(" ", command) + ": " + run.text()).isEqualTo(1);
        return run.text();
    }

    /** A file of the test, next to the server's data. */
    Path keep(String name, String text) {
        try {
            return Files.writeString(
                    Files.createDirectories(data.resolve("test-files")).resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over the control socket, without the start of another program. */
    Run ask(String... arguments) {
        StringBuilder said = new StringBuilder();
        ControlDoor.Output output = new ControlDoor.Output() {
            @Override
            public void out(String text) {
                said.append(text);
            }

            @Override
            public void err(String text) {
                said.append(text);
            }
        };
        try {
            int exit = ControlClient.call(data, new Call(List.of(arguments), data.toString(), ""), output)
                    .orElseThrow(() -> new AssertionError("the server is not there"));
            return new Run(exit, said.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes somebody's keys along as PKCS #12 and gives the password of the file. */
    String takeKeys(String address, Path file, String... options) {
        List<String> command = new ArrayList<>(List.of("cert", "export", address, "--out", file.toString()));
        command.addAll(Arrays.asList(options));
        String said = done(command.toArray(String[]::new));
        return said.substring(said.indexOf("password: ") + 10).strip();
    }

    /** The newest certificate of somebody, PEM. */
    String certificate(String address) {
        return done(
                "cert",
                "pem",
                json("cert", "list", address).get(0).get("fingerprint").asText());
    }

    /** Submits a message as one of our people, with swaks. */
    Run submit(String from, List<String> to, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "swaks",
                "--server",
                door("submission"),
                "--tls",
                "--auth",
                "PLAIN",
                "--auth-user",
                address(from),
                "--auth-password",
                password(from),
                "--from",
                address(from),
                "--to",
                String.join(",", to)));
        command.addAll(Arrays.asList(more));
        return Run.of(command);
    }

    /** The newest message in somebody's inbox, byte for byte, read by curl over IMAPS; waits until there is one. */
    byte[] newest(String name) {
        return newest(name, 1);
    }

    /** The same, once the inbox holds at least so many messages. */
    byte[] newest(String name, int atLeast) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            int count = count(name);
            if (count >= atLeast) {
                return curl("/INBOX;MAILINDEX=" + count, name).bytes();
            }
            pause();
        }
        throw new AssertionError("no mail came for " + name + "; the server says:\n" + log());
    }

    int count(String name) {
        String answer = Run.of(List.of(
                        "curl",
                        "-s",
                        "--cacert",
                        ca().toString(),
                        "imaps://localhost:" + port("imaps") + "/",
                        "--user",
                        address(name) + ":" + password(name),
                        "-X",
                        "STATUS INBOX (MESSAGES)"))
                .text();
        java.util.regex.Matcher number =
                java.util.regex.Pattern.compile("MESSAGES (\\d+)").matcher(answer);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }

    private Run curl(String path, String name) {
        return Run.of(List.of(
                "curl",
                "-s",
                "--cacert",
                ca().toString(),
                "imaps://localhost:" + port("imaps") + path,
                "--user",
                address(name) + ":" + password(name)));
    }

    /** Kills the process as a power failure would, and starts it again on the same data. */
    void killAndRestart() {
        process.destroyForcibly();
        process.onExit().join();
        restart();
    }

    void restart() {
        try {
            Files.deleteIfExists(data.resolve("ready.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = launch(data, options);
        ready = awaitReady();
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server does not stop; it says:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Starts the program and gives the process at once, whatever becomes of it. */
    static Process launch(Path data) {
        return launch(data, List.of());
    }

    private static Process launch(Path data, List<String> options) {
        List<String> command = new ArrayList<>(java("-Xmx700m"));
        // Right behind the program itself, before the class path.
        command.addAll(1, options);
        command.addAll(List.of("demo", "--data", data.toString()));
        return launch(command, data.resolve("server.log"));
    }

    private static Process launch(List<String> command, Path log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode awaitReady() {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            if (Files.exists(data.resolve("ready.json"))) {
                try {
                    return JSON.readTree(data.resolve("ready.json").toFile());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            if (!process.isAlive()) {
                break;
            }
            pause();
        }
        process.destroyForcibly();
        throw new AssertionError("the server did not start; it says:\n" + log());
    }

    static List<String> java(String option) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                "org.sealpost.app.Main");
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
