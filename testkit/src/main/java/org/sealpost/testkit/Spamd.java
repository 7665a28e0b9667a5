package org.sealpost.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Debian's SpamAssassin daemon with two rules of our own. A machine without it fails the test. */
public final class Spamd implements AutoCloseable {
    /** The text that every filter gives a thousand points. */
    public static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    /** It gets six points of five. */
    public static final String SUSPICIOUS = "a little suspicious";

    private final Daemon daemon;

    private Spamd(Daemon daemon) {
        this.daemon = daemon;
    }

    /** Returns once it answers. */
    public static Spamd start() throws IOException {
        Path folder = TestFolders.make("spamd");
        // It runs as nobody, who must be able to read its rules.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path rules = Files.createDirectory(folder.resolve("rules"));
        Path site = Files.createDirectory(folder.resolve("site"));
        Files.write(
                rules.resolve("test.cf"),
                List.of(
                        "required_score 5",
                        "body GTUBE /" + GTUBE.replace("*", "\\*").replace(".", "\\.") + "/",
                        "score GTUBE 1000",
                        "body LITTLE /" + SUSPICIOUS + "/",
                        "score LITTLE 6"));
        Files.writeString(site.resolve("test.pre"), "loadplugin Mail::SpamAssassin::Plugin::Check\n");
        int port = FreePort.find();
        return new Spamd(Daemon.start(
                List.of(
                        "/usr/sbin/spamd",
                        "--local",
                        "--nouser-config",
                        "--configpath=" + rules,
                        "--siteconfigpath=" + site,
                        "--helper-home-dir=" + folder,
                        "--max-children=2",
                        "--listen=127.0.0.1:" + port,
                        "--syslog=stderr",
                        "--username=nobody"),
                port,
                folder));
    }

    /** Where it listens. */
    public String address() {
        return daemon.address();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
