package org.sealpost.app.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Where the control socket of a data folder lies. Its folder is open to its owner only, and so is the socket. */
final class ControlSocket {
    /** The kernel's limit for the path of a socket is 108 bytes with its end. */
    private static final int PATH_LIMIT = 100;

    private ControlSocket() {}

    static UnixDomainSocketAddress of(Path data) {
        Path inside = data.toAbsolutePath().normalize().resolve("run").resolve("control.sock");
        if (inside.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_LIMIT) {
            return UnixDomainSocketAddress.of(inside);
        }
        UUID name = UUID.nameUUIDFromBytes(inside.toString().getBytes(StandardCharsets.UTF_8));
        return UnixDomainSocketAddress.of(
                Path.of(System.getProperty("java.io.tmpdir"), "sealpost-" + name, "control.sock"));
    }

    static void makeFolder(UnixDomainSocketAddress address) throws IOException {
        Path folder = address.getPath().getParent();
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
