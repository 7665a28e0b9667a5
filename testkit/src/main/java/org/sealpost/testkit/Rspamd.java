package org.sealpost.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Debian's rspamd with one rule of our own and without Redis and DNS. A machine without it fails the test. */
public final class Rspamd implements AutoCloseable {
    private final Daemon daemon;

    private Rspamd(Daemon daemon) {
        this.daemon = daemon;
    }

    /** Returns once it answers; {@link Spamd#SUSPICIOUS} gets six points of fifteen. */
    public static Rspamd start() throws IOException {
        Path folder = TestFolders.make("rspamd");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path modules = Files.createDirectory(folder.resolve("modules"));
        Path rules = folder.resolve("rules.lua");
        int port = FreePort.find();
        Files.writeString(rules, """
                rspamd_config:register_symbol{name = 'LITTLE', score = 6, type = 'normal', callback = function(task)
                  for _, part in ipairs(task:get_text_parts()) do
                    if tostring(part:get_content()):find('%s', 1, true) then return true end
                  end
                  return false
                end}
                """.formatted(Spamd.SUSPICIOUS));
        Path configuration =
                Files.writeString(folder.resolve("rspamd.conf"), """
                options {
                  pidfile = "%1$s/pid";
                  control_socket = "%1$s/control mode=0600";
                  hs_cache_dir = "%1$s";
                  dns { nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 1; }
                }
                logging { type = "console"; level = "error"; }
                worker "normal" { bind_socket = "127.0.0.1:%2$d"; count = 1; }
                actions { reject = 15; add_header = 6; }
                modules { path = ["%3$s"]; }
                lua = "%4$s";
                """.formatted(folder, port, modules, rules));
        return new Rspamd(Daemon.start(
                List.of(
                        "/usr/bin/rspamd",
                        "--no-fork",
                        "--config=" + configuration,
                        "--user=nobody",
                        "--group=nogroup"),
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
