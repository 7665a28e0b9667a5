package org.sealpost.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's c-icap with its module for ClamAV. A machine without it fails the test. */
public final class IcapServer implements AutoCloseable {
    private static final int TRIES = 300;
    private static final int PAUSE_MILLIS = 100;
    private static final int STOP_SECONDS = 10;

    private final Process process;
    private final int port;

    private IcapServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** In front of this ClamAV; returns once it takes connections. */
    public static IcapServer start(Clamd clamd) throws IOException {
        Path folder = TestFolders.make("c-icap");
        int port = FreePort.find();
        Path modules = modules();
        Path configuration = Files.write(
                folder.resolve("c-icap.conf"),
                List.of(
                        "PidFile " + folder.resolve("pid"),
                        "CommandsSocket " + folder.resolve("control"),
                        "Port 127.0.0.1:" + port,
                        "ServerLog " + folder.resolve("server.log"),
                        "AccessLog " + folder.resolve("access.log"),
                        "TmpDir " + folder,
                        "StartServers 1",
                        "MaxServers 2",
                        "ThreadsPerChild 5",
                        "ModulesDir " + modules,
                        "ServicesDir " + modules,
                        "LoadMagicFile /etc/c-icap/c-icap.magic",
                        "Module common clamd_mod.so",
                        "clamd_mod.ClamdSocket " + clamd.socket(),
                        "Service antivirus_module virus_scan.so",
                        "Service echo_module srv_echo.so",
                        "virus_scan.ScanFileTypes TEXT DATA EXECUTABLE ARCHIVE GIF JPEG MSOFFICE",
                        "virus_scan.MaxObjectSize 5M",
                        "virus_scan.DefaultEngine clamd"));
        Path log = folder.resolve("c-icap.log");
        Process process = new ProcessBuilder("/usr/bin/c-icap", "-N", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        IcapServer server = new IcapServer(process, port);
        try {
            for (int i = 0; i < TRIES && !server.answers(); i++) {
                if (!process.isAlive()) {
                    throw new IOException("c-icap does not run: " + Files.readString(log));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!server.answers()) {
            server.close();
            throw new IOException("c-icap does not answer: " + Files.readString(log));
        }
        return server;
    }

    private static Path modules() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            for (Path one : found) {
                if (Files.exists(one.resolve("c_icap/virus_scan.so"))) {
                    return one.resolve("c_icap");
                }
            }
        }
        throw new IOException("the module virus_scan of c-icap is missing: apt-get install libc-icap-mod-virus-scan");
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the scanner of this name listens: {@code virus_scan}, or {@code echo}, which finds nothing. */
    public String place(String service) {
        return "icap://127.0.0.1:" + port + "/" + service;
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
