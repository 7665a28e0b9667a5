package org.sealpost.app.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file that only its owner reads, from its first byte on. */
final class PrivateFile {
    private PrivateFile() {}

    /** To be asked before anything is done for the file. */
    static Path requireNew(Path file) {
        if (Files.exists(file)) {
            throw new Mistake("there is a file " + file + " already; it is not overwritten");
        }
        return file;
    }

    static void create(Path file, byte[] content) {
        try (var channel = Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var out = Channels.newOutputStream(channel)) {
            out.write(content);
        } catch (FileAlreadyExistsException e) {
            throw new Mistake("there is a file " + file + " already; it is not overwritten");
        } catch (IOException e) {
            throw new Mistake("cannot write " + file + ": " + e.getMessage());
        }
    }
}
