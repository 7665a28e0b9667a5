package org.sealpost.app.cli;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** A new file that only its owner reads, from its first byte on. */
public final class PrivateFile {
    private PrivateFile() {}

    /** To be asked before anything is done for the file. */
    static Path requireNew(Path file) {
        if (Files.exists(file)) {
            throw taken(file);
        }
        return file;
    }

    /**
     * Writes the file.
     *
     * @param content asked for when the file is there, so that nothing is done for one that cannot be made
     * @throws Mistake if there is such a file, or it cannot be written
     */
    public static void create(Path file, Supplier<byte[]> content) {
        try (var channel = Files.newByteChannel(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var out = Channels.newOutputStream(channel)) {
            out.write(contentOrNoFile(file, content));
        } catch (FileAlreadyExistsException e) {
            throw taken(file);
        } catch (NoSuchFileException e) {
            throw new Mistake("cannot write " + file + ": there is no folder " + file.getParent());
        } catch (AccessDeniedException e) {
            throw new Mistake("cannot write " + file + ": no leave to write into its folder");
        } catch (IOException e) {
            throw new Mistake("cannot write " + file + ": " + e.getMessage());
        }
    }

    private static byte[] contentOrNoFile(Path file, Supplier<byte[]> content) throws IOException {
        boolean made = false;
        try {
            byte[] bytes = content.get();
            made = true;
            return bytes;
        } finally {
            if (!made) {
                Files.delete(file);
            }
        }
    }

    private static Mistake taken(Path file) {
        return new Mistake("there is a file " + file + " already; it is not overwritten");
    }
}
