package org.sealpost.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's c-icap with its module for ClamAV. A machine without it fails the test. */
public final class IcapServer implements AutoCloseable {
    private final Daemon daemon;

    private IcapServer(Daemon daemon) {
        this.daemon = daemon;
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
        return new IcapServer(
                Daemon.start(List.of("/usr/bin/c-icap", "-N", "-f", configuration.toString()), port, folder));
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

    /** Where the scanner of this name listens: {@code virus_scan}, or {@code echo}, which finds nothing. */
    public String place(String service) {
        return "icap://" + daemon.address() + "/" + service;
    }

    @Override
    public void close() {
        daemon.close();
    }
}
