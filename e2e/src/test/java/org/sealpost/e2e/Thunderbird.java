package org.sealpost.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.TestFolders;

/**
 * Thunderbird as Debian has it, without a window, with a profile of its own. It is told what to do by scripts over its remote
 * protocol (Marionette: a length, a colon, and an array of JSON).
 */
final class Thunderbird implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path log;
    private final Process process;
    private final Socket socket;
    private final DataInputStream in;
    private int commands;

    private Thunderbird(Path log, Process process, Socket socket) throws IOException {
        this.log = log;
        this.process = process;
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static Thunderbird start() {
        try {
            Path home = TestFolders.make("thunderbird");
            Path profile = Files.createDirectories(home.resolve("profile"));
            int port = FreePort.find();
            Files.writeString(profile.resolve("user.js"), """
                    user_pref("marionette.port", %d);
                    user_pref("app.update.enabled", false);
                    user_pref("datareporting.policy.dataSubmissionEnabled", false);
                    user_pref("mail.provider.enabled", false);
                    user_pref("mail.shell.checkDefaultClient", false);
                    user_pref("mail.spotlight.firstRunDone", true);
                    user_pref("mailnews.start_page.enabled", false);
                    user_pref("network.proxy.type", 0);
                    user_pref("security.OCSP.enabled", 0);
                    """.formatted(port));
            Path log = home.resolve("thunderbird.log");
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            "thunderbird",
                            "--headless",
                            "--marionette",
                            "--remote-allow-system-access",
                            "--no-remote",
                            "--profile",
                            profile.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("HOME", home.toString());
            builder.environment().put("MOZ_HEADLESS", "1");
            Process process = builder.start();
            Thunderbird started = new Thunderbird(log, process, connect(port, process, log));
            started.receive();
            started.command("WebDriver:NewSession", Map.of());
            started.command("WebDriver:SetTimeouts", Map.of("script", ANSWER.toMillis()));
            started.command("Marionette:SetContext", Map.of("value", "chrome"));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(int port, Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout((int) ANSWER.toMillis());
                return socket;
            } catch (IOException e) {
                pause();
            }
        }
        process.destroyForcibly();
        throw new AssertionError("Thunderbird does not start; it says:\n" + Files.readString(log));
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The result of the body of an asynchronous function, which sees what it is given as {@code args}. */
    JsonNode run(String script, Object... arguments) {
        String whole = """
                const done = arguments[arguments.length - 1];
                const args = [...arguments];
                (async () => { %s })().then(
                    value => done({value: value === undefined ? null : value}),
                    error => done({error: String(error) + " " + (error && error.stack || "")}));
                """.formatted(script);
        JsonNode answer = command(
                        "WebDriver:ExecuteAsyncScript",
                        Map.of("script", whole, "args", List.of(arguments), "sandbox", "system", "newSandbox", true))
                .get("value");
        if (answer.has("error")) {
            throw new AssertionError("Thunderbird: " + answer.get("error").asText());
        }
        return answer.get("value");
    }

    private JsonNode command(String name, Map<String, ?> parameters) {
        try {
            byte[] text = JSON.writeValueAsBytes(List.of(0, ++commands, name, parameters));
            socket.getOutputStream().write((text.length + ":").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(text);
            JsonNode answer = receive();
            if (!answer.get(2).isNull()) {
                throw new AssertionError("Thunderbird: " + answer.get(2));
            }
            return answer.get(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode receive() throws IOException {
        int length = 0;
        for (int octet = in.readUnsignedByte(); octet != ':'; octet = in.readUnsignedByte()) {
            length = 10 * length + octet - '0';
        }
        byte[] text = new byte[length];
        in.readFully(text);
        return JSON.readTree(text);
    }

    /** A script that lies beside the tests. */
    static String script(String name) {
        try (InputStream in = Thunderbird.class.getResourceAsStream("thunderbird/" + name + ".js")) {
            if (in == null) {
                throw new AssertionError("no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            socket.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
